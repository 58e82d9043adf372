-- Calendar
-- One row per control and UTC day: the outcome that weighs most in any scope, and whether all of it was observed.
-- What a system recorded of its own past is not in it: see conclusions, gaps and deviations.
SELECT
    day.control_id, day.day_date,
    CASE
        WHEN bool_or(day.outcome = 'deviations') THEN 'deviations'
        WHEN NOT bool_and(day.is_observed) THEN 'not_tested'
        WHEN bool_or(day.outcome = 'inconclusive') THEN 'inconclusive'
        WHEN bool_or(day.outcome = 'no_deviations') THEN 'no_deviations'
        ELSE 'no_occurrences'
    END AS outcome,
    count(*) AS scopes, count(*) FILTER (WHERE day.is_observed) AS observed_scopes
FROM asked
CROSS JOIN LATERAL soc2.control_day(asked.first_day, asked.last_day, asked.as_of) AS day
WHERE day.basis = 'observed'
GROUP BY day.control_id, day.day_date
ORDER BY day.control_id, day.day_date
