INSERT INTO soc2.dim_reason (reason_kind, reason_id, title) VALUES
    ('gap', 'not_recorded', 'The system did not record its own past'),
    ('failure', 'not_recorded', 'The system did not record its own past');
