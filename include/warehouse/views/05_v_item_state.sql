CREATE VIEW soc2.v_item_state AS
SELECT
    state.test_id,
    test.ref,
    state.scope_kind,
    state.scope_id,
    state.item_id,
    state.item_label,
    state.verdict,
    state.reason,
    state.facts,
    state.starts_at,
    state.ends_at,
    state.valid_from_at,
    state.valid_to_at,
    (
        SELECT count(DISTINCT assessment.starts_at)
        FROM soc2.fct_assessment AS assessment
        WHERE
            assessment.test_id = state.test_id
            AND assessment.scope_kind = state.scope_kind
            AND assessment.scope_id = state.scope_id
            AND assessment.interval_kind = 'slot'
            AND assessment.starts_at >= state.starts_at
            AND assessment.starts_at < coalesce(state.ends_at, 'infinity')
            AND assessment.recorded_at < coalesce(state.superseded_at, 'infinity')
            AND (assessment.is_complete OR (assessment.population_items > 0 AND assessment.reason IS NULL))
    ) AS observations,
    state.evidence_sha256,
    state.test_key,
    state.recorded_at,
    state.superseded_at
FROM soc2.fct_item_state AS state
JOIN soc2.dim_test AS test USING (test_key);

COMMENT ON VIEW soc2.v_item_state IS 'One row per test_id, scope_kind, scope_id, item_id, starts_at and state of knowledge: an interval of constant verdict of an item of state, conforming ones too. superseded_at is null for what is known now.';
COMMENT ON COLUMN soc2.v_item_state.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_item_state.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_item_state.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_item_state.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_item_state.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.v_item_state.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.v_item_state.verdict IS 'deviating, unreadable, conforming or not_yet_due.';
COMMENT ON COLUMN soc2.v_item_state.reason IS 'Why, as first found; null when the item conforms.';
COMMENT ON COLUMN soc2.v_item_state.facts IS 'The population''s columns for the item, as first found.';
COMMENT ON COLUMN soc2.v_item_state.starts_at IS 'Begin of the first slot with this verdict.';
COMMENT ON COLUMN soc2.v_item_state.ends_at IS 'Begin of the first slot with another one, or without the item; null while there is none.';
COMMENT ON COLUMN soc2.v_item_state.valid_from_at IS 'First observation with this verdict.';
COMMENT ON COLUMN soc2.v_item_state.valid_to_at IS 'First observation with another one, or without the item; null while there is none.';
COMMENT ON COLUMN soc2.v_item_state.observations IS 'Slots of the interval in which the population was seen whole.';
COMMENT ON COLUMN soc2.v_item_state.evidence_sha256 IS 'SHA-256 of each Parquet file that it was first found on.';
COMMENT ON COLUMN soc2.v_item_state.test_key IS 'Test version that found it first.';
COMMENT ON COLUMN soc2.v_item_state.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.v_item_state.superseded_at IS 'When something else became known; null for what is known now.';
