SELECT
    test_id, ref, title, theme, severity, criterion_id, control_ids, scope_id, scope_name, interval_kind,
    interval_id, observed_at, outcome, is_complete, reason, population_items, deviating_items, unreadable_items,
    is_emulated
FROM soc2.v_status_now
ORDER BY
    array_position(ARRAY['deviations', 'inconclusive', 'no_deviations', 'no_occurrences'], outcome),
    array_position(ARRAY['critical', 'high', 'medium', 'low'], severity),
    criterion_id, ref, is_complete, scope_id
