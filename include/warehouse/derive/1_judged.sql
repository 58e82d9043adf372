-- The assessments at hand. Staged: pg_temp.judging, entries no two of which judge the same test in the same scope.

-- Nobody else gathers statistics of temporary tables; without them every assessment is read for the few at hand.
ANALYZE pg_temp.judging (entry_number);
CREATE TEMP TABLE judged AS
SELECT
    assessment.*,
    test.severity,
    (assessment.starts_at AT TIME ZONE 'UTC')::date AS day_date,
    date_trunc('day', assessment.starts_at, 'UTC') AS day_starts_at,
    date_trunc('day', assessment.starts_at, 'UTC') + interval '1 day' AS day_ends_at,
    -- An item that nobody could look for is not gone: the population must have been seen whole.
    assessment.is_complete OR (assessment.population_items > 0 AND assessment.reason IS NULL) AS is_seen,
    (
        SELECT min(later.starts_at)
        FROM soc2.fct_assessment AS later
        WHERE
            later.test_id = assessment.test_id
            AND later.scope_kind = assessment.scope_kind
            AND later.scope_id = assessment.scope_id
            AND later.interval_kind = assessment.interval_kind
            AND later.starts_at > assessment.starts_at
            AND later.entry_number < assessment.entry_number
            AND (later.is_complete OR (later.population_items > 0 AND later.reason IS NULL))
    ) AS next_starts_at,
    -- Parallel tasks' clocks differ; what is known later in the log is never known earlier.
    greatest(
        assessment.recorded_at,
        (
            SELECT day.recorded_at
            FROM soc2.fct_test_day AS day
            WHERE
                day.test_id = assessment.test_id
                AND day.scope_kind = assessment.scope_kind
                AND day.scope_id = assessment.scope_id
            ORDER BY day.known_entry DESC
            LIMIT 1
        )
    ) AS known_at
FROM soc2.fct_assessment AS assessment
JOIN pg_temp.judging USING (entry_number)
JOIN soc2.dim_test AS test USING (test_key);
ANALYZE pg_temp.judged (entry_number, test_id, scope_kind, scope_id);
ANALYZE pg_temp.verdicts (test, scope_kind, scope_id);
