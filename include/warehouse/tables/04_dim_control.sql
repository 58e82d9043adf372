CREATE TABLE soc2.dim_control (
    control_key bigint PRIMARY KEY,
    control_id text NOT NULL,
    title text NOT NULL,
    wording text NOT NULL,
    owner text NOT NULL,
    frequency text NOT NULL,
    is_automated boolean NOT NULL,
    is_in_description boolean NOT NULL,
    primary_criterion text NOT NULL,
    supporting_criteria text[] NOT NULL,
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_control_current ON soc2.dim_control (control_id) WHERE is_current;

COMMENT ON TABLE soc2.dim_control IS 'One row per version of a control: what the organisation says it does.';
COMMENT ON COLUMN soc2.dim_control.control_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_control.control_id IS 'The control''s id in the control matrix; stays over versions.';
COMMENT ON COLUMN soc2.dim_control.title IS 'Short name.';
COMMENT ON COLUMN soc2.dim_control.wording IS 'The control in the organisation''s own words.';
COMMENT ON COLUMN soc2.dim_control.owner IS 'Who answers for it.';
COMMENT ON COLUMN soc2.dim_control.frequency IS 'How often it operates.';
COMMENT ON COLUMN soc2.dim_control.is_automated IS 'Whether any control test serves it.';
COMMENT ON COLUMN soc2.dim_control.is_in_description IS 'Whether it stands in the system description.';
COMMENT ON COLUMN soc2.dim_control.primary_criterion IS 'The criterion that it serves first.';
COMMENT ON COLUMN soc2.dim_control.supporting_criteria IS 'Criteria that it also supports.';
COMMENT ON COLUMN soc2.dim_control.valid_from_at IS 'When a judgement was first recorded under this version.';
COMMENT ON COLUMN soc2.dim_control.valid_to_at IS 'When a judgement was first recorded without it; null for the current version.';
COMMENT ON COLUMN soc2.dim_control.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.dim_control.definition_sha256 IS 'SHA-256 of the version''s content.';

CREATE TABLE soc2.bridge_control_test (
    control_test_key bigint PRIMARY KEY,
    control_key bigint NOT NULL REFERENCES soc2.dim_control,
    test_id text NOT NULL,
    UNIQUE (control_key, test_id)
);
CREATE INDEX bridge_control_test_test ON soc2.bridge_control_test (test_id);

COMMENT ON TABLE soc2.bridge_control_test IS 'One row per control version and control test that serves it. A test without a row is monitoring only.';
COMMENT ON COLUMN soc2.bridge_control_test.control_test_key IS 'Key of the pair.';
COMMENT ON COLUMN soc2.bridge_control_test.control_key IS 'The control version.';
COMMENT ON COLUMN soc2.bridge_control_test.test_id IS 'The control test, whatever its version.';
