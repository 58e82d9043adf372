-- State is due every six hours in every scope, so it tells whether anything still looks.
SELECT scope.scope_id, max(scope.name) AS scope_name, max(collection.observed_at) AS through_at
FROM soc2.fct_collection AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
WHERE collection.status = 'collected' AND collection.nature = 'state'
GROUP BY scope.scope_id
ORDER BY through_at, scope.scope_id
