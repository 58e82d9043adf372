SELECT
    test_id, max(ref) AS ref, max(title) AS title, max(theme) AS theme, day_date,
    (array_agg(
        outcome
        ORDER BY array_position(ARRAY['deviations', 'inconclusive', 'no_deviations', 'no_occurrences'], outcome)
    ))[1] AS outcome
FROM soc2.v_calendar
WHERE superseded_at IS NULL AND day_date BETWEEN $1::date AND $2::date
GROUP BY test_id, day_date
ORDER BY max(theme), max(ref), day_date
