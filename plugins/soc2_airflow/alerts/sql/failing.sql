-- What this run asked for in vain, unless the observation before it failed for the same cause.
SELECT
    mine.source, mine.scope_name, mine.cause, count(DISTINCT mine.starts_at) AS intervals,
    (array_agg(mine.interval_id ORDER BY mine.starts_at))[1] AS first_id,
    (array_agg(mine.message ORDER BY mine.starts_at))[1] AS message
FROM (
    SELECT DISTINCT ON (collection.dataset, scope.scope_id, collection.starts_at)
        collection.source, collection.dataset, scope.scope_id, scope.name AS scope_name, collection.interval_id,
        collection.starts_at, collection.cause, collection.message, collection.status
    FROM soc2.fct_collection AS collection
    JOIN soc2.dim_scope AS scope USING (scope_key)
    WHERE collection.run_id = $1 AND collection.status IN ('collected', 'failed')
    ORDER BY collection.dataset, scope.scope_id, collection.starts_at, collection.status = 'collected' DESC
) AS mine
LEFT JOIN LATERAL (
    SELECT collection.status, collection.cause
    FROM soc2.fct_collection AS collection
    JOIN soc2.dim_scope AS scope USING (scope_key)
    WHERE
        collection.dataset = mine.dataset
        AND scope.scope_id = mine.scope_id
        AND collection.run_id <> $1
        AND collection.starts_at <= mine.starts_at
        AND collection.status IN ('collected', 'failed')
    ORDER BY collection.starts_at DESC, collection.recorded_at DESC
    LIMIT 1
) AS before ON true
WHERE mine.status = 'failed' AND before.cause IS DISTINCT FROM mine.cause
GROUP BY mine.source, mine.scope_name, mine.cause
ORDER BY mine.source, mine.scope_name
