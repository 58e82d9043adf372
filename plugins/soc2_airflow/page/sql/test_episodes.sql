SELECT
    test_id, ref, title, severity, scope_id, item_id, item_label, reason, first_observed_at, due_at, is_overdue,
    observed_days, waiver_key IS NOT NULL AS is_waived, is_waiver_retroactive, count(*) OVER () AS found
FROM soc2.v_open_episodes
WHERE test_id = $1
ORDER BY first_observed_at, scope_id, item_id
LIMIT 200
