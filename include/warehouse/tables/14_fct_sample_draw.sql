CREATE TABLE soc2.fct_sample_draw (
    entry_number bigint PRIMARY KEY REFERENCES soc2.load_log,
    draw_entry bigint NOT NULL REFERENCES soc2.load_log,
    status text NOT NULL CHECK (status IN ('drawn', 'discarded')),
    population_entry bigint REFERENCES soc2.load_log,
    control_id text,
    starts_on_date date,
    ends_on_date date CHECK (ends_on_date >= starts_on_date),
    population_sha256 text,
    seed text,
    strata text,
    drawn_items bigint CHECK (drawn_items > 0),
    item_keys text[],
    reason text,
    run_id text NOT NULL,
    run_type text NOT NULL,
    triggered_by text NOT NULL,
    recorded_at timestamptz NOT NULL,
    CHECK ((status = 'drawn') = (entry_number = draw_entry)),
    CHECK ((status = 'discarded') = (reason IS NOT NULL)),
    CHECK ((status = 'drawn') = (seed IS NOT NULL AND population_entry IS NOT NULL AND control_id IS NOT NULL))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_sample_draw
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_sample_draw ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_sample_draw IS 'One row per draw of a sample, and per draw that was discarded. Append-only.';
COMMENT ON COLUMN soc2.fct_sample_draw.entry_number IS 'Entry of the locker''s log that says so.';
COMMENT ON COLUMN soc2.fct_sample_draw.draw_entry IS 'Entry of the draw: of a discarded one the draw that it is about.';
COMMENT ON COLUMN soc2.fct_sample_draw.status IS 'drawn or discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.population_entry IS 'Entry of the population as it was frozen before the seed was known; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.control_id IS 'Control whose population was drawn from; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.starts_on_date IS 'First day of the period; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.ends_on_date IS 'Last day of the period; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.population_sha256 IS 'SHA-256 of the frozen population''s keys; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.seed IS 'The auditor''s seed; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.strata IS 'What the draw is spread over: month, scope, or null.';
COMMENT ON COLUMN soc2.fct_sample_draw.drawn_items IS 'Items drawn; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.item_keys IS 'What was drawn, in the order of the draw; null when discarded.';
COMMENT ON COLUMN soc2.fct_sample_draw.reason IS 'Why nobody goes on with it; null for a draw.';
COMMENT ON COLUMN soc2.fct_sample_draw.run_id IS 'Run that did it.';
COMMENT ON COLUMN soc2.fct_sample_draw.run_type IS 'What made the run happen.';
COMMENT ON COLUMN soc2.fct_sample_draw.triggered_by IS 'Who or what triggered the run.';
COMMENT ON COLUMN soc2.fct_sample_draw.recorded_at IS 'When it became known.';
