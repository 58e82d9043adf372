CREATE FUNCTION soc2.waiver_of(
    test text, scope text, item text, begins timestamptz, ends timestamptz, as_of timestamptz
) RETURNS SETOF soc2.fct_waiver LANGUAGE sql STABLE AS $$
    SELECT waiver.*
    FROM soc2.fct_waiver AS waiver
    WHERE
        waiver.valid_from_at <= as_of
        AND (waiver.valid_to_at IS NULL OR waiver.valid_to_at > as_of)
        AND waiver.scope_id IN (scope, '*')
        AND item LIKE ANY (waiver.item_patterns)
        AND waiver.starts_on_date <= (coalesce(ends, 'infinity') AT TIME ZONE 'UTC')
        AND waiver.ends_on_date >= (begins AT TIME ZONE 'UTC')::date
        AND (
            waiver.test_id = test
            OR EXISTS (
                SELECT FROM soc2.bridge_control_test AS serves
                JOIN soc2.dim_control AS control USING (control_key)
                WHERE control.control_id = waiver.control_id AND control.is_current AND serves.test_id = test
            )
        )
    ORDER BY waiver.approved_at, waiver.waiver_id
    LIMIT 1
$$;
COMMENT ON FUNCTION soc2.waiver_of(text, text, text, timestamptz, timestamptz, timestamptz)
    IS 'The first waiver, as known at an instant, that responds to an item''s deviation: test or control, scope, item and dates fit.';

CREATE VIEW soc2.v_episode AS
SELECT
    episode.test_id,
    test.ref,
    test.title,
    episode.severity,
    episode.scope_kind,
    episode.scope_id,
    episode.item_id,
    episode.item_label,
    episode.reason,
    episode.interval_kind,
    episode.starts_at,
    episode.ends_at,
    episode.first_observed_at,
    episode.last_conforming_at,
    episode.closed_at,
    episode.close_basis,
    episode.due_at,
    episode.closed_at <= episode.due_at AS is_within_sla,
    waiver.waiver_key,
    waiver.approved_at > episode.first_observed_at AS is_waiver_retroactive,
    waiver.ends_on_date AS waiver_ends_on_date,
    waiver.ticket_ref,
    episode.test_key,
    episode.recorded_at,
    episode.superseded_at
FROM soc2.fct_deviation_episode AS episode
JOIN soc2.dim_test AS test USING (test_key)
LEFT JOIN LATERAL soc2.waiver_of(
    episode.test_id, episode.scope_id, episode.item_id, episode.starts_at, episode.ends_at,
    coalesce(episode.superseded_at - interval '1 microsecond', 'infinity')
) AS waiver ON true;

CREATE VIEW soc2.v_open_episodes AS
SELECT
    episode.*,
    seen.last_observed_at,
    days.observed_days,
    days.last_date - (episode.starts_at AT TIME ZONE 'UTC')::date + 1 - days.observed_days AS gap_days,
    episode.due_at < seen.last_observed_at AS is_overdue
FROM soc2.v_episode AS episode
CROSS JOIN LATERAL (
    SELECT assessment.observed_at AS last_observed_at
    FROM soc2.fct_assessment AS assessment
    WHERE
        assessment.test_id = episode.test_id
        AND assessment.scope_kind = episode.scope_kind
        AND assessment.scope_id = episode.scope_id
        AND assessment.interval_kind = episode.interval_kind
        AND (assessment.is_complete OR (assessment.population_items > 0 AND assessment.reason IS NULL))
    ORDER BY assessment.starts_at DESC, assessment.entry_number DESC
    LIMIT 1
) AS seen
CROSS JOIN LATERAL (
    SELECT count(*) AS observed_days, max(day.day_date) AS last_date
    FROM soc2.fct_test_day AS day
    WHERE
        day.superseded_at IS NULL
        AND day.test_id = episode.test_id
        AND day.scope_kind = episode.scope_kind
        AND day.scope_id = episode.scope_id
        AND day.interval_kind = episode.interval_kind
        AND day.day_date >= (episode.starts_at AT TIME ZONE 'UTC')::date
        AND day.seen_intervals > 0
) AS days
WHERE episode.superseded_at IS NULL AND episode.ends_at IS NULL;

CREATE VIEW soc2.v_time_to_remediate AS
SELECT
    episode.*,
    extract(epoch FROM episode.closed_at - episode.first_observed_at) / 86400 AS open_days
