CREATE TABLE soc2.fct_deviation (
    assessment_key bigint NOT NULL REFERENCES soc2.fct_assessment,
    item_id text NOT NULL,
    entry_number bigint NOT NULL REFERENCES soc2.load_log,
    test_key bigint NOT NULL REFERENCES soc2.dim_test,
    scope_key bigint NOT NULL REFERENCES soc2.dim_scope,
    test_id text NOT NULL,
    scope_kind text NOT NULL,
    scope_id text NOT NULL,
    interval_kind text NOT NULL CHECK (interval_kind IN ('slot', 'window')),
    interval_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    item_label text,
    previous_verdict text CHECK (previous_verdict IN ('deviating', 'unreadable', 'conforming', 'not_yet_due', 'gone')),
    verdict text NOT NULL CHECK (verdict IN ('deviating', 'unreadable', 'conforming', 'not_yet_due', 'gone')),
    reason text,
    facts jsonb,
    evidence_sha256 text[] NOT NULL,
    observed_at timestamptz,
    is_emulated boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (assessment_key, item_id),
    CHECK (verdict IS DISTINCT FROM previous_verdict),
    CHECK (verdict IN ('deviating', 'unreadable') OR previous_verdict IN ('deviating', 'unreadable'))
);
CREATE INDEX fct_deviation_item ON soc2.fct_deviation
    (test_id, scope_kind, scope_id, item_id, starts_at DESC, entry_number DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_deviation
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_deviation ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_deviation IS 'One row per control test, scope, item and change of verdict: appended when an item starts or stops deviating or being unreadable. Append-only.';
COMMENT ON COLUMN soc2.fct_deviation.assessment_key IS 'Assessment that found the change.';
COMMENT ON COLUMN soc2.fct_deviation.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.fct_deviation.entry_number IS 'Entry of the locker''s log that holds the judgement.';
COMMENT ON COLUMN soc2.fct_deviation.test_key IS 'Test version that judged.';
COMMENT ON COLUMN soc2.fct_deviation.scope_key IS 'Scope that was judged.';
COMMENT ON COLUMN soc2.fct_deviation.test_id IS 'The test, whatever its version.';
COMMENT ON COLUMN soc2.fct_deviation.scope_kind IS 'Kind of the scope, whatever its version.';
COMMENT ON COLUMN soc2.fct_deviation.scope_id IS 'The scope, whatever its version.';
COMMENT ON COLUMN soc2.fct_deviation.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.fct_deviation.interval_id IS 'The slot or window as people read it.';
COMMENT ON COLUMN soc2.fct_deviation.starts_at IS 'Begin of the slot or window of the change, inclusive.';
COMMENT ON COLUMN soc2.fct_deviation.ends_at IS 'End of that slot or window, exclusive.';
COMMENT ON COLUMN soc2.fct_deviation.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.fct_deviation.previous_verdict IS 'Last recorded verdict of the item; null when none was recorded (it conformed, or was not there).';
COMMENT ON COLUMN soc2.fct_deviation.verdict IS 'deviating or unreadable: it starts; conforming, not_yet_due or gone (left the population): it stops.';
COMMENT ON COLUMN soc2.fct_deviation.reason IS 'Why, in one sentence; null when the item conforms.';
COMMENT ON COLUMN soc2.fct_deviation.facts IS 'The population''s columns for the item; null when it is gone.';
COMMENT ON COLUMN soc2.fct_deviation.evidence_sha256 IS 'SHA-256 of each Parquet file that was read.';
COMMENT ON COLUMN soc2.fct_deviation.observed_at IS 'Observation that decided.';
COMMENT ON COLUMN soc2.fct_deviation.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.fct_deviation.recorded_at IS 'When the judgement became known.';
