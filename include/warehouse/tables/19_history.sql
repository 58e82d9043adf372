INSERT INTO soc2.dim_reason (reason_kind, reason_id, title) VALUES
    ('gap', 'not_recorded', 'The system did not record its own past'),
    ('failure', 'not_recorded', 'The system did not record its own past');
COMMENT ON COLUMN soc2.fct_assessment.judged_by IS 'Version of our code that judged; aws_config where a rule of AWS Config did and its outcome was passed on.';
