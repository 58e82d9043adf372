-- Control tests and their changes
-- One row per version of a control test that was in force in the period; changed names what differs from the one before.
SELECT version.*
FROM asked
CROSS JOIN LATERAL (
    SELECT
        test.test_id, test.ref, test.title, test.theme, test.severity, test.nature, test.rationale,
        test.remediation, test.reads, test.parameters::text AS parameters, test.population_sql,
        test.suite::text AS suite, test.valid_from_at,
        CASE WHEN test.valid_to_at <= asked.as_of THEN test.valid_to_at END AS valid_to_at,
        CASE
            WHEN lag(test.test_key) OVER former IS NOT NULL THEN array_remove(ARRAY[
                CASE WHEN test.population_sql IS DISTINCT FROM lag(test.population_sql) OVER former
                    THEN 'population' END,
                CASE WHEN test.suite IS DISTINCT FROM lag(test.suite) OVER former THEN 'expectations' END,
                CASE WHEN test.parameters IS DISTINCT FROM lag(test.parameters) OVER former THEN 'parameters' END,
                CASE WHEN test.test_sha256 IS DISTINCT FROM lag(test.test_sha256) OVER former THEN 'definition' END
            ], NULL)
        END AS changed,
        test.test_sha256, test.definition_sha256
    FROM soc2.dim_test AS test
    WHERE test.valid_from_at <= asked.as_of
    WINDOW former AS (PARTITION BY test.test_id ORDER BY test.valid_from_at)
) AS version
-- What began after the period was not in force in it; a first version may have been recorded late.
WHERE
    coalesce(version.valid_to_at, 'infinity') >= asked.first_day::timestamp AT TIME ZONE 'UTC'
    AND (version.changed IS NULL OR version.valid_from_at < (asked.last_day + 1)::timestamp AT TIME ZONE 'UTC')
ORDER BY version.test_id, version.valid_from_at
