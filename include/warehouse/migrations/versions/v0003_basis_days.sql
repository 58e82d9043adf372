-- What was observed and what a system recorded of its own past (nature history) stand beside each other: each has
-- its own occurrences, gaps, deviations and conclusion, and neither makes up for the other.
DROP VIEW soc2.v_period_conclusion;
DROP FUNCTION soc2.period_conclusion(date, date, timestamptz);
DROP FUNCTION soc2.control_gaps(date, date, timestamptz);
DROP FUNCTION soc2.control_day(date, date, timestamptz);
DROP FUNCTION soc2.control_items(date, date, timestamptz);
DROP FUNCTION soc2.control_episodes(date, date, timestamptz);
DROP FUNCTION soc2.period_versions(text, text, text, date, date, timestamptz);
DROP FUNCTION soc2.period_strand(date, date, timestamptz);

CREATE FUNCTION soc2.period_strand(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_key bigint, control_id text, frequency text, basis text, test_id text,
    scope_kind text, scope_id text, interval_kind text, first_date date, last_date date, running_date date
) LANGUAGE sql STABLE AS $$
    WITH control AS (
        -- The version in force when the period ends; what was recorded later only, by its first version.
        SELECT DISTINCT ON (each.control_id) each.*
        FROM soc2.dim_control AS each
        WHERE
            each.valid_from_at <= as_of
            AND (each.valid_to_at IS NULL OR each.valid_to_at > as_of OR each.valid_to_at >= first_day)
        ORDER BY
            each.control_id,
            each.valid_from_at < last_day + 1 DESC,
            CASE WHEN each.valid_from_at < last_day + 1 THEN each.valid_from_at END DESC,
            each.valid_from_at
    ),
    scope AS (
        SELECT DISTINCT ON (each.scope_kind, each.scope_id) each.*
        FROM soc2.dim_scope AS each
        WHERE each.valid_from_at <= as_of
        ORDER BY each.scope_kind, each.scope_id, each.valid_from_at DESC
    ),
    known AS (
        SELECT (max(recorded_at) AT TIME ZONE 'UTC')::date AS day_date
        FROM soc2.fct_assessment
        WHERE recorded_at <= as_of
    )
    SELECT
        control.control_key, control.control_id, control.frequency,
        CASE WHEN judged.nature = 'history' THEN 'recorded' ELSE 'observed' END, serves.test_id,
        scope.scope_kind, scope.scope_id, kind.interval_kind,
        greatest(first_day, scope.starts_on_date),
        -- A day is due once it is over, events a day later; what was judged earlier counts as well.
        least(
            last_day,
            coalesce(scope.ends_on_date, last_day),
            greatest(known.day_date - kind.days_later, judged.last_date)
        ),
        known.day_date
    FROM control
    JOIN soc2.bridge_control_test AS serves USING (control_key)
    CROSS JOIN scope
    CROSS JOIN (VALUES ('slot', 1), ('window', 2)) AS kind (interval_kind, days_later)
    CROSS JOIN known
    CROSS JOIN LATERAL (
        SELECT day.day_date AS last_date, version.nature
        FROM soc2.fct_test_day AS day
        JOIN soc2.dim_test AS version USING (test_key)
        WHERE
            day.test_id = serves.test_id
            AND day.scope_kind = scope.scope_kind
            AND day.scope_id = scope.scope_id
            AND day.interval_kind = kind.interval_kind
            AND day.recorded_at <= as_of
        ORDER BY day.day_date DESC
        LIMIT 1
    ) AS judged
$$;
COMMENT ON FUNCTION soc2.period_strand(date, date, timestamptz)
    IS 'One row per control, scope, test of it that judges there, and kind of interval: by which basis, and on which days of a period evidence was due, as known at an instant.';

