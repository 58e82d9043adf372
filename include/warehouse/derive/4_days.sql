-- The days that these judgements are about, as their latest judgements leave them.
WITH latest AS (
    SELECT DISTINCT ON (each.test_id, each.scope_kind, each.scope_id, each.starts_at)
        judged.entry_number AS known_entry,
        judged.known_at,
        judged.test_key AS known_test_key,
        judged.day_date,
        each.*,
        each.is_complete OR (each.population_items > 0 AND each.reason IS NULL) AS is_seen
    FROM pg_temp.judged
    JOIN soc2.fct_assessment AS each
        ON each.test_id = judged.test_id
        AND each.scope_kind = judged.scope_kind
        AND each.scope_id = judged.scope_id
        AND each.interval_kind = judged.interval_kind
        AND each.starts_at >= judged.day_starts_at
        AND each.starts_at < judged.day_ends_at
        AND each.entry_number <= judged.entry_number
    ORDER BY each.test_id, each.scope_kind, each.scope_id, each.starts_at, each.entry_number DESC
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
