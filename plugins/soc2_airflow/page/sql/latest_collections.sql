SELECT DISTINCT ON (collection.source, collection.dataset, scope.scope_id)
    collection.entry_number, collection.source, collection.dataset, scope.scope_id, scope.name AS scope_name,
    collection.interval_id, collection.starts_at, collection.status, coalesce(collection.cause, collection.gap_cause) AS cause,
    collection.message, collection.observed_at, collection.expected_items, collection.received_items,
    collection.reconciled_difference, collection.calls, collection.retries, collection.is_emulated,
    collection.parquet_sha256, collection.run_id, collection.triggered_by
FROM soc2.fct_collection AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
ORDER BY
    collection.source, collection.dataset, scope.scope_id, collection.starts_at DESC,
    (collection.status = 'collected') DESC, collection.recorded_at DESC