CREATE FUNCTION soc2.control_day(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_key bigint, control_id text, frequency text, basis text, scope_kind text, scope_id text, day_date date,
    outcome text, is_observed boolean, is_complete boolean, expected_intervals bigint, seen_intervals bigint,
    event_items bigint, tested_event_items bigint, deviating_event_items bigint, unreadable_event_items bigint,
    is_bridged boolean, causes text[]
) LANGUAGE sql STABLE AS $$
    WITH strand AS MATERIALIZED (SELECT * FROM soc2.period_strand(first_day, last_day, as_of)),
    judged AS MATERIALIZED (
        SELECT *
        FROM soc2.fct_test_day AS day
        WHERE
            day.day_date BETWEEN first_day AND last_day
            AND day.recorded_at <= as_of
            AND (day.superseded_at IS NULL OR day.superseded_at > as_of)
    ),
    day AS (
        SELECT
            strand.control_key, strand.control_id, strand.frequency, strand.basis, strand.scope_kind, strand.scope_id,
            strand.first_date + due.number AS day_date,
            CASE
                WHEN bool_or(judged.outcome = 'deviations') THEN 'deviations'
                WHEN bool_or(coalesce(judged.outcome, 'inconclusive') = 'inconclusive') THEN 'inconclusive'
                WHEN bool_or(judged.outcome = 'no_deviations') THEN 'no_deviations'
                ELSE 'no_occurrences'
            END AS outcome,
            bool_and(coalesce(judged.seen_intervals, 0) > 0) AS is_observed,
            bool_and(coalesce(judged.complete_intervals, 0) > 0) AS is_complete,
            max(
                CASE
                    WHEN strand.first_date + due.number >= strand.running_date THEN coalesce(judged.judged_intervals, 0)
                    WHEN strand.interval_kind = 'slot' THEN coalesce(judged.expected_intervals, 4)
                    ELSE 1
                END
            ) AS expected_intervals,
            -- Of the test that saw least; slots count where the control has any.
            coalesce(
                min(coalesce(judged.seen_intervals, 0)) FILTER (WHERE strand.interval_kind = 'slot'),
                min(coalesce(judged.seen_intervals, 0))
            ) AS seen_intervals,
            coalesce(sum(judged.population_items) FILTER (WHERE strand.interval_kind = 'window'), 0) AS event_items,
            coalesce(
                sum(judged.conforming_items + judged.deviating_items) FILTER (WHERE strand.interval_kind = 'window'), 0
            ) AS tested_event_items,
            coalesce(sum(judged.deviating_items) FILTER (WHERE strand.interval_kind = 'window'), 0)
                AS deviating_event_items,
            coalesce(sum(judged.unreadable_items) FILTER (WHERE strand.interval_kind = 'window'), 0)
                AS unreadable_event_items,
            array_agg(strand.test_id) FILTER (WHERE coalesce(judged.seen_intervals, 0) = 0) AS unseen_by,
            min(judged.reason) FILTER (WHERE judged.seen_intervals = 0) AS reason
        FROM strand
        CROSS JOIN LATERAL generate_series(0, strand.last_date - strand.first_date) AS due (number)
        LEFT JOIN judged
            ON judged.test_id = strand.test_id
            AND judged.scope_kind = strand.scope_kind
            AND judged.scope_id = strand.scope_id
            AND judged.interval_kind = strand.interval_kind
            AND judged.day_date = strand.first_date + due.number
        GROUP BY
            strand.control_key, strand.control_id, strand.frequency, strand.basis, strand.scope_kind, strand.scope_id,
            strand.first_date + due.number
    )
    SELECT
        day.control_key, day.control_id, day.frequency, day.basis, day.scope_kind, day.scope_id, day.day_date,
        day.outcome, day.is_observed, day.is_complete, day.expected_intervals, day.seen_intervals, day.event_items::bigint,
        day.tested_event_items::bigint, day.deviating_event_items::bigint, day.unreadable_event_items::bigint,
        CASE WHEN NOT day.is_observed THEN coalesce(without.is_bridged, false) END,
        CASE WHEN NOT day.is_observed THEN coalesce(without.causes, ARRAY[coalesce(day.reason, 'not judged')]) END
    FROM day
    LEFT JOIN LATERAL soc2.causes_of(day.unseen_by, day.scope_id, day.day_date, as_of) AS without
        ON NOT day.is_observed
$$;
COMMENT ON FUNCTION soc2.control_day(date, date, timestamptz)
    IS 'One row per control, scope, basis and day on which evidence was due, as known at an instant: what the tests of the control that have this basis say together.';
