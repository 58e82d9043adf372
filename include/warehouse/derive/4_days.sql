-- The days that these judgements are about, as their latest judgements leave them.
WITH latest AS (
    SELECT
        judged.entry_number AS known_entry,
        judged.known_at,
        judged.test_key AS known_test_key,
        judged.day_date,
        each.*,
        each.is_complete OR (each.population_items > 0 AND each.reason IS NULL) AS is_seen
    FROM pg_temp.judged
    -- Each day's few rows by their index: joined at large, every assessment that there is would be read.
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (assessment.starts_at) assessment.*
        FROM soc2.fct_assessment AS assessment
        WHERE
            assessment.test_id = judged.test_id
            AND assessment.scope_kind = judged.scope_kind
            AND assessment.scope_id = judged.scope_id
            AND assessment.interval_kind = judged.interval_kind
            AND assessment.starts_at >= judged.day_starts_at
            AND assessment.starts_at < judged.day_ends_at
            AND assessment.entry_number <= judged.entry_number
        ORDER BY assessment.starts_at DESC, assessment.entry_number DESC
    ) AS each
)
INSERT INTO soc2.fct_test_day (
    test_id, scope_kind, scope_id, day_date, known_entry, test_key, interval_kind, expected_intervals,
    judged_intervals, seen_intervals, complete_intervals, outcome, reason,
    population_items, conforming_items, deviating_items, unreadable_items, is_emulated, recorded_at
)
SELECT
    test_id, scope_kind, scope_id, day_date, known_entry, max(known_test_key), interval_kind,
    greatest(count(*), round(86400 / extract(epoch FROM min(ends_at - starts_at)))),
    count(*), count(*) FILTER (WHERE is_seen), count(*) FILTER (WHERE is_complete),
    CASE
        WHEN bool_or(outcome = 'deviations') THEN 'deviations'
        WHEN bool_or(outcome = 'inconclusive') THEN 'inconclusive'
        WHEN bool_or(outcome = 'no_deviations') THEN 'no_deviations'
        ELSE 'no_occurrences'
    END,
    string_agg(DISTINCT reason, '; ' ORDER BY reason) FILTER (WHERE NOT is_seen),
    max(population_items), max(conforming_items), max(deviating_items),
    coalesce(min(unreadable_items) FILTER (WHERE is_seen), max(unreadable_items)),
    bool_or(is_emulated), max(known_at)
FROM latest
GROUP BY test_id, scope_kind, scope_id, day_date, interval_kind, known_entry;

UPDATE soc2.fct_test_day AS former
SET superseded_at = judged.known_at
FROM pg_temp.judged
WHERE
    former.superseded_at IS NULL
    AND former.known_entry < judged.entry_number
    AND former.test_id = judged.test_id
    AND former.scope_kind = judged.scope_kind
    AND former.scope_id = judged.scope_id
    AND former.day_date = judged.day_date
    AND former.interval_kind = judged.interval_kind;
