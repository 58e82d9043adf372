-- Conclusions
-- One row per control, scope and basis (observed by us, or recorded by a system of its own past): what was found over the period, as it was known.
SELECT
    found.control_id, control.title, found.basis, found.scope_kind, found.scope_id, found.conclusion, found.conclusion_reason,
    found.frequency, found.expected_occurrences, found.tested_occurrences, found.expected_days, found.observed_days,
    found.bridged_days, found.unbridged_days, found.unreadable_days, found.longest_gap_days, found.items_ever,
    found.items_tested, found.deviating_items, found.unreadable_items, found.deviation_episodes,
    found.waived_episodes, found.first_deviation_at, found.last_deviation_at, found.remediated_within_sla,
    found.remediated_late, found.remediated_without_sla, found.open_at_period_end, control.owner,
    control.primary_criterion
FROM asked
CROSS JOIN LATERAL soc2.period_conclusion(asked.first_day, asked.last_day, asked.as_of) AS found
JOIN soc2.dim_control AS control USING (control_key)
ORDER BY found.control_id, found.scope_kind, found.scope_id, found.basis
