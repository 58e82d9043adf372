CREATE TABLE soc2.dim_scope (
    scope_key bigint PRIMARY KEY,
    scope_kind text NOT NULL CHECK (scope_kind IN ('aws_account', 'github_org', 'company')),
    scope_id text NOT NULL,
    name text NOT NULL,
    environment text,
    starts_on_date date NOT NULL,
    ends_on_date date CHECK (ends_on_date >= starts_on_date),
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_scope_current ON soc2.dim_scope (scope_kind, scope_id) WHERE is_current;

COMMENT ON TABLE soc2.dim_scope IS 'One row per version of a scope: an AWS account, a GitHub organisation, or the company itself.';
COMMENT ON COLUMN soc2.dim_scope.scope_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_scope.scope_kind IS 'aws_account, github_org or company.';
COMMENT ON COLUMN soc2.dim_scope.scope_id IS 'The provider''s own identifier; `company` for the company.';
COMMENT ON COLUMN soc2.dim_scope.name IS 'What people call it.';
COMMENT ON COLUMN soc2.dim_scope.environment IS 'Production, sandbox, and the like; null where none was stated.';
COMMENT ON COLUMN soc2.dim_scope.starts_on_date IS 'First day on which evidence is due.';
COMMENT ON COLUMN soc2.dim_scope.ends_on_date IS 'Last day on which evidence is due; null while that is open.';
COMMENT ON COLUMN soc2.dim_scope.valid_from_at IS 'When a record first carried this version.';
COMMENT ON COLUMN soc2.dim_scope.valid_to_at IS 'When a record first carried the next version; null for the current one.';
COMMENT ON COLUMN soc2.dim_scope.is_current IS 'Whether this is the latest version.';
COMMENT ON COLUMN soc2.dim_scope.definition_sha256 IS 'SHA-256 of the version''s content.';