FROM soc2.v_episode AS episode
WHERE episode.interval_kind = 'slot' AND episode.closed_at IS NOT NULL;

COMMENT ON VIEW soc2.v_episode IS 'One row per test_id, scope_kind, scope_id, item_id, starts_at and state of knowledge: an unbroken run of deviation. superseded_at is null for what is known now.';
COMMENT ON COLUMN soc2.v_episode.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_episode.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_episode.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_episode.severity IS 'How much the deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.v_episode.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_episode.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_episode.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.v_episode.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.v_episode.reason IS 'Why it deviates, as first found.';
COMMENT ON COLUMN soc2.v_episode.interval_kind IS 'slot (state, which can be mended) or window (an event, which has happened).';
COMMENT ON COLUMN soc2.v_episode.starts_at IS 'Begin of the first slot that saw the item deviate; of an event, its day.';
COMMENT ON COLUMN soc2.v_episode.ends_at IS 'Begin of the slot that saw it mended or gone; of an event, the end of its day; null while it is open.';
COMMENT ON COLUMN soc2.v_episode.first_observed_at IS 'Observation that found it first, by our clock.';
COMMENT ON COLUMN soc2.v_episode.last_conforming_at IS 'Last observation before it in which the item conformed; null when there was none.';
COMMENT ON COLUMN soc2.v_episode.closed_at IS 'Observation that found it mended or gone; null while it is open.';
COMMENT ON COLUMN soc2.v_episode.close_basis IS 'observed, item_gone or event.';
COMMENT ON COLUMN soc2.v_episode.due_at IS 'Until when it is to be mended; null where that is not set, and for events.';
COMMENT ON COLUMN soc2.v_episode.is_within_sla IS 'Whether it was mended in time; null while it is open or nothing is set.';
COMMENT ON COLUMN soc2.v_episode.waiver_key IS 'The waiver that responds to it, as it was known then; null when there is none.';
COMMENT ON COLUMN soc2.v_episode.is_waiver_retroactive IS 'Whether that was approved after the deviation was first observed.';
COMMENT ON COLUMN soc2.v_episode.waiver_ends_on_date IS 'Last day of that waiver.';
COMMENT ON COLUMN soc2.v_episode.ticket_ref IS 'Ticket that the waiver names.';
COMMENT ON COLUMN soc2.v_episode.test_key IS 'Test version that found it.';
COMMENT ON COLUMN soc2.v_episode.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.v_episode.superseded_at IS 'When something else became known; null for what is known now.';

COMMENT ON VIEW soc2.v_open_episodes IS 'One row per test_id, scope_kind, scope_id and item_id: a deviation that is open, as known now. Those of another day are in v_episode.';
COMMENT ON COLUMN soc2.v_open_episodes.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_open_episodes.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_open_episodes.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_open_episodes.severity IS 'How much the deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.v_open_episodes.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_open_episodes.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_open_episodes.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.v_open_episodes.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.v_open_episodes.reason IS 'Why it deviates, as first found.';
COMMENT ON COLUMN soc2.v_open_episodes.interval_kind IS 'slot (state, which can be mended) or window (an event, which has happened).';
COMMENT ON COLUMN soc2.v_open_episodes.starts_at IS 'Begin of the first slot that saw the item deviate; of an event, its day.';
COMMENT ON COLUMN soc2.v_open_episodes.ends_at IS 'Begin of the slot that saw it mended or gone; of an event, the end of its day; null while it is open.';
COMMENT ON COLUMN soc2.v_open_episodes.first_observed_at IS 'Observation that found it first, by our clock.';
COMMENT ON COLUMN soc2.v_open_episodes.last_conforming_at IS 'Last observation before it in which the item conformed; null when there was none.';
COMMENT ON COLUMN soc2.v_open_episodes.closed_at IS 'Observation that found it mended or gone; null while it is open.';
COMMENT ON COLUMN soc2.v_open_episodes.close_basis IS 'observed, item_gone or event.';
COMMENT ON COLUMN soc2.v_open_episodes.due_at IS 'Until when it is to be mended; null where that is not set, and for events.';
COMMENT ON COLUMN soc2.v_open_episodes.is_within_sla IS 'Whether it was mended in time; null while it is open or nothing is set.';
COMMENT ON COLUMN soc2.v_open_episodes.waiver_key IS 'The waiver that responds to it, as it was known then; null when there is none.';
COMMENT ON COLUMN soc2.v_open_episodes.is_waiver_retroactive IS 'Whether that was approved after the deviation was first observed.';
COMMENT ON COLUMN soc2.v_open_episodes.waiver_ends_on_date IS 'Last day of that waiver.';
COMMENT ON COLUMN soc2.v_open_episodes.ticket_ref IS 'Ticket that the waiver names.';
COMMENT ON COLUMN soc2.v_open_episodes.test_key IS 'Test version that found it.';
COMMENT ON COLUMN soc2.v_open_episodes.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.v_open_episodes.superseded_at IS 'When something else became known; null for what is known now.';
COMMENT ON COLUMN soc2.v_open_episodes.last_observed_at IS 'Last observation of the test in the scope that saw its population whole.';
COMMENT ON COLUMN soc2.v_open_episodes.observed_days IS 'Days since its begin on which the population was seen.';
COMMENT ON COLUMN soc2.v_open_episodes.gap_days IS 'Days since its begin, up to the last such day, on which it was not.';
COMMENT ON COLUMN soc2.v_open_episodes.is_overdue IS 'Whether it was due before that observation; null where nothing is set.';

