CREATE VIEW soc2.v_activity AS
SELECT
    change.recorded_at,
    change.test_id,
    test.ref,
    test.title,
    test.severity,
    change.scope_kind,
    change.scope_id,
    change.item_id,
    change.item_label,
    change.previous_verdict,
    change.verdict,
    change.reason,
    change.interval_kind,
    change.interval_id,
    change.observed_at,
    change.is_emulated,
    change.assessment_key
FROM soc2.fct_deviation AS change
JOIN soc2.dim_test AS test USING (test_key);

COMMENT ON VIEW soc2.v_activity IS 'One row per assessment_key and item_id: an item that started or stopped deviating or being unreadable. Filter on recorded_at.';
COMMENT ON COLUMN soc2.v_activity.recorded_at IS 'When it became known.';
COMMENT ON COLUMN soc2.v_activity.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_activity.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_activity.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_activity.severity IS 'How much a deviation matters.';
COMMENT ON COLUMN soc2.v_activity.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_activity.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_activity.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.v_activity.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.v_activity.previous_verdict IS 'What was known of it until then; null when nothing was.';
COMMENT ON COLUMN soc2.v_activity.verdict IS 'deviating or unreadable: it starts; conforming, not_yet_due or gone: it stops.';
COMMENT ON COLUMN soc2.v_activity.reason IS 'Why, in one sentence.';
COMMENT ON COLUMN soc2.v_activity.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.v_activity.interval_id IS 'The slot or window as people read it.';
COMMENT ON COLUMN soc2.v_activity.observed_at IS 'Observation that decided.';
COMMENT ON COLUMN soc2.v_activity.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.v_activity.assessment_key IS 'Assessment that found the change.';

CREATE VIEW soc2.v_data_through AS
SELECT
    scope.scope_kind,
    scope.scope_id,
    scope.name,
    max(through.slots_through_at) AS slots_through_at,
    max(through.windows_through_at) AS windows_through_at,
    max(through.recorded_at) AS recorded_at
FROM soc2.dim_scope AS scope
CROSS JOIN (SELECT DISTINCT test_id FROM soc2.dim_test) AS test
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN latest.interval_kind = 'slot' THEN latest.ends_at END AS slots_through_at,
        CASE WHEN latest.interval_kind = 'window' THEN latest.ends_at END AS windows_through_at,
        latest.recorded_at
    FROM soc2.fct_assessment AS latest
    WHERE
        latest.test_id = test.test_id
        AND latest.scope_kind = scope.scope_kind
        AND latest.scope_id = scope.scope_id
    ORDER BY latest.starts_at DESC, latest.entry_number DESC
    LIMIT 1
) AS through
WHERE scope.is_current
GROUP BY scope.scope_kind, scope.scope_id, scope.name;

COMMENT ON VIEW soc2.v_data_through IS 'One row per scope_kind and scope_id: how far the data reaches.';
COMMENT ON COLUMN soc2.v_data_through.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_data_through.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_data_through.name IS 'What people call the scope.';
COMMENT ON COLUMN soc2.v_data_through.slots_through_at IS 'End of the last slot that was judged; null when none was.';
COMMENT ON COLUMN soc2.v_data_through.windows_through_at IS 'End of the last window that was judged; null when none was.';
COMMENT ON COLUMN soc2.v_data_through.recorded_at IS 'When the last judgement became known.';
