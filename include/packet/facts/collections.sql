-- Collections
-- One row per dataset, scope, slot or day and observation of the period; failed and missed ones too.
SELECT
    collection.dataset, scope.scope_kind, scope.scope_id, collection.interval_id, collection.status,
    collection.cause, collection.gap_cause, collection.is_bridged, collection.message, collection.observed_at,
    collection.source_as_of_at, collection.expected_items, collection.received_items,
    collection.reconciled_against, collection.independent_count, collection.reconciled_difference,
    collection.calls, collection.retries, collection.caller, collection.endpoint_host, collection.is_emulated,
    collection.triggered_by, collection.code_version, collection.raw_sha256, collection.parquet_sha256,
    collection.entry_number
FROM asked
JOIN soc2.fct_collection AS collection
    ON collection.recorded_at <= asked.as_of
    AND collection.starts_at < (asked.last_day + 1)::timestamp AT TIME ZONE 'UTC'
    AND collection.ends_at > asked.first_day::timestamp AT TIME ZONE 'UTC'
JOIN soc2.dim_scope AS scope USING (scope_key)
ORDER BY collection.dataset, scope.scope_kind, scope.scope_id, collection.starts_at, collection.entry_number
