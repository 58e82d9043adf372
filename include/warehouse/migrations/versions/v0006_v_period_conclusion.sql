CREATE VIEW soc2.v_period_conclusion AS
SELECT
    period.period_id,
    period.starts_on_date,
    period.ends_on_date,
    conclusion.control_key,
    conclusion.control_id,
    conclusion.basis,
    conclusion.scope_kind,
    conclusion.scope_id,
    conclusion.frequency,
    conclusion.expected_occurrences,
    conclusion.tested_occurrences,
    conclusion.expected_days,
    conclusion.observed_days,
    conclusion.bridged_days,
    conclusion.unbridged_days,
    conclusion.unreadable_days,
    conclusion.longest_gap_days,
    conclusion.items_ever,
    conclusion.items_tested,
    conclusion.deviating_items,
    conclusion.unreadable_items,
    conclusion.deviation_episodes,
    conclusion.waived_episodes,
    conclusion.first_deviation_at,
    conclusion.last_deviation_at,
    conclusion.remediated_within_sla,
    conclusion.remediated_late,
    conclusion.remediated_without_sla,
    conclusion.open_at_period_end,
    conclusion.control_versions,
    conclusion.test_versions,
    conclusion.gaps,
    conclusion.conclusion,
    conclusion.conclusion_reason,
    NULL::timestamptz AS known_at,
    NULL::timestamptz AS published_at
FROM soc2.dim_period AS period
CROSS JOIN LATERAL soc2.period_conclusion(period.starts_on_date, period.ends_on_date) AS conclusion
WHERE period.is_current
UNION ALL
SELECT
    conclusion.period_id,
    conclusion.starts_on_date,
    conclusion.ends_on_date,
    conclusion.control_key,
    conclusion.control_id,
    coalesce(conclusion.basis, 'observed'),
    conclusion.scope_kind,
    conclusion.scope_id,
    conclusion.frequency,
    conclusion.expected_occurrences,
    conclusion.tested_occurrences,
    conclusion.expected_days,
    conclusion.observed_days,
    conclusion.bridged_days,
    conclusion.unbridged_days,
    conclusion.unreadable_days,
    conclusion.longest_gap_days,
    conclusion.items_ever,
    conclusion.items_tested,
    conclusion.deviating_items,
    conclusion.unreadable_items,
    conclusion.deviation_episodes,
    conclusion.waived_episodes,
    conclusion.first_deviation_at,
    conclusion.last_deviation_at,
    conclusion.remediated_within_sla,
    conclusion.remediated_late,
    conclusion.remediated_without_sla,
    conclusion.open_at_period_end,
    conclusion.control_versions,
    conclusion.test_versions,
    conclusion.gaps,
    conclusion.conclusion,
    conclusion.conclusion_reason,
    conclusion.known_at,
    conclusion.published_at
FROM soc2.fct_period_conclusion AS conclusion;

