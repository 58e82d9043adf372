CREATE FUNCTION soc2.period_conclusion(first_day date, last_day date, as_of timestamptz DEFAULT 'infinity')
RETURNS TABLE (
    control_key bigint, control_id text, basis text, scope_kind text, scope_id text, frequency text,
    expected_occurrences bigint, tested_occurrences bigint, expected_days bigint, observed_days bigint,
    bridged_days bigint, unbridged_days bigint, unreadable_days bigint, longest_gap_days bigint,
    items_ever bigint, items_tested bigint, deviating_items bigint, unreadable_items bigint,
    deviation_episodes bigint, waived_episodes bigint, first_deviation_at timestamptz, last_deviation_at timestamptz,
    remediated_within_sla bigint, remediated_late bigint, remediated_without_sla bigint, open_at_period_end bigint,
    control_versions bigint[], test_versions bigint[], gaps jsonb, conclusion text, conclusion_reason text
) LANGUAGE sql STABLE AS $$
WITH day AS MATERIALIZED (
    SELECT each.*, recurs.unit, recurs.step
    FROM soc2.control_day(first_day, last_day, as_of) AS each
    LEFT JOIN (
        VALUES ('weekly', 'week', interval '7 days'), ('monthly', 'month', interval '1 month'),
            ('quarterly', 'quarter', interval '3 months'), ('yearly', 'year', interval '1 year')
    ) AS recurs (frequency, unit, step) USING (frequency)
),
total AS (
    SELECT
        control_key, control_id, basis, scope_kind, scope_id, frequency, unit,
        count(*) AS days, count(*) FILTER (WHERE is_observed) AS observed_days,
        count(*) FILTER (WHERE is_observed AND NOT is_complete) AS unreadable_days,
        sum(expected_intervals)::bigint AS intervals, sum(seen_intervals)::bigint AS seen_intervals,
        sum(event_items)::bigint AS event_items, sum(tested_event_items)::bigint AS tested_event_items,
        sum(deviating_event_items)::bigint AS deviating_event_items,
        sum(unreadable_event_items)::bigint AS unreadable_event_items
    FROM day
    GROUP BY control_key, control_id, basis, scope_kind, scope_id, frequency, unit
),
-- A week, month, quarter or year is due once it is over, or once it was tested.
recurring AS (
    SELECT control_id, basis, scope_kind, scope_id, count(*) AS due, count(*) FILTER (WHERE is_tested) AS tested
    FROM (
        SELECT control_id, basis, scope_kind, scope_id, bool_or(is_observed) AS is_tested,
            max(day_date) = (date_trunc(unit, day_date::timestamp) + step)::date - 1 AS is_over
        FROM day
        WHERE unit IS NOT NULL
        GROUP BY control_id, basis, scope_kind, scope_id, step, date_trunc(unit, day_date::timestamp)
    ) AS recurrence
    WHERE is_over OR is_tested
    GROUP BY control_id, basis, scope_kind, scope_id
),
gap AS (
    SELECT *, day_date - row_number() OVER (
        PARTITION BY control_id, basis, scope_kind, scope_id, is_bridged ORDER BY day_date
    )::int AS stretch
    FROM day
    WHERE NOT is_observed
),
gaps AS (
    SELECT
        control_id, basis, scope_kind, scope_id,
        coalesce(sum(days) FILTER (WHERE is_bridged), 0)::bigint AS bridged_days,
        coalesce(sum(days) FILTER (WHERE NOT is_bridged), 0)::bigint AS unbridged_days,
        coalesce(max(days) FILTER (WHERE NOT is_bridged), 0) AS longest_gap_days,
        jsonb_agg(
            jsonb_build_object('first_date', first_date, 'last_date', last_date, 'days', days,
                'is_bridged', is_bridged, 'causes', causes)
            ORDER BY first_date
        ) AS listed,
        string_agg(
            concat_ws(' to ', first_date, CASE WHEN last_date > first_date THEN last_date END)
            || ' (' || array_to_string(causes, ', ') || ')', ', ' ORDER BY first_date
        ) FILTER (WHERE NOT is_bridged) AS told
    FROM (
        SELECT control_id, basis, scope_kind, scope_id, is_bridged, min(day_date) AS first_date, max(day_date) AS last_date,
            count(DISTINCT day_date) AS days,
            array_agg(DISTINCT cause) AS causes
        FROM gap, unnest(causes) AS cause
        GROUP BY control_id, basis, scope_kind, scope_id, is_bridged, stretch
    ) AS run
    GROUP BY control_id, basis, scope_kind, scope_id
),
episode AS (
    SELECT
        control_id, basis, scope_kind, scope_id, count(*) AS episodes, count(waiver_id) AS waived,
        min(first_observed_at) AS first_at, max(first_observed_at) AS last_at,
        count(*) FILTER (WHERE is_open) AS open,
        count(*) FILTER (WHERE interval_kind = 'slot' AND NOT is_open AND closed_at <= due_at) AS in_time,
        count(*) FILTER (WHERE interval_kind = 'slot' AND NOT is_open AND closed_at > due_at) AS late,
        count(*) FILTER (WHERE interval_kind = 'slot' AND NOT is_open AND due_at IS NULL) AS without_sla
    FROM soc2.control_episodes(first_day, last_day, as_of)
    GROUP BY control_id, basis, scope_kind, scope_id
),
counted AS (
    SELECT
        total.*,
        CASE
            WHEN total.unit IS NOT NULL THEN coalesce(recurring.due, 0)
            -- What was recorded is told once a day, however often the control operates.
            WHEN total.basis = 'recorded' THEN total.days
            WHEN total.frequency = 'continuous' THEN total.intervals
            WHEN total.frequency = 'each_event' AND item.items IS NULL THEN total.event_items
            ELSE total.days
        END AS expected,
        CASE
            WHEN total.unit IS NOT NULL THEN coalesce(recurring.tested, 0)
            WHEN total.basis = 'recorded' THEN total.observed_days
            WHEN total.frequency = 'continuous' THEN total.seen_intervals
            WHEN total.frequency = 'each_event' AND item.items IS NULL THEN total.tested_event_items
            ELSE total.observed_days
        END AS tested,
        coalesce(item.items, 0) + total.event_items AS all_items,
        coalesce(item.tested_items, 0) + total.tested_event_items AS all_tested,
        coalesce(item.deviating_items, 0) + total.deviating_event_items AS all_deviating,
        coalesce(item.unreadable_items, 0) + total.unreadable_event_items AS all_unreadable,
        coalesce(episode.episodes, 0) AS all_episodes,
        episode.waived, episode.first_at, episode.last_at, episode.open, episode.in_time, episode.late,
        episode.without_sla, gaps.bridged_days, gaps.unbridged_days, gaps.longest_gap_days, gaps.listed, gaps.told,
        -- What recurs by the week or longer has no days that could be missing.
        CASE
            WHEN total.unit IS NOT NULL THEN coalesce(recurring.tested < recurring.due, false)
            ELSE coalesce(gaps.unbridged_days, 0) > 0
        END AS is_gapped
    FROM total
    LEFT JOIN recurring USING (control_id, basis, scope_kind, scope_id)
    LEFT JOIN gaps USING (control_id, basis, scope_kind, scope_id)
    LEFT JOIN episode USING (control_id, basis, scope_kind, scope_id)
    LEFT JOIN soc2.control_items(first_day, last_day, as_of) AS item USING (control_id, basis, scope_kind, scope_id)
)
SELECT
    counted.control_key, counted.control_id, counted.basis, counted.scope_kind, counted.scope_id, counted.frequency, expected, tested,
    days, counted.observed_days, coalesce(bridged_days, 0), coalesce(unbridged_days, 0), unreadable_days,
    coalesce(longest_gap_days, 0), all_items, all_tested, all_deviating, all_unreadable, all_episodes,
    coalesce(waived, 0), first_at, last_at, coalesce(in_time, 0), coalesce(late, 0), coalesce(without_sla, 0),
    coalesce(open, 0), version.controls, version.tests, coalesce(listed, '[]'),
    CASE
        WHEN all_episodes > 0 THEN 'deviations_noted'
        WHEN is_gapped OR unreadable_days > 0 THEN 'not_tested_throughout'
        WHEN all_items = 0 THEN 'did_not_operate'
        ELSE 'no_deviations_noted'
    END,
    concat_ws(
        '; ',
        CASE WHEN all_episodes > 0 THEN format('%s of %s items deviated', all_deviating, all_tested) END,
        CASE WHEN is_gapped AND unit IS NOT NULL THEN format('%s of %s %ss were tested', tested, expected, unit) END,
        CASE WHEN is_gapped AND unit IS NULL THEN format('%s of %s days were not tested: %s', unbridged_days, days, told) END,
        CASE WHEN unreadable_days > 0 THEN format('some item could not be read on %s days', unreadable_days) END,
        CASE
            WHEN all_episodes > 0 OR is_gapped OR unreadable_days > 0 THEN NULL
            WHEN all_items = 0 THEN 'nothing occurred that it applies to'
            ELSE format('%s items, tested on %s of %s days', all_tested, counted.observed_days, days)
        END
    )
