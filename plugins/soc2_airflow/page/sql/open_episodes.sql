SELECT
    test_id, ref, title, severity, scope_id, item_id, item_label, reason, first_observed_at, due_at, is_overdue,
    observed_days, waiver_key IS NOT NULL AS is_waived, is_waiver_retroactive, count(*) OVER () AS found
FROM soc2.v_open_episodes
WHERE
    $1::text = ''
    OR strpos(lower(concat_ws(' ', ref, test_id, title, severity, scope_id, item_id, item_label, reason)), lower($1::text)) > 0
ORDER BY
    array_position(ARRAY['critical', 'high', 'medium', 'low'], severity), first_observed_at, ref, scope_id, item_id
LIMIT $2::bigint OFFSET $3::bigint
