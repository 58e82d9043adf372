CREATE TABLE soc2.fct_assessment (
    assessment_key bigint PRIMARY KEY,
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
    outcome text NOT NULL CHECK (outcome IN ('deviations', 'no_deviations', 'no_occurrences', 'inconclusive')),
    is_complete boolean NOT NULL,
    reason text,
    population_items bigint NOT NULL CHECK (population_items >= 0),
    conforming_items bigint NOT NULL CHECK (conforming_items >= 0),
    deviating_items bigint NOT NULL CHECK (deviating_items >= 0),
    unreadable_items bigint NOT NULL CHECK (unreadable_items >= 0),
    not_yet_due_items bigint NOT NULL CHECK (not_yet_due_items >= 0),
    parameters jsonb NOT NULL,
    observed_at timestamptz,
    is_emulated boolean NOT NULL,
    evidence jsonb NOT NULL,
    evidence_sha256 text[] NOT NULL,
    verdicts_sha256 text NOT NULL,
    test_sha256 text NOT NULL,
    inputs_sha256 text NOT NULL,
    judged_by text NOT NULL,
    run_id text NOT NULL,
    run_type text NOT NULL,
    triggered_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    UNIQUE (test_sha256, test_id, scope_kind, scope_id, interval_kind, starts_at, inputs_sha256),
    CHECK (population_items = conforming_items + deviating_items + unreadable_items + not_yet_due_items),
    CHECK ((outcome = 'deviations') = (deviating_items > 0))
);
CREATE INDEX fct_assessment_latest
    ON soc2.fct_assessment (test_id, scope_kind, scope_id, starts_at DESC, entry_number DESC);
CREATE INDEX fct_assessment_entry ON soc2.fct_assessment (entry_number);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_assessment
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_assessment ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_assessment IS 'One row per control test, scope, slot or window and judgement. The same inputs judged again add nothing. Append-only.';
COMMENT ON COLUMN soc2.fct_assessment.assessment_key IS 'Key, derived from test version, scope, slot or window, and inputs.';
COMMENT ON COLUMN soc2.fct_assessment.entry_number IS 'Entry of the locker''s log that holds the judgement.';
COMMENT ON COLUMN soc2.fct_assessment.test_key IS 'Test version that judged.';
COMMENT ON COLUMN soc2.fct_assessment.scope_key IS 'Scope that was judged.';
COMMENT ON COLUMN soc2.fct_assessment.test_id IS 'The test, whatever its version.';
COMMENT ON COLUMN soc2.fct_assessment.scope_kind IS 'Kind of the scope, whatever its version.';
COMMENT ON COLUMN soc2.fct_assessment.scope_id IS 'The scope, whatever its version.';
COMMENT ON COLUMN soc2.fct_assessment.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.fct_assessment.interval_id IS 'The slot or window as people read it.';
COMMENT ON COLUMN soc2.fct_assessment.starts_at IS 'Begin of the slot or window, inclusive.';
COMMENT ON COLUMN soc2.fct_assessment.ends_at IS 'End of the slot or window, exclusive.';
COMMENT ON COLUMN soc2.fct_assessment.outcome IS 'deviations, no_deviations, no_occurrences or inconclusive.';
COMMENT ON COLUMN soc2.fct_assessment.is_complete IS 'Whether every item could be judged.';
COMMENT ON COLUMN soc2.fct_assessment.reason IS 'Why it is inconclusive, or what an empty population means; null otherwise.';
COMMENT ON COLUMN soc2.fct_assessment.population_items IS 'Items that the test applies to.';
COMMENT ON COLUMN soc2.fct_assessment.conforming_items IS 'Items for which the control operated.';
COMMENT ON COLUMN soc2.fct_assessment.deviating_items IS 'Items for which it did not.';
COMMENT ON COLUMN soc2.fct_assessment.unreadable_items IS 'Items of which nobody can tell.';
COMMENT ON COLUMN soc2.fct_assessment.not_yet_due_items IS 'Items whose time has not come.';
COMMENT ON COLUMN soc2.fct_assessment.parameters IS 'Thresholds that were applied.';
COMMENT ON COLUMN soc2.fct_assessment.observed_at IS 'Latest observation that was read; null when there was none.';
COMMENT ON COLUMN soc2.fct_assessment.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.fct_assessment.evidence IS 'Evidence that was read: dataset, scope, observation, hashes.';
COMMENT ON COLUMN soc2.fct_assessment.evidence_sha256 IS 'SHA-256 of each Parquet file that was read.';
COMMENT ON COLUMN soc2.fct_assessment.verdicts_sha256 IS 'SHA-256 of the file with every item''s verdict.';
COMMENT ON COLUMN soc2.fct_assessment.test_sha256 IS 'SHA-256 of what the test''s file says.';
COMMENT ON COLUMN soc2.fct_assessment.inputs_sha256 IS 'SHA-256 over test, parameters and evidence.';
COMMENT ON COLUMN soc2.fct_assessment.judged_by IS 'Version of our code that judged.';
COMMENT ON COLUMN soc2.fct_assessment.run_id IS 'Run that judged.';
COMMENT ON COLUMN soc2.fct_assessment.run_type IS 'What made that run happen.';
COMMENT ON COLUMN soc2.fct_assessment.triggered_by IS 'Who or what triggered that run.';
COMMENT ON COLUMN soc2.fct_assessment.recorded_at IS 'When the judgement became known.';
