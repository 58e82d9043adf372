SELECT
    collection.source, max(scope.name) AS scope_name, collection.gap_cause AS cause,
    count(DISTINCT collection.starts_at) AS intervals,
    (array_agg(collection.interval_id ORDER BY collection.starts_at))[1] AS first_id,
    (array_agg(collection.interval_id ORDER BY collection.starts_at DESC))[1] AS last_id
FROM soc2.fct_collection AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
WHERE collection.run_id = $1 AND collection.status = 'missed' AND collection.gap_cause <> 'not_deployed'
    AND NOT collection.is_bridged
GROUP BY collection.source, scope.scope_id, collection.gap_cause
ORDER BY collection.source, scope.scope_id
