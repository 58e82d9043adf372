CREATE TABLE soc2.derived_log (
    entry_number bigint PRIMARY KEY REFERENCES soc2.load_log
);
COMMENT ON TABLE soc2.derived_log IS 'One row per judgement that the derived tables hold: days, item states, episodes. A load derives what is missing here.';
COMMENT ON COLUMN soc2.derived_log.entry_number IS 'Entry of the locker''s log that holds the judgement.';

CREATE TABLE soc2.fct_test_day (
    test_id text NOT NULL,
    scope_kind text NOT NULL,
    scope_id text NOT NULL,
    day_date date NOT NULL,
    known_entry bigint NOT NULL REFERENCES soc2.load_log,
    test_key bigint NOT NULL REFERENCES soc2.dim_test,
    interval_kind text NOT NULL CHECK (interval_kind IN ('slot', 'window')),
    expected_intervals bigint NOT NULL,
    judged_intervals bigint NOT NULL CHECK (judged_intervals > 0),
    seen_intervals bigint NOT NULL CHECK (seen_intervals <= judged_intervals),
    complete_intervals bigint NOT NULL CHECK (complete_intervals <= seen_intervals),
    outcome text NOT NULL CHECK (outcome IN ('deviations', 'no_deviations', 'no_occurrences', 'inconclusive')),
    reason text,
    population_items bigint NOT NULL,
    conforming_items bigint NOT NULL,
    deviating_items bigint NOT NULL,
    unreadable_items bigint NOT NULL,
    is_emulated boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz CHECK (superseded_at >= recorded_at),
    PRIMARY KEY (test_id, scope_kind, scope_id, day_date, interval_kind, known_entry)
);
CREATE INDEX fct_test_day_current ON soc2.fct_test_day (day_date, test_id, scope_kind, scope_id)
    WHERE superseded_at IS NULL;
CREATE INDEX fct_test_day_known ON soc2.fct_test_day (test_id, scope_kind, scope_id, known_entry);

COMMENT ON TABLE soc2.fct_test_day IS 'One row per control test, scope, UTC day, kind of interval and state of knowledge. Derived from fct_assessment; superseded_at is null for what is known now.';
COMMENT ON COLUMN soc2.fct_test_day.test_id IS 'The test.';
COMMENT ON COLUMN soc2.fct_test_day.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.fct_test_day.scope_id IS 'The scope.';
COMMENT ON COLUMN soc2.fct_test_day.day_date IS 'The UTC day in which the slots begin, or the window.';
COMMENT ON COLUMN soc2.fct_test_day.known_entry IS 'Entry of the locker''s log since which the day is known to be so.';
COMMENT ON COLUMN soc2.fct_test_day.test_key IS 'Test version that judged last.';
COMMENT ON COLUMN soc2.fct_test_day.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.fct_test_day.expected_intervals IS 'Slots or windows that a day has.';
COMMENT ON COLUMN soc2.fct_test_day.judged_intervals IS 'Slots or windows of the day that were judged, missed ones too.';
COMMENT ON COLUMN soc2.fct_test_day.seen_intervals IS 'Those whose population was seen whole.';
COMMENT ON COLUMN soc2.fct_test_day.complete_intervals IS 'Those in which every item could be judged, too.';
COMMENT ON COLUMN soc2.fct_test_day.outcome IS 'Outcome that weighs most: deviations, inconclusive, no_deviations, no_occurrences.';
COMMENT ON COLUMN soc2.fct_test_day.reason IS 'Why slots or windows were not seen; null when all were.';
COMMENT ON COLUMN soc2.fct_test_day.population_items IS 'Most items of any slot or window of the day.';
COMMENT ON COLUMN soc2.fct_test_day.conforming_items IS 'Most conforming items of any slot or window of the day.';
COMMENT ON COLUMN soc2.fct_test_day.deviating_items IS 'Most deviating items of any slot or window of the day.';
COMMENT ON COLUMN soc2.fct_test_day.unreadable_items IS 'Fewest unreadable items of the slots or windows that were seen: what a second look did not help.';
COMMENT ON COLUMN soc2.fct_test_day.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.fct_test_day.recorded_at IS 'When the day became known to be so.';
COMMENT ON COLUMN soc2.fct_test_day.superseded_at IS 'When something else became known; null for what is known now.';
