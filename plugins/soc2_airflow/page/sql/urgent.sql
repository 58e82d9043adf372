SELECT
    test_id, ref, title, severity, scope_id, count(*) AS items, count(*) FILTER (WHERE is_overdue) AS overdue_items,
    min(first_observed_at) AS first_observed_at, min(due_at) AS due_at
FROM soc2.v_open_episodes
WHERE is_overdue OR severity = 'critical'
GROUP BY test_id, ref, title, severity, scope_id
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], severity), min(due_at), ref, scope_id
LIMIT 50
