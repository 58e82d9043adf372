CREATE TABLE soc2.dim_severity (
    severity_key bigint PRIMARY KEY,
    severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
    remediation_days bigint NOT NULL CHECK (remediation_days > 0),
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_severity_current ON soc2.dim_severity (severity) WHERE is_current;

COMMENT ON TABLE soc2.dim_severity IS 'One row per version of a severity: within how many days management has its deviations mended.';
COMMENT ON COLUMN soc2.dim_severity.severity_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_severity.severity IS 'critical, high, medium or low.';
COMMENT ON COLUMN soc2.dim_severity.remediation_days IS 'Days from the first observation of a deviation until it is to be mended (parameters.yaml).';
COMMENT ON COLUMN soc2.dim_severity.valid_from_at IS 'When a judgement was first recorded under this version.';
COMMENT ON COLUMN soc2.dim_severity.valid_to_at IS 'When a judgement was first recorded without it; null for the current version.';
COMMENT ON COLUMN soc2.dim_severity.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.dim_severity.definition_sha256 IS 'SHA-256 of the version''s content.';

CREATE TABLE soc2.fct_deviation_episode (
    test_id text NOT NULL,
    scope_kind text NOT NULL,
    scope_id text NOT NULL,
    item_id text NOT NULL,
    starts_at timestamptz NOT NULL,
    known_entry bigint NOT NULL REFERENCES soc2.load_log,
    ends_at timestamptz CHECK (ends_at > starts_at),
    test_key bigint NOT NULL REFERENCES soc2.dim_test,
    interval_kind text NOT NULL CHECK (interval_kind IN ('slot', 'window')),
    severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
    item_label text,
    reason text,
    first_observed_at timestamptz NOT NULL,
    last_conforming_at timestamptz,
    closed_at timestamptz CHECK ((closed_at IS NULL) = (ends_at IS NULL)),
    close_basis text CHECK (close_basis IN ('observed', 'event', 'item_gone')),
    due_at timestamptz,
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz CHECK (superseded_at >= recorded_at),
    PRIMARY KEY (test_id, scope_kind, scope_id, item_id, starts_at, known_entry),
    CHECK ((close_basis IS NULL) = (closed_at IS NULL))
);
CREATE INDEX fct_deviation_episode_current
    ON soc2.fct_deviation_episode (test_id, scope_kind, scope_id, item_id) WHERE superseded_at IS NULL;

COMMENT ON TABLE soc2.fct_deviation_episode IS 'One row per control test, scope, item, unbroken run of deviation and state of knowledge. Derived; superseded_at is null for what is known now. What could not be read, or was not looked at, does not end a run.';
COMMENT ON COLUMN soc2.fct_deviation_episode.test_id IS 'The test.';
COMMENT ON COLUMN soc2.fct_deviation_episode.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.fct_deviation_episode.scope_id IS 'The scope.';
COMMENT ON COLUMN soc2.fct_deviation_episode.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.fct_deviation_episode.starts_at IS 'Begin of the first slot that saw the item deviate; of an event, its day.';
COMMENT ON COLUMN soc2.fct_deviation_episode.known_entry IS 'Entry of the locker''s log since which it is known to be so.';
COMMENT ON COLUMN soc2.fct_deviation_episode.ends_at IS 'Begin of the slot that saw it mended or gone; of an event, the end of its day; null while it is open.';
COMMENT ON COLUMN soc2.fct_deviation_episode.test_key IS 'Test version that found it.';
COMMENT ON COLUMN soc2.fct_deviation_episode.interval_kind IS 'slot (state, which can be mended) or window (an event, which has happened).';
COMMENT ON COLUMN soc2.fct_deviation_episode.severity IS 'critical, high, medium or low, by the test that found it.';
COMMENT ON COLUMN soc2.fct_deviation_episode.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.fct_deviation_episode.reason IS 'Why it deviates, as first found.';
COMMENT ON COLUMN soc2.fct_deviation_episode.first_observed_at IS 'Observation that found it first, by our clock.';
COMMENT ON COLUMN soc2.fct_deviation_episode.last_conforming_at IS 'Last observation before it in which the item conformed; null when there was none.';
COMMENT ON COLUMN soc2.fct_deviation_episode.closed_at IS 'Observation that found it mended or gone; of an event, the end of its day; null while it is open.';
COMMENT ON COLUMN soc2.fct_deviation_episode.close_basis IS 'observed (the item conforms again), item_gone (it left the population) or event (it was over when it happened).';
COMMENT ON COLUMN soc2.fct_deviation_episode.due_at IS 'Until when it is to be mended; null for events, and while management has set no days for the severity.';
COMMENT ON COLUMN soc2.fct_deviation_episode.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.fct_deviation_episode.superseded_at IS 'When something else became known; null for what is known now.';