COMMENT ON VIEW soc2.v_time_to_remediate IS 'One row per test_id, scope_kind, scope_id, item_id, starts_at and state of knowledge: a deviation of state that was mended or is gone. superseded_at is null for what is known now.';
COMMENT ON COLUMN soc2.v_time_to_remediate.test_id IS 'The test''s file name, a statement.';
COMMENT ON COLUMN soc2.v_time_to_remediate.ref IS 'Its short number in the catalogue.';
COMMENT ON COLUMN soc2.v_time_to_remediate.title IS 'What must hold, as a sentence.';
COMMENT ON COLUMN soc2.v_time_to_remediate.severity IS 'How much the deviation matters: critical, high, medium or low.';
COMMENT ON COLUMN soc2.v_time_to_remediate.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_time_to_remediate.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_time_to_remediate.item_id IS 'The item: its key columns, joined by `/`.';
COMMENT ON COLUMN soc2.v_time_to_remediate.item_label IS 'What people call the item.';
COMMENT ON COLUMN soc2.v_time_to_remediate.reason IS 'Why it deviates, as first found.';
COMMENT ON COLUMN soc2.v_time_to_remediate.interval_kind IS 'slot (state, which can be mended) or window (an event, which has happened).';
COMMENT ON COLUMN soc2.v_time_to_remediate.starts_at IS 'Begin of the first slot that saw the item deviate; of an event, its day.';
COMMENT ON COLUMN soc2.v_time_to_remediate.ends_at IS 'Begin of the slot that saw it mended or gone; of an event, the end of its day; null while it is open.';
COMMENT ON COLUMN soc2.v_time_to_remediate.first_observed_at IS 'Observation that found it first, by our clock.';
COMMENT ON COLUMN soc2.v_time_to_remediate.last_conforming_at IS 'Last observation before it in which the item conformed; null when there was none.';
COMMENT ON COLUMN soc2.v_time_to_remediate.closed_at IS 'Observation that found it mended or gone; null while it is open.';
COMMENT ON COLUMN soc2.v_time_to_remediate.close_basis IS 'observed, item_gone or event.';
COMMENT ON COLUMN soc2.v_time_to_remediate.due_at IS 'Until when it is to be mended; null where that is not set, and for events.';
COMMENT ON COLUMN soc2.v_time_to_remediate.is_within_sla IS 'Whether it was mended in time; null while it is open or nothing is set.';
COMMENT ON COLUMN soc2.v_time_to_remediate.waiver_key IS 'The waiver that responds to it, as it was known then; null when there is none.';
COMMENT ON COLUMN soc2.v_time_to_remediate.is_waiver_retroactive IS 'Whether that was approved after the deviation was first observed.';
COMMENT ON COLUMN soc2.v_time_to_remediate.waiver_ends_on_date IS 'Last day of that waiver.';
COMMENT ON COLUMN soc2.v_time_to_remediate.ticket_ref IS 'Ticket that the waiver names.';
COMMENT ON COLUMN soc2.v_time_to_remediate.test_key IS 'Test version that found it.';
COMMENT ON COLUMN soc2.v_time_to_remediate.recorded_at IS 'When it became known to be so.';
COMMENT ON COLUMN soc2.v_time_to_remediate.superseded_at IS 'When something else became known; null for what is known now.';
COMMENT ON COLUMN soc2.v_time_to_remediate.open_days IS 'Days from its first observation to the one that found it mended or gone.';
