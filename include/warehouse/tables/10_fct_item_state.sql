CREATE TABLE soc2.fct_item_state (
    test_id text NOT NULL,
    scope_kind text NOT NULL,
    scope_id text NOT NULL,
    item_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    known_entry bigint NOT NULL REFERENCES soc2.load_log,
    ends_at timestamptz CHECK (ends_at > starts_at),
    test_key bigint NOT NULL REFERENCES soc2.dim_test,
    item_label text,
    verdict text NOT NULL CHECK (verdict IN ('deviating', 'unreadable', 'conforming', 'not_yet_due')),
    reason text,
    facts jsonb,
    evidence_sha256 text[] NOT NULL,
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK ((valid_to_at IS NULL) = (ends_at IS NULL)),
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz CHECK (superseded_at >= recorded_at),
    PRIMARY KEY (test_id, scope_kind, scope_id, item_id, starts_at, known_entry)
);
CREATE INDEX fct_item_state_current ON soc2.fct_item_state (test_id, scope_kind, scope_id, item_id)
    WHERE superseded_at IS NULL;
CREATE INDEX fct_item_state_open ON soc2.fct_item_state (test_id, scope_kind, scope_id)
    WHERE superseded_at IS NULL AND ends_at IS NULL;

COMMENT ON TABLE soc2.fct_item_state IS 'One row per control test of state, scope, item, interval of constant verdict and state of knowledge. Derived from every judgement''s verdicts; superseded_at is null for what is known now. Verdicts of events stay in the locker.';
COMMENT ON COLUMN soc2.fct_item_state.test_id IS 'The test.';
COMMENT ON COLUMN soc2.fct_item_state.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.fct_item_state.scope_id IS 'The scope.';
COMMENT ON COLUMN soc2.fct_item_state.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.fct_item_state.starts_at IS 'Begin of the first slot with this verdict.';
COMMENT ON COLUMN soc2.fct_item_state.known_entry IS 'Entry of the locker''s log since which it is known to be so.';
COMMENT ON COLUMN soc2.fct_item_state.ends_at IS 'Begin of the first slot with another verdict, or without the item; null while there is none.';
COMMENT ON COLUMN soc2.fct_item_state.test_key IS 'Test version that found the verdict first.';
COMMENT ON COLUMN soc2.fct_item_state.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.fct_item_state.verdict IS 'deviating, unreadable, conforming or not_yet_due.';
COMMENT ON COLUMN soc2.fct_item_state.reason IS 'Why, in one sentence, as first found; null when the item conforms.';
COMMENT ON COLUMN soc2.fct_item_state.facts IS 'The population''s columns for the item, as first found.';
COMMENT ON COLUMN soc2.fct_item_state.evidence_sha256 IS 'SHA-256 of each Parquet file that the verdict was first found on.';
COMMENT ON COLUMN soc2.fct_item_state.valid_from_at IS 'First observation with this verdict, by our clock.';
COMMENT ON COLUMN soc2.fct_item_state.valid_to_at IS 'First observation with another verdict, or without the item; null while there is none.';
COMMENT ON COLUMN soc2.fct_item_state.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.fct_item_state.superseded_at IS 'When something else became known; null for what is known now.';
