CREATE TABLE soc2.dim_criterion (
    criterion_key bigint PRIMARY KEY,
    criterion_id text NOT NULL,
    title text NOT NULL,
    coverage text NOT NULL CHECK (coverage IN ('covered', 'partial', 'manual', 'out_of_scope')),
    coverage_reason text NOT NULL,
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_criterion_current ON soc2.dim_criterion (criterion_id) WHERE is_current;

COMMENT ON TABLE soc2.dim_criterion IS 'One row per version of a Trust Services Criterion, in our own words.';
COMMENT ON COLUMN soc2.dim_criterion.criterion_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_criterion.criterion_id IS 'The criterion, such as CC6.1.';
COMMENT ON COLUMN soc2.dim_criterion.title IS 'What it asks for, in our own words.';
COMMENT ON COLUMN soc2.dim_criterion.coverage IS 'How far automated tests go: covered, partial, manual or out_of_scope.';
COMMENT ON COLUMN soc2.dim_criterion.coverage_reason IS 'Why they go that far and no further.';
COMMENT ON COLUMN soc2.dim_criterion.valid_from_at IS 'When a judgement was first recorded under this version.';
COMMENT ON COLUMN soc2.dim_criterion.valid_to_at IS 'When a judgement was first recorded without it; null for the current version.';
COMMENT ON COLUMN soc2.dim_criterion.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.dim_criterion.definition_sha256 IS 'SHA-256 of the version''s content.';
