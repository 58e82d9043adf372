SELECT
    assessment.entry_number, assessment.scope_id, assessment.interval_id, assessment.outcome, assessment.is_complete,
    assessment.reason, assessment.population_items, assessment.conforming_items, assessment.deviating_items,
    assessment.unreadable_items, assessment.not_yet_due_items, assessment.recorded_at, assessment.run_id,
    assessment.is_emulated, assessment.parameters::text AS parameters
FROM soc2.fct_assessment AS assessment
WHERE assessment.test_id = $1
ORDER BY assessment.starts_at DESC, assessment.entry_number DESC, assessment.scope_id
LIMIT 40
