-- State is due every six hours in every scope in force, so it tells whether anything still looks. Of a scope that was seen
-- within its datasets' last week no more than that is read (see latest_collections).
WITH RECURSIVE known AS (
    (SELECT dataset FROM soc2.fct_collection ORDER BY dataset LIMIT 1)
    UNION ALL
    SELECT (SELECT each.dataset FROM soc2.fct_collection AS each WHERE each.dataset > known.dataset ORDER BY each.dataset LIMIT 1)
    FROM known
    WHERE known.dataset IS NOT NULL
),
seen AS (
    SELECT scope.scope_kind, scope.scope_id, max(collection.observed_at) AS through_at
    FROM known
    CROSS JOIN LATERAL (
        SELECT max(each.starts_at) AS starts_at FROM soc2.fct_collection AS each WHERE each.dataset = known.dataset
    ) AS newest
    CROSS JOIN LATERAL (
        SELECT each.scope_key, each.observed_at
        FROM soc2.fct_collection AS each
        WHERE
            each.dataset = known.dataset
            AND each.starts_at > newest.starts_at - interval '7 days'
            AND each.status = 'collected'
            AND each.nature = 'state'
        OFFSET 0
    ) AS collection
    JOIN soc2.dim_scope AS scope USING (scope_key)
    GROUP BY scope.scope_kind, scope.scope_id
)
SELECT reached.scope_id, reached.scope_name, reached.through_at
FROM (
    SELECT
        scope.scope_id, scope.name AS scope_name,
        coalesce(seen.through_at, (
            SELECT max(collection.observed_at)
            FROM soc2.fct_collection AS collection
            JOIN soc2.dim_scope AS version USING (scope_key)
            WHERE
                version.scope_kind = scope.scope_kind
                AND version.scope_id = scope.scope_id
                AND collection.status = 'collected'
                AND collection.nature = 'state'
        )) AS through_at
    FROM soc2.dim_scope AS scope
    LEFT JOIN seen USING (scope_kind, scope_id)
    WHERE scope.is_current AND (scope.ends_on_date IS NULL OR scope.ends_on_date >= $1::date)
) AS reached
WHERE reached.through_at IS NOT NULL
ORDER BY reached.through_at, reached.scope_id
