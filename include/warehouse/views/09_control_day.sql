CREATE FUNCTION soc2.period_strand(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_key bigint, control_id text, frequency text, test_id text,
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
        control.control_key, control.control_id, control.frequency, serves.test_id,
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
        SELECT day.day_date AS last_date
        FROM soc2.fct_test_day AS day
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
    IS 'One row per control, scope, test of it that judges there, and kind of interval: on which days of a period evidence was due, as known at an instant.';

CREATE FUNCTION soc2.control_day(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_key bigint, control_id text, frequency text, scope_kind text, scope_id text, day_date date,
    outcome text, is_observed boolean, is_complete boolean, expected_intervals bigint, seen_intervals bigint,
    event_items bigint, tested_event_items bigint, deviating_event_items bigint, unreadable_event_items bigint,
    test_ids text[], reason text
) LANGUAGE sql STABLE AS $$
    SELECT
        strand.control_key, strand.control_id, strand.frequency, strand.scope_kind, strand.scope_id, due.day_date,
        CASE
            WHEN bool_or(day.outcome = 'deviations') THEN 'deviations'
            WHEN bool_or(coalesce(day.outcome, 'inconclusive') = 'inconclusive') THEN 'inconclusive'
            WHEN bool_or(day.outcome = 'no_deviations') THEN 'no_deviations'
            ELSE 'no_occurrences'
        END,
        bool_and(coalesce(day.seen_intervals, 0) > 0),
        bool_and(coalesce(day.complete_intervals, 0) > 0),
        max(
            CASE
                WHEN due.day_date >= strand.running_date THEN coalesce(day.judged_intervals, 0)
                WHEN strand.interval_kind = 'slot' THEN coalesce(day.expected_intervals, 4)
                ELSE 1
            END
        ),
        -- Of the test that saw least; slots count where the control has any.
        coalesce(
            min(coalesce(day.seen_intervals, 0)) FILTER (WHERE strand.interval_kind = 'slot'),
            min(coalesce(day.seen_intervals, 0))
        ),
        coalesce(sum(day.population_items) FILTER (WHERE strand.interval_kind = 'window'), 0)::bigint,
        coalesce(
            sum(day.conforming_items + day.deviating_items) FILTER (WHERE strand.interval_kind = 'window'), 0
        )::bigint,
        coalesce(sum(day.deviating_items) FILTER (WHERE strand.interval_kind = 'window'), 0)::bigint,
        coalesce(sum(day.unreadable_items) FILTER (WHERE strand.interval_kind = 'window'), 0)::bigint,
        array_agg(DISTINCT strand.test_id),
        string_agg(DISTINCT day.reason, '; ')
    FROM soc2.period_strand(first_day, last_day, as_of) AS strand
    JOIN soc2.dim_date AS due ON due.day_date BETWEEN strand.first_date AND strand.last_date
    LEFT JOIN soc2.fct_test_day AS day
        ON day.test_id = strand.test_id
        AND day.scope_kind = strand.scope_kind
        AND day.scope_id = strand.scope_id
        AND day.interval_kind = strand.interval_kind
        AND day.day_date = due.day_date
        AND day.day_date BETWEEN first_day AND last_day
        AND day.recorded_at <= as_of
        AND (day.superseded_at IS NULL OR day.superseded_at > as_of)
    GROUP BY
        strand.control_key, strand.control_id, strand.frequency, strand.scope_kind, strand.scope_id, due.day_date
$$;
COMMENT ON FUNCTION soc2.control_day(date, date, timestamptz)
    IS 'One row per control, scope and day on which evidence was due, as known at an instant: what the tests of the control say together.';
