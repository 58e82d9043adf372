CREATE VIEW soc2.v_calendar AS
SELECT
    day.test_id,
    test.ref,
    test.title,
    test.theme,
    test.severity,
    day.scope_kind,
    day.scope_id,
    day.day_date,
    day.interval_kind,
    day.outcome,
    day.reason,
    day.expected_intervals,
    day.judged_intervals,
    day.seen_intervals,
    day.complete_intervals,
    day.population_items,
    day.conforming_items,
    day.deviating_items,
    day.unreadable_items,
    day.is_emulated,
    day.recorded_at,
    day.superseded_at
FROM soc2.fct_test_day AS day
JOIN soc2.dim_test AS test USING (test_key);

COMMENT ON VIEW soc2.v_calendar IS 'One row per test_id, scope_kind, scope_id, day_date, interval_kind and state of knowledge: what every day''s judgements say together. superseded_at is null for what is known now.';
COMMENT ON COLUMN soc2.v_calendar.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_calendar.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_calendar.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_calendar.theme IS 'Folder of tests that it belongs to.';
COMMENT ON COLUMN soc2.v_calendar.severity IS 'How much a deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.v_calendar.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_calendar.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_calendar.day_date IS 'The UTC day.';
COMMENT ON COLUMN soc2.v_calendar.interval_kind IS 'slot (state) or window (events).';
COMMENT ON COLUMN soc2.v_calendar.outcome IS 'Outcome that weighs most: deviations, inconclusive, no_deviations, no_occurrences.';
COMMENT ON COLUMN soc2.v_calendar.reason IS 'Why slots or windows were not seen; null when all were.';
COMMENT ON COLUMN soc2.v_calendar.expected_intervals IS 'Slots or windows that a day has.';
COMMENT ON COLUMN soc2.v_calendar.judged_intervals IS 'Those that were judged, missed ones too.';
COMMENT ON COLUMN soc2.v_calendar.seen_intervals IS 'Those whose population was seen whole.';
COMMENT ON COLUMN soc2.v_calendar.complete_intervals IS 'Those in which every item could be judged, too.';
COMMENT ON COLUMN soc2.v_calendar.population_items IS 'Most items of any slot or window of the day.';
COMMENT ON COLUMN soc2.v_calendar.conforming_items IS 'Most conforming items of any slot or window of the day.';
COMMENT ON COLUMN soc2.v_calendar.deviating_items IS 'Most deviating items of any slot or window of the day.';
COMMENT ON COLUMN soc2.v_calendar.unreadable_items IS 'Fewest unreadable items of the slots or windows that were seen.';
COMMENT ON COLUMN soc2.v_calendar.is_emulated IS 'Whether any of the evidence came from an emulator.';
COMMENT ON COLUMN soc2.v_calendar.recorded_at IS 'When the day became known to be so.';
COMMENT ON COLUMN soc2.v_calendar.superseded_at IS 'When something else became known; null for what is known now.';
