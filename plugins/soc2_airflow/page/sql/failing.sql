-- Of each dataset and scope the latest slot or window that is on record, when nothing came of it.
SELECT
    latest.source, latest.scope_id, max(latest.scope_name) AS scope_name, latest.status, latest.cause,
    latest.missing_permission, latest.interval_id, max(latest.message) AS message,
    array_agg(latest.dataset ORDER BY latest.dataset) AS datasets, max(latest.run_id) AS run_id
FROM (
    SELECT DISTINCT ON (collection.dataset, scope.scope_id)
        collection.source, collection.dataset, scope.scope_id, scope.name AS scope_name, collection.status,
        coalesce(collection.cause, collection.gap_cause) AS cause, collection.missing_permission,
        collection.interval_id, collection.message, collection.run_id
    FROM soc2.fct_collection AS collection
    JOIN soc2.dim_scope AS scope USING (scope_key)
    ORDER BY
        collection.dataset, scope.scope_id, collection.starts_at DESC,
        (collection.status = 'collected') DESC, collection.recorded_at DESC
) AS latest
WHERE latest.status <> 'collected'
GROUP BY
    latest.source, latest.scope_id, latest.status, latest.cause, latest.missing_permission, latest.interval_id
ORDER BY latest.source, latest.scope_id
