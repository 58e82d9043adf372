CREATE VIEW soc2.v_status_now AS
SELECT
    test.test_id,
    test.ref,
    test.title,
    test.theme,
    test.severity,
    served.criterion_id,
    criterion.title AS criterion_title,
    ARRAY(
        SELECT control.control_id
        FROM soc2.bridge_control_test AS serves
        JOIN soc2.dim_control AS control USING (control_key)
        WHERE serves.test_id = test.test_id AND control.is_current
        ORDER BY control.control_id
    ) AS control_ids,
    scope.scope_kind,
    scope.scope_id,
    scope.name AS scope_name,
    scope.environment,
    latest.interval_kind,
    latest.interval_id,
    latest.starts_at,
    latest.ends_at,
    latest.observed_at,
    latest.outcome,
    latest.is_complete,
    latest.reason,
    latest.population_items,
    latest.conforming_items,
    latest.deviating_items,
    latest.unreadable_items,
    latest.not_yet_due_items,
    latest.is_emulated,
    latest.recorded_at,
    latest.test_key,
    latest.assessment_key
-- One index look-up per test and scope: a year of slots is never sorted.
FROM (SELECT DISTINCT test_id FROM soc2.dim_test) AS tested
CROSS JOIN (SELECT DISTINCT scope_kind, scope_id FROM soc2.dim_scope) AS place
CROSS JOIN LATERAL (
    SELECT *
    FROM soc2.fct_assessment AS assessment
    WHERE
        assessment.test_id = tested.test_id
        AND assessment.scope_kind = place.scope_kind
        AND assessment.scope_id = place.scope_id
    ORDER BY assessment.starts_at DESC, assessment.entry_number DESC
    LIMIT 1
) AS latest
JOIN soc2.dim_test AS test USING (test_key)
JOIN soc2.dim_scope AS scope ON scope.scope_key = latest.scope_key
JOIN soc2.bridge_test_criterion AS served ON served.test_key = latest.test_key AND served.is_primary
LEFT JOIN soc2.dim_criterion AS criterion
    ON criterion.criterion_id = served.criterion_id AND criterion.is_current;

COMMENT ON VIEW soc2.v_status_now IS 'One row per control test and scope: the latest judgement of its latest slot or window.';
COMMENT ON COLUMN soc2.v_status_now.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_status_now.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_status_now.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_status_now.theme IS 'Folder of tests that it belongs to.';
COMMENT ON COLUMN soc2.v_status_now.severity IS 'How much a deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.v_status_now.criterion_id IS 'The criterion that the test serves first.';
COMMENT ON COLUMN soc2.v_status_now.criterion_title IS 'What that criterion asks for, in our own words; null when criteria.yaml does not have it.';
COMMENT ON COLUMN soc2.v_status_now.control_ids IS 'Current controls that the test serves; empty means monitoring only.';
COMMENT ON COLUMN soc2.v_status_now.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_status_now.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_status_now.scope_name IS 'What people call the scope.';
COMMENT ON COLUMN soc2.v_status_now.environment IS 'Production, sandbox, and the like; null where none was stated.';
COMMENT ON COLUMN soc2.v_status_now.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.v_status_now.interval_id IS 'The latest slot or window as people read it.';
COMMENT ON COLUMN soc2.v_status_now.starts_at IS 'Its begin, inclusive.';
COMMENT ON COLUMN soc2.v_status_now.ends_at IS 'Its end, exclusive.';
COMMENT ON COLUMN soc2.v_status_now.observed_at IS 'Latest observation that was read; null when there was none.';
COMMENT ON COLUMN soc2.v_status_now.outcome IS 'deviations, no_deviations, no_occurrences or inconclusive.';
COMMENT ON COLUMN soc2.v_status_now.is_complete IS 'Whether every item could be judged.';
COMMENT ON COLUMN soc2.v_status_now.reason IS 'Why it is inconclusive, or what an empty population means.';
COMMENT ON COLUMN soc2.v_status_now.population_items IS 'Items that the test applies to.';
COMMENT ON COLUMN soc2.v_status_now.conforming_items IS 'Items for which the control operated.';
COMMENT ON COLUMN soc2.v_status_now.deviating_items IS 'Items for which it did not.';
COMMENT ON COLUMN soc2.v_status_now.unreadable_items IS 'Items of which nobody can tell.';
COMMENT ON COLUMN soc2.v_status_now.not_yet_due_items IS 'Items whose time has not come.';
COMMENT ON COLUMN soc2.v_status_now.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.v_status_now.recorded_at IS 'When the judgement became known.';
COMMENT ON COLUMN soc2.v_status_now.test_key IS 'Test version that judged.';
COMMENT ON COLUMN soc2.v_status_now.assessment_key IS 'The assessment.';
