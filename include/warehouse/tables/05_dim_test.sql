CREATE TABLE soc2.dim_test (
    test_key bigint PRIMARY KEY,
    test_id text NOT NULL,
    ref text NOT NULL,
    title text NOT NULL,
    theme text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('critical', 'high', 'medium', 'low')),
    nature text NOT NULL CHECK (nature IN ('state', 'events', 'history')),
    rationale text NOT NULL,
    remediation text NOT NULL,
    reads text[] NOT NULL,
    population_sql text NOT NULL,
    suite jsonb NOT NULL,
    parameters jsonb NOT NULL,
    test_sha256 text NOT NULL CHECK (test_sha256 ~ '^[0-9a-f]{64}$'),
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_test_current ON soc2.dim_test (test_id) WHERE is_current;

COMMENT ON TABLE soc2.dim_test IS 'One row per version of a control test as it judged: its text, its suite and its parameters.';
COMMENT ON COLUMN soc2.dim_test.test_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_test.test_id IS 'The test''s file name, a statement; stays over versions.';
COMMENT ON COLUMN soc2.dim_test.ref IS 'Its short number in the catalogue, such as IAM-01.';
COMMENT ON COLUMN soc2.dim_test.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.dim_test.theme IS 'Folder of tests that it belongs to.';
COMMENT ON COLUMN soc2.dim_test.severity IS 'How much a deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.dim_test.nature IS 'state, events or history: what kind of time its evidence has.';
COMMENT ON COLUMN soc2.dim_test.rationale IS 'Why it is tested.';
COMMENT ON COLUMN soc2.dim_test.remediation IS 'What to do about a deviation.';
COMMENT ON COLUMN soc2.dim_test.reads IS 'Datasets that it reads.';
COMMENT ON COLUMN soc2.dim_test.population_sql IS 'The query that makes its population.';
COMMENT ON COLUMN soc2.dim_test.suite IS 'The Great Expectations suite that judged the population.';
COMMENT ON COLUMN soc2.dim_test.parameters IS 'Thresholds in force for this version.';
COMMENT ON COLUMN soc2.dim_test.test_sha256 IS 'SHA-256 of what the test''s file says, without its examples.';
COMMENT ON COLUMN soc2.dim_test.valid_from_at IS 'When a judgement was first recorded by this version.';
COMMENT ON COLUMN soc2.dim_test.valid_to_at IS 'When a judgement was first recorded by the next version; null for the current one.';
COMMENT ON COLUMN soc2.dim_test.is_current IS 'Whether this is the latest version.';
COMMENT ON COLUMN soc2.dim_test.definition_sha256 IS 'SHA-256 of the definition that the locker keeps: text, suite, parameters.';

CREATE TABLE soc2.bridge_test_criterion (
    test_criterion_key bigint PRIMARY KEY,
    test_key bigint NOT NULL REFERENCES soc2.dim_test,
    criterion_id text NOT NULL,
    is_primary boolean NOT NULL,
    UNIQUE (test_key, criterion_id)
);
CREATE UNIQUE INDEX bridge_test_criterion_primary ON soc2.bridge_test_criterion (test_key) WHERE is_primary;

COMMENT ON TABLE soc2.bridge_test_criterion IS 'One row per test version and criterion that it serves. Counts do not add over criteria: filter on is_primary.';
COMMENT ON COLUMN soc2.bridge_test_criterion.test_criterion_key IS 'Key of the pair.';
COMMENT ON COLUMN soc2.bridge_test_criterion.test_key IS 'The test version.';
COMMENT ON COLUMN soc2.bridge_test_criterion.criterion_id IS 'The criterion, whatever its version.';
COMMENT ON COLUMN soc2.bridge_test_criterion.is_primary IS 'Whether the test serves this criterion first; exactly one per test version.';