COMMENT ON VIEW soc2.v_period_conclusion IS 'One row per period_id, control_id, basis, scope_kind, scope_id and published_at: every published conclusion, and today''s, whose published_at is null.';
COMMENT ON COLUMN soc2.v_period_conclusion.period_id IS 'What people call the period.';
COMMENT ON COLUMN soc2.v_period_conclusion.starts_on_date IS 'First day of the period.';
COMMENT ON COLUMN soc2.v_period_conclusion.ends_on_date IS 'Last day of the period.';
COMMENT ON COLUMN soc2.v_period_conclusion.control_key IS 'Version of the control in force at the period''s end.';
COMMENT ON COLUMN soc2.v_period_conclusion.control_id IS 'The control.';
COMMENT ON COLUMN soc2.v_period_conclusion.basis IS 'observed: by what we observed, and events; recorded: by what a system recorded of its own past, such as AWS Config. Each has its own occurrences and gaps.';
COMMENT ON COLUMN soc2.v_period_conclusion.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_period_conclusion.scope_id IS 'The scope; `company` for a control that no test serves.';
COMMENT ON COLUMN soc2.v_period_conclusion.frequency IS 'How often the control operates.';
COMMENT ON COLUMN soc2.v_period_conclusion.expected_occurrences IS 'Occurrences due by the control''s frequency: slots, days, events, weeks, months, quarters or years; recorded days are days.';
COMMENT ON COLUMN soc2.v_period_conclusion.tested_occurrences IS 'Occurrences that were tested.';
COMMENT ON COLUMN soc2.v_period_conclusion.expected_days IS 'Days on which evidence was due in the scope, as far as the period has gone.';
COMMENT ON COLUMN soc2.v_period_conclusion.observed_days IS 'Days on which every test of the control saw its population.';
COMMENT ON COLUMN soc2.v_period_conclusion.bridged_days IS 'Days without that whose gaps are bridged by a proven event log.';
COMMENT ON COLUMN soc2.v_period_conclusion.unbridged_days IS 'Days without that whose gaps are not.';
COMMENT ON COLUMN soc2.v_period_conclusion.unreadable_days IS 'Observed days on which some item could not be read in any slot.';
COMMENT ON COLUMN soc2.v_period_conclusion.longest_gap_days IS 'Longest unbroken run of unbridged days.';
COMMENT ON COLUMN soc2.v_period_conclusion.items_ever IS 'Items of any population in the period, each once per test; those of recorded days once a day.';
COMMENT ON COLUMN soc2.v_period_conclusion.items_tested IS 'Those that were found to conform or to deviate.';
COMMENT ON COLUMN soc2.v_period_conclusion.deviating_items IS 'Those that deviated at any time: n of items_tested.';
COMMENT ON COLUMN soc2.v_period_conclusion.unreadable_items IS 'Those that could not be read at some time.';
COMMENT ON COLUMN soc2.v_period_conclusion.deviation_episodes IS 'Unbroken runs of deviation that touch the period; of events and recorded days each day of one.';
COMMENT ON COLUMN soc2.v_period_conclusion.waived_episodes IS 'Those that a waiver responds to; they count all the same.';
COMMENT ON COLUMN soc2.v_period_conclusion.first_deviation_at IS 'First observation of the first of them.';
COMMENT ON COLUMN soc2.v_period_conclusion.last_deviation_at IS 'First observation of the last of them.';
COMMENT ON COLUMN soc2.v_period_conclusion.remediated_within_sla IS 'Mended or gone within the period and in time.';
COMMENT ON COLUMN soc2.v_period_conclusion.remediated_late IS 'Mended or gone within the period, after it was due.';
COMMENT ON COLUMN soc2.v_period_conclusion.remediated_without_sla IS 'Mended or gone within the period, while management had set no days for it.';
COMMENT ON COLUMN soc2.v_period_conclusion.open_at_period_end IS 'Not mended when the period ended, or as far as it has gone.';
COMMENT ON COLUMN soc2.v_period_conclusion.control_versions IS 'Keys of the control''s versions in force in the period.';
COMMENT ON COLUMN soc2.v_period_conclusion.test_versions IS 'Keys of the test versions that judged.';
COMMENT ON COLUMN soc2.v_period_conclusion.gaps IS 'Every run of days without evidence: first and last day, days, causes, whether it is bridged.';
COMMENT ON COLUMN soc2.v_period_conclusion.conclusion IS 'no_deviations_noted, deviations_noted, not_tested_throughout or did_not_operate. Effectiveness is the auditor''s word.';
COMMENT ON COLUMN soc2.v_period_conclusion.conclusion_reason IS 'Why, in one sentence.';
COMMENT ON COLUMN soc2.v_period_conclusion.known_at IS 'Instant up to which what was known went into it; null for today''s.';
COMMENT ON COLUMN soc2.v_period_conclusion.published_at IS 'When it was published; null for today''s.';

CREATE OR REPLACE VIEW soc2.v_contract_version AS SELECT 1 AS major, 2 AS minor;
