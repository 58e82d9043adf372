CREATE TABLE soc2.fct_waiver (
    waiver_key bigint PRIMARY KEY,
    waiver_id text NOT NULL,
    test_id text,
    control_id text,
    scope_id text NOT NULL,
    items text[] NOT NULL CHECK (cardinality(items) > 0),
    item_patterns text[] NOT NULL CHECK (cardinality(item_patterns) = cardinality(items)),
    reason text NOT NULL,
    compensating_control_id text NOT NULL,
    requested_by text NOT NULL,
    approved_by text NOT NULL CHECK (lower(approved_by) <> lower(requested_by)),
    approved_at timestamptz NOT NULL,
    approval_ref text NOT NULL,
    is_approval_verified boolean,
    ticket_ref text,
    starts_on_date date NOT NULL,
    ends_on_date date NOT NULL CHECK (ends_on_date >= starts_on_date),
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL,
    CHECK ((test_id IS NULL) <> (control_id IS NULL))
);
CREATE UNIQUE INDEX fct_waiver_current ON soc2.fct_waiver (waiver_id) WHERE is_current;

COMMENT ON TABLE soc2.fct_waiver IS 'One row per version of a waiver: management''s dated, approved response to named deviations. It changes no outcome and no count.';
COMMENT ON COLUMN soc2.fct_waiver.waiver_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.fct_waiver.waiver_id IS 'The waiver''s file name; stays over versions.';
COMMENT ON COLUMN soc2.fct_waiver.test_id IS 'The test whose deviations it responds to; null when it names a control.';
COMMENT ON COLUMN soc2.fct_waiver.control_id IS 'The control all of whose tests it responds to; null when it names a test.';
COMMENT ON COLUMN soc2.fct_waiver.scope_id IS 'The scope, or `*` for every one.';
COMMENT ON COLUMN soc2.fct_waiver.items IS 'Item ids as written; `*` and `?` make a pattern.';
COMMENT ON COLUMN soc2.fct_waiver.item_patterns IS 'The same as patterns of LIKE.';
COMMENT ON COLUMN soc2.fct_waiver.reason IS 'Why the deviations are accepted for the time being.';
COMMENT ON COLUMN soc2.fct_waiver.compensating_control_id IS 'The control that stands in meanwhile.';
COMMENT ON COLUMN soc2.fct_waiver.requested_by IS 'Who asked for it.';
COMMENT ON COLUMN soc2.fct_waiver.approved_by IS 'Who approved it; never who asked.';
COMMENT ON COLUMN soc2.fct_waiver.approved_at IS 'When it was approved.';
COMMENT ON COLUMN soc2.fct_waiver.approval_ref IS 'Where the approval stands: a merged pull request or a signed file.';
COMMENT ON COLUMN soc2.fct_waiver.is_approval_verified IS 'Whether the approval was found to be as stated; null where nothing of ours can tell.';
COMMENT ON COLUMN soc2.fct_waiver.ticket_ref IS 'Ticket under which the deviations are mended; null when none was named.';
COMMENT ON COLUMN soc2.fct_waiver.starts_on_date IS 'First day on which it holds.';
COMMENT ON COLUMN soc2.fct_waiver.ends_on_date IS 'Last day on which it holds.';
COMMENT ON COLUMN soc2.fct_waiver.valid_from_at IS 'When a register first carried this version.';
COMMENT ON COLUMN soc2.fct_waiver.valid_to_at IS 'When a register first carried another version, or none; null for the current one.';
COMMENT ON COLUMN soc2.fct_waiver.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.fct_waiver.definition_sha256 IS 'SHA-256 of the version''s content.';
