CREATE OR REPLACE FUNCTION soc2.causes_of(tests text[], scope text, day date, as_of timestamptz)
RETURNS TABLE (is_bridged boolean, causes text[]) LANGUAGE sql STABLE AS $$
    WITH observed AS MATERIALIZED (
        SELECT DISTINCT seen.dataset, place.scope_id
        FROM soc2.fct_collection AS seen
        JOIN soc2.dim_scope AS place USING (scope_key)
        WHERE
            seen.status = 'collected'
            AND seen.interval_kind = 'slot'
            AND seen.recorded_at <= as_of
            AND seen.ends_at > day::timestamp AT TIME ZONE 'UTC'
            AND seen.starts_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
            AND place.scope_id IN (scope, 'company')
    )
    SELECT
        bool_and(collection.is_bridged) FILTER (
            WHERE
                collection.status = 'missed'
                AND soc2.is_last_word(
                    collection.entry_number, place.scope_id, collection.dataset, collection.interval_kind,
                    collection.starts_at, as_of
                )
        ),
        coalesce(
            array_agg(DISTINCT collection.gap_cause) FILTER (WHERE collection.gap_cause IS NOT NULL),
            array_agg(DISTINCT collection.cause) FILTER (WHERE collection.cause IS NOT NULL)
        )
    FROM soc2.fct_collection AS collection
    JOIN soc2.dim_scope AS place USING (scope_key)
    WHERE
        -- It is asked for every day, and null is told for one on which each test saw its population.
        tests IS NOT NULL
        AND collection.status <> 'collected'
        AND collection.recorded_at <= as_of
        AND collection.ends_at > day::timestamp AT TIME ZONE 'UTC'
        AND collection.starts_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
        AND place.scope_id IN (scope, 'company')
        AND EXISTS (
            SELECT FROM soc2.dim_test AS test
            WHERE
                test.test_id = ANY (tests)
                AND collection.dataset = ANY (test.reads)
                -- Events meet any observation of their day: another slot that was missed kept nothing from them.
                AND (
                    test.nature <> 'events'
                    OR collection.interval_kind = 'window'
                    OR NOT EXISTS (
                        SELECT FROM observed
                        WHERE observed.dataset = collection.dataset AND observed.scope_id = place.scope_id
                    )
                )
        )
$$;
