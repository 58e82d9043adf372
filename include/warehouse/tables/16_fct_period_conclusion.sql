CREATE TABLE soc2.fct_period_conclusion (
    conclusion_key bigint PRIMARY KEY,
    entry_number bigint NOT NULL REFERENCES soc2.load_log,
    period_id text NOT NULL,
    starts_on_date date NOT NULL,
    ends_on_date date NOT NULL CHECK (ends_on_date >= starts_on_date),
    control_key bigint NOT NULL REFERENCES soc2.dim_control,
    control_id text NOT NULL,
    scope_kind text NOT NULL,
    scope_id text NOT NULL,
    frequency text NOT NULL,
    expected_occurrences bigint NOT NULL,
    tested_occurrences bigint NOT NULL,
    expected_days bigint NOT NULL,
    observed_days bigint NOT NULL,
    bridged_days bigint NOT NULL,
    unbridged_days bigint NOT NULL,
    unreadable_days bigint NOT NULL,
    longest_gap_days bigint NOT NULL,
    items_ever bigint NOT NULL,
    items_tested bigint NOT NULL,
    deviating_items bigint NOT NULL,
    unreadable_items bigint NOT NULL,
    deviation_episodes bigint NOT NULL,
    waived_episodes bigint NOT NULL,
    first_deviation_at timestamptz,
    last_deviation_at timestamptz,
    remediated_within_sla bigint NOT NULL,
    remediated_late bigint NOT NULL,
    remediated_without_sla bigint NOT NULL,
    open_at_period_end bigint NOT NULL,
    control_versions bigint[] NOT NULL,
    test_versions bigint[] NOT NULL,
    gaps jsonb NOT NULL,
    conclusion text NOT NULL CHECK (conclusion IN ('no_deviations_noted', 'deviations_noted', 'not_tested_throughout', 'did_not_operate')),
    conclusion_reason text NOT NULL,
    known_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX fct_period_conclusion_control ON soc2.fct_period_conclusion (control_id, scope_id, published_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON soc2.fct_period_conclusion
    FOR EACH STATEMENT EXECUTE FUNCTION soc2.refuse_change();
ALTER TABLE soc2.fct_period_conclusion ENABLE ALWAYS TRIGGER append_only;

COMMENT ON TABLE soc2.fct_period_conclusion IS 'One row per control, scope, period and publication. Append-only.';
COMMENT ON COLUMN soc2.fct_period_conclusion.conclusion_key IS 'Key, derived from the entry, the control and the scope.';
COMMENT ON COLUMN soc2.fct_period_conclusion.entry_number IS 'Entry of the locker''s log that holds the publication.';
COMMENT ON COLUMN soc2.fct_period_conclusion.period_id IS 'What people call the period.';
COMMENT ON COLUMN soc2.fct_period_conclusion.starts_on_date IS 'First day of the period.';
COMMENT ON COLUMN soc2.fct_period_conclusion.ends_on_date IS 'Last day of the period.';
COMMENT ON COLUMN soc2.fct_period_conclusion.control_key IS 'Version of the control in force at the period''s end.';
COMMENT ON COLUMN soc2.fct_period_conclusion.control_id IS 'The control.';
COMMENT ON COLUMN soc2.fct_period_conclusion.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.fct_period_conclusion.scope_id IS 'The scope; `company` for a control that no test serves.';
COMMENT ON COLUMN soc2.fct_period_conclusion.frequency IS 'How often the control operates.';
COMMENT ON COLUMN soc2.fct_period_conclusion.expected_occurrences IS 'Occurrences due by the control''s frequency: slots, days, events, weeks, months, quarters or years.';
COMMENT ON COLUMN soc2.fct_period_conclusion.tested_occurrences IS 'Occurrences that were tested.';
COMMENT ON COLUMN soc2.fct_period_conclusion.expected_days IS 'Days on which evidence was due in the scope, as far as the period has gone.';
COMMENT ON COLUMN soc2.fct_period_conclusion.observed_days IS 'Days on which every test of the control saw its population.';
COMMENT ON COLUMN soc2.fct_period_conclusion.bridged_days IS 'Days without that whose gaps are bridged by a proven event log.';
COMMENT ON COLUMN soc2.fct_period_conclusion.unbridged_days IS 'Days without that whose gaps are not.';
COMMENT ON COLUMN soc2.fct_period_conclusion.unreadable_days IS 'Observed days on which some item could not be read in any slot.';
COMMENT ON COLUMN soc2.fct_period_conclusion.longest_gap_days IS 'Longest unbroken run of unbridged days.';
COMMENT ON COLUMN soc2.fct_period_conclusion.items_ever IS 'Items of any population in the period, each once per test.';
COMMENT ON COLUMN soc2.fct_period_conclusion.items_tested IS 'Those that were found to conform or to deviate.';
COMMENT ON COLUMN soc2.fct_period_conclusion.deviating_items IS 'Those that deviated at any time: n of items_tested.';
COMMENT ON COLUMN soc2.fct_period_conclusion.unreadable_items IS 'Those that could not be read at some time.';
COMMENT ON COLUMN soc2.fct_period_conclusion.deviation_episodes IS 'Unbroken runs of deviation that touch the period.';
COMMENT ON COLUMN soc2.fct_period_conclusion.waived_episodes IS 'Those that a waiver responds to; they count all the same.';
COMMENT ON COLUMN soc2.fct_period_conclusion.first_deviation_at IS 'First observation of the first of them.';
COMMENT ON COLUMN soc2.fct_period_conclusion.last_deviation_at IS 'First observation of the last of them.';
COMMENT ON COLUMN soc2.fct_period_conclusion.remediated_within_sla IS 'Mended or gone within the period and in time.';
COMMENT ON COLUMN soc2.fct_period_conclusion.remediated_late IS 'Mended or gone within the period, after it was due.';
COMMENT ON COLUMN soc2.fct_period_conclusion.remediated_without_sla IS 'Mended or gone within the period, while management had set no days for it.';
COMMENT ON COLUMN soc2.fct_period_conclusion.open_at_period_end IS 'Not mended when the period ended, or as far as it has gone.';
COMMENT ON COLUMN soc2.fct_period_conclusion.control_versions IS 'Keys of the control''s versions in force in the period.';
COMMENT ON COLUMN soc2.fct_period_conclusion.test_versions IS 'Keys of the test versions that judged.';
COMMENT ON COLUMN soc2.fct_period_conclusion.gaps IS 'Every run of days without evidence: first and last day, days, causes, whether it is bridged.';
COMMENT ON COLUMN soc2.fct_period_conclusion.conclusion IS 'no_deviations_noted, deviations_noted, not_tested_throughout or did_not_operate. Effectiveness is the auditor''s word.';
COMMENT ON COLUMN soc2.fct_period_conclusion.conclusion_reason IS 'Why, in one sentence.';
COMMENT ON COLUMN soc2.fct_period_conclusion.known_at IS 'Instant up to which what was known went into it.';
COMMENT ON COLUMN soc2.fct_period_conclusion.published_at IS 'When it was published.';
