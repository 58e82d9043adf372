SELECT
    scope_id, scope_name, interval_id, observed_at, outcome, is_complete, reason, population_items, deviating_items,
    unreadable_items
FROM soc2.v_status_now
WHERE test_id = $1
ORDER BY
    array_position(ARRAY['deviations', 'inconclusive', 'no_deviations', 'no_occurrences'], outcome), scope_id
