ALTER TABLE soc2.fct_period_conclusion
    ADD COLUMN basis text CHECK (basis IN ('observed', 'recorded'));
COMMENT ON TABLE soc2.fct_period_conclusion IS 'One row per control, scope, basis, period and publication. Append-only.';
COMMENT ON COLUMN soc2.fct_period_conclusion.conclusion_key IS 'Key, derived from the entry, the control, the scope and, where it is recorded, the basis.';
COMMENT ON COLUMN soc2.fct_period_conclusion.basis IS 'observed: by what we observed, and events; recorded: by what a system recorded of its own past. Null in publications of before this, which told of both as one.';
