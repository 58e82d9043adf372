CREATE FUNCTION soc2.is_last_word(
    said bigint, scope text, set_of text, kind text, began timestamptz, as_of timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM soc2.fct_collection AS later
        JOIN soc2.dim_scope AS place USING (scope_key)
        WHERE
            later.dataset = set_of
            AND later.starts_at = began
            AND later.interval_kind = kind
            AND later.status = 'missed'
            AND later.entry_number > said
            AND later.recorded_at <= as_of
            AND place.scope_id = scope
    )
$$;
COMMENT ON FUNCTION soc2.is_last_word(bigint, text, text, text, timestamptz, timestamptz)
    IS 'One row: whether no later entry of the log, as known at an instant, says whether that gap is bridged.';

CREATE OR REPLACE FUNCTION soc2.causes_of(tests text[], scope text, day date, as_of timestamptz)
RETURNS TABLE (is_bridged boolean, causes text[]) LANGUAGE sql STABLE AS $$
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
        collection.status <> 'collected'
        AND collection.recorded_at <= as_of
        AND collection.ends_at > day::timestamp AT TIME ZONE 'UTC'
        AND collection.starts_at < (day + 1)::timestamp AT TIME ZONE 'UTC'
        AND place.scope_id IN (scope, 'company')
        AND EXISTS (
            SELECT FROM soc2.dim_test AS test
            WHERE test.test_id = ANY (tests) AND collection.dataset = ANY (test.reads)
        )
$$;

CREATE OR REPLACE VIEW soc2.v_evidence_coverage AS
SELECT
    collection.dataset,
    max(collection.source) AS source,
    scope.scope_kind,
    scope.scope_id,
    (collection.starts_at AT TIME ZONE 'UTC')::date AS day_date,
    ((max(collection.ends_at) - interval '1 microsecond') AT TIME ZONE 'UTC')::date AS through_date,
    count(DISTINCT collection.starts_at) AS scheduled_intervals,
    count(DISTINCT collection.starts_at) FILTER (WHERE collection.status = 'collected') AS collected_intervals,
    count(*) FILTER (WHERE collection.status = 'collected') AS collections,
    count(*) FILTER (WHERE collection.status = 'failed') AS failed_collections,
    count(DISTINCT collection.starts_at) FILTER (WHERE collection.status = 'missed') AS missed_intervals,
    count(DISTINCT collection.starts_at) FILTER (
        WHERE
            collection.is_bridged
            AND soc2.is_last_word(
                collection.entry_number, scope.scope_id, collection.dataset, collection.interval_kind,
                collection.starts_at, 'infinity'
            )
    ) AS bridged_intervals,
    array_agg(DISTINCT collection.gap_cause) FILTER (WHERE collection.gap_cause IS NOT NULL) AS gap_causes,
    sum(abs(collection.reconciled_difference)) AS unexplained_items,
    bool_or(collection.is_emulated) AS is_emulated,
    max(collection.recorded_at) AS recorded_at
FROM soc2.fct_collection AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
GROUP BY collection.dataset, scope.scope_kind, scope.scope_id, (collection.starts_at AT TIME ZONE 'UTC')::date;
