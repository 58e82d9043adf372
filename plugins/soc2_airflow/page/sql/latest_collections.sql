-- Of each dataset and scope the latest slot or window on record. A scope that is in force has one in every dataset's last
-- week, a gap at least, so that a week is read however many years there are; datasets are found by skipping along the index.
WITH RECURSIVE known AS (
    (SELECT dataset FROM soc2.fct_collection ORDER BY dataset LIMIT 1)
    UNION ALL
    SELECT (SELECT each.dataset FROM soc2.fct_collection AS each WHERE each.dataset > known.dataset ORDER BY each.dataset LIMIT 1)
    FROM known
    WHERE known.dataset IS NOT NULL
)
SELECT DISTINCT ON (collection.source, collection.dataset, scope.scope_id)
    collection.entry_number, collection.source, collection.dataset, scope.scope_id, scope.name AS scope_name,
    collection.interval_id, collection.starts_at, collection.status, coalesce(collection.cause, collection.gap_cause) AS cause,
    collection.message, collection.missing_permission, collection.observed_at, collection.expected_items,
    collection.received_items, collection.reconciled_difference, collection.calls, collection.retries,
    collection.is_emulated, collection.parquet_sha256, collection.run_id, collection.triggered_by
FROM known
CROSS JOIN LATERAL (
    SELECT max(each.starts_at) AS starts_at FROM soc2.fct_collection AS each WHERE each.dataset = known.dataset
) AS newest
-- Not merged into the joins around it: guessed to be a third of all, the week would be sought by reading everything.
CROSS JOIN LATERAL (
    SELECT *
    FROM soc2.fct_collection AS each
    WHERE each.dataset = known.dataset AND each.starts_at > newest.starts_at - interval '7 days'
    OFFSET 0
) AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
ORDER BY
    collection.source, collection.dataset, scope.scope_id, collection.starts_at DESC,
    (collection.status = 'collected') DESC, collection.recorded_at DESC