FROM counted
CROSS JOIN LATERAL soc2.period_versions(
    counted.control_id, counted.basis, counted.scope_kind, counted.scope_id, first_day, last_day, as_of
) AS version
UNION ALL
SELECT
    control.control_key, control.control_id, 'observed', 'company', 'company', control.frequency, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    NULL, NULL, 0, 0, 0, 0, ARRAY[control.control_key], '{}', '[]', 'not_tested_throughout',
    CASE
        WHEN control.is_automated THEN 'none of its tests has judged yet'
        ELSE 'no control test serves it: it is shown by people'
    END
FROM soc2.dim_control AS control
WHERE
    control.valid_from_at <= as_of
    AND (control.valid_to_at IS NULL OR control.valid_to_at > as_of)
    AND NOT EXISTS (SELECT FROM total WHERE total.control_id = control.control_id)
$$;
COMMENT ON FUNCTION soc2.period_conclusion(date, date, timestamptz)
    IS 'One row per control, scope and basis: the conclusion of any period, both days inclusive, as known at an instant (by default now).';

-- A year's days are sorted in memory; compiling the query takes longer than running it.
ALTER FUNCTION soc2.period_conclusion(date, date, timestamptz) SET work_mem = '64MB';
ALTER FUNCTION soc2.period_conclusion(date, date, timestamptz) SET jit = off;
