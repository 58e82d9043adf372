CREATE TABLE soc2.dim_period (
    period_key bigint PRIMARY KEY,
    period_id text NOT NULL,
    starts_on_date date NOT NULL,
    ends_on_date date NOT NULL CHECK (ends_on_date >= starts_on_date),
    valid_from_at timestamptz NOT NULL,
    valid_to_at timestamptz CHECK (valid_to_at >= valid_from_at),
    is_current boolean NOT NULL CHECK (is_current = (valid_to_at IS NULL)),
    definition_sha256 text NOT NULL
);
CREATE UNIQUE INDEX dim_period_current ON soc2.dim_period (period_id) WHERE is_current;

COMMENT ON TABLE soc2.dim_period IS 'One row per version of an observation period that scope.yaml names.';
COMMENT ON COLUMN soc2.dim_period.period_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.dim_period.period_id IS 'What people call the period.';
COMMENT ON COLUMN soc2.dim_period.starts_on_date IS 'First day, UTC.';
COMMENT ON COLUMN soc2.dim_period.ends_on_date IS 'Last day, UTC.';
COMMENT ON COLUMN soc2.dim_period.valid_from_at IS 'When a judgement was first recorded under this version.';
COMMENT ON COLUMN soc2.dim_period.valid_to_at IS 'When a judgement was first recorded without it; null for the current version.';
COMMENT ON COLUMN soc2.dim_period.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.dim_period.definition_sha256 IS 'SHA-256 of the version''s content.';

CREATE TABLE soc2.dim_date (
    day_date date PRIMARY KEY,
    week_starts_on_date date NOT NULL,
    month_starts_on_date date NOT NULL,
    quarter_starts_on_date date NOT NULL,
    year_starts_on_date date NOT NULL,
    weekday bigint NOT NULL CHECK (weekday BETWEEN 1 AND 7)
);
INSERT INTO soc2.dim_date (
    day_date, week_starts_on_date, month_starts_on_date, quarter_starts_on_date, year_starts_on_date, weekday
)
SELECT
    day, date_trunc('week', day), date_trunc('month', day), date_trunc('quarter', day), date_trunc('year', day),
    extract(isodow FROM day)
FROM generate_series(timestamp '2020-01-01', timestamp '2049-12-31', interval '1 day') AS day;

COMMENT ON TABLE soc2.dim_date IS 'One row per UTC day from 2020 to 2049.';
COMMENT ON COLUMN soc2.dim_date.day_date IS 'The day.';
COMMENT ON COLUMN soc2.dim_date.week_starts_on_date IS 'Monday of its week.';
COMMENT ON COLUMN soc2.dim_date.month_starts_on_date IS 'First day of its month.';
COMMENT ON COLUMN soc2.dim_date.quarter_starts_on_date IS 'First day of its quarter.';
COMMENT ON COLUMN soc2.dim_date.year_starts_on_date IS 'First day of its year.';
COMMENT ON COLUMN soc2.dim_date.weekday IS 'From 1, Monday, to 7, Sunday.';

CREATE TABLE soc2.dim_reason (
    reason_id text NOT NULL,
    reason_kind text NOT NULL CHECK (reason_kind IN ('gap', 'failure', 'closing', 'conclusion')),
    title text NOT NULL,
    PRIMARY KEY (reason_kind, reason_id)
);
INSERT INTO soc2.dim_reason (reason_kind, reason_id, title) VALUES
    ('gap', 'not_deployed', 'The pipeline was not deployed yet'),
    ('gap', 'outage', 'No run looked'),
    ('gap', 'collector_failed', 'The collection failed'),
    ('gap', 'denied', 'The collector was refused'),
    ('gap', 'retention_expired', 'The source no longer keeps it'),
    ('gap', 'plan_limit', 'The vendor''s plan does not have it'),
    ('gap', 'not_kept', 'The company keeps no such register'),
    ('failure', 'denied', 'A permission was refused'),
    ('failure', 'credentials', 'The credentials were not accepted'),
    ('failure', 'throttled', 'The source was asked too often'),
    ('failure', 'unreachable', 'The source could not be reached'),
    ('failure', 'unimplemented', 'The source does not know the call'),
    ('failure', 'malformed', 'The answer could not be read'),
    ('failure', 'incomplete', 'Less came than there is'),
    ('failure', 'vanished', 'It was gone while it was read'),
    ('failure', 'plan_limit', 'The vendor''s plan does not have it'),
    ('failure', 'not_kept', 'The company keeps no such register'),
    ('closing', 'observed', 'Observed to conform again'),
    ('closing', 'item_gone', 'The item left the population'),
    ('closing', 'event', 'An event, over when it happened'),
    ('conclusion', 'no_deviations_noted', 'Tested throughout, no deviations noted'),
    ('conclusion', 'deviations_noted', 'Deviations noted'),
    ('conclusion', 'not_tested_throughout', 'Not tested throughout the period'),
    ('conclusion', 'did_not_operate', 'Nothing occurred that the control applies to');

COMMENT ON TABLE soc2.dim_reason IS 'One row per kind and value of a reason, with the words that people read.';
COMMENT ON COLUMN soc2.dim_reason.reason_id IS 'The value as facts hold it.';
COMMENT ON COLUMN soc2.dim_reason.reason_kind IS 'gap (gap_cause), failure (cause), closing (close_basis) or conclusion.';
COMMENT ON COLUMN soc2.dim_reason.title IS 'What it means, in a few words.';
