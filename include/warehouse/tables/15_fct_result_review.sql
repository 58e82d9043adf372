CREATE TABLE soc2.fct_result_review (
    review_key bigint PRIMARY KEY,
    entry_number bigint NOT NULL REFERENCES soc2.load_log,
    control_id text NOT NULL,
    scope_id text NOT NULL,
    starts_on_date date NOT NULL,
    ends_on_date date NOT NULL CHECK (ends_on_date >= starts_on_date),
    reviewed_by text NOT NULL,
    reviewed_on_date date NOT NULL,
    conclusion text NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX fct_result_review_control ON soc2.fct_result_review (control_id, starts_on_date);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_result_review
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_result_review ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_result_review IS 'One row per review of a control''s results by a person, as the register of reviews says. Append-only.';
COMMENT ON COLUMN soc2.fct_result_review.review_key IS 'Key, derived from the review''s content.';
COMMENT ON COLUMN soc2.fct_result_review.entry_number IS 'Entry of the locker''s log in which the register first carried it.';
COMMENT ON COLUMN soc2.fct_result_review.control_id IS 'Control whose results were reviewed.';
COMMENT ON COLUMN soc2.fct_result_review.scope_id IS 'The scope, or `*` for every one.';
COMMENT ON COLUMN soc2.fct_result_review.starts_on_date IS 'First day of the results that were reviewed.';
COMMENT ON COLUMN soc2.fct_result_review.ends_on_date IS 'Last day of the results that were reviewed.';
COMMENT ON COLUMN soc2.fct_result_review.reviewed_by IS 'Who reviewed them.';
COMMENT ON COLUMN soc2.fct_result_review.reviewed_on_date IS 'On which day.';
COMMENT ON COLUMN soc2.fct_result_review.conclusion IS 'What the reviewer concluded, in their own words.';
COMMENT ON COLUMN soc2.fct_result_review.recorded_at IS 'When it became known.';
