-- The same answers, asked so that a year is answered while a person waits.

-- Of each version of a test one day is looked for, not all of them read.
CREATE OR REPLACE FUNCTION soc2.period_versions(
    control text, kind text, scope text, first_day date, last_day date, as_of timestamptz
) RETURNS TABLE (controls bigint[], tests bigint[]) LANGUAGE sql STABLE AS $$
    SELECT
        ARRAY(
            SELECT each.control_key
            FROM soc2.dim_control AS each
            WHERE
                each.control_id = control
                AND each.valid_from_at <= as_of
                AND (each.valid_to_at IS NULL OR each.valid_to_at >= first_day::timestamp AT TIME ZONE 'UTC')
                -- What was recorded after the period only, judged it by its first version.
                AND (
                    each.valid_from_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
                    OR NOT EXISTS (
                        SELECT FROM soc2.dim_control AS former
                        WHERE former.control_id = control AND former.valid_from_at < each.valid_from_at
                    )
                )
            ORDER BY each.valid_from_at, each.control_key
        ),
        ARRAY(
            SELECT version.test_key
            FROM soc2.dim_test AS version
            WHERE
                version.test_id IN (
                    SELECT serves.test_id
                    FROM soc2.bridge_control_test AS serves
                    JOIN soc2.dim_control AS each USING (control_key)
                    WHERE each.control_id = control
                )
                AND EXISTS (
                    SELECT FROM soc2.fct_test_day AS day
                    WHERE
                        day.test_id = version.test_id
                        AND day.scope_kind = kind
                        AND day.scope_id = scope
                        AND day.test_key = version.test_key
                        AND day.day_date BETWEEN first_day AND last_day
                        AND day.recorded_at <= as_of
                        AND (day.superseded_at IS NULL OR day.superseded_at > as_of)
                )
            ORDER BY version.test_key
        )
$$;

-- A year's days are sorted in memory; compiling the query takes longer than running it.
ALTER FUNCTION soc2.period_conclusion(date, date, timestamptz) SET work_mem = '64MB';
ALTER FUNCTION soc2.period_conclusion(date, date, timestamptz) SET jit = off;
