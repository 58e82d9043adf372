CREATE FUNCTION soc2.control_items(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_id text, basis text, scope_kind text, scope_id text, items bigint, tested_items bigint, deviating_items bigint,
    unreadable_items bigint
) LANGUAGE sql STABLE AS $$
    SELECT
        control_id, basis, scope_kind, scope_id, count(*), count(*) FILTER (WHERE is_tested),
        count(*) FILTER (WHERE is_deviating), count(*) FILTER (WHERE is_unreadable)
    FROM (
        SELECT
            strand.control_id, strand.basis, strand.scope_kind, strand.scope_id,
            bool_or(state.verdict IN ('conforming', 'deviating')) AS is_tested,
            bool_or(state.verdict = 'deviating') AS is_deviating,
            bool_or(state.verdict = 'unreadable') AS is_unreadable
        FROM soc2.period_strand(first_day, last_day, as_of) AS strand
        JOIN soc2.fct_item_state AS state USING (test_id, scope_kind, scope_id)
        WHERE
            strand.interval_kind = 'slot'
            AND state.recorded_at <= as_of
            AND (state.superseded_at IS NULL OR state.superseded_at > as_of)
            AND state.starts_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
            AND (state.ends_at IS NULL OR state.ends_at > first_day::timestamp AT TIME ZONE 'UTC')
        GROUP BY strand.control_id, strand.basis, strand.scope_kind, strand.scope_id, state.test_id, state.item_id
    ) AS item
    GROUP BY control_id, basis, scope_kind, scope_id
$$;
COMMENT ON FUNCTION soc2.control_items(date, date, timestamptz)
    IS 'One row per control, scope and basis: items of state in a period, each once per test, as known at an instant.';

CREATE FUNCTION soc2.control_episodes(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_id text, basis text, scope_kind text, scope_id text, test_id text, item_id text, item_label text, severity text,
    interval_kind text, starts_at timestamptz, ends_at timestamptz, reason text, first_observed_at timestamptz,
    last_conforming_at timestamptz, closed_at timestamptz, close_basis text, due_at timestamptz, is_open boolean,
    waiver_id text, is_waiver_retroactive boolean
) LANGUAGE sql STABLE AS $$
    SELECT
        strand.control_id, strand.basis, strand.scope_kind, strand.scope_id, episode.test_id, episode.item_id,
        episode.item_label, episode.severity, episode.interval_kind, episode.starts_at, episode.ends_at,
        episode.reason, episode.first_observed_at, episode.last_conforming_at, episode.closed_at,
        episode.close_basis, episode.due_at,
        episode.interval_kind = 'slot'
            AND (episode.ends_at IS NULL OR episode.closed_at >= (last_day + 1)::timestamp AT TIME ZONE 'UTC'),
        waiver.waiver_id, waiver.approved_at > episode.first_observed_at
    FROM soc2.period_strand(first_day, last_day, as_of) AS strand
    JOIN soc2.fct_deviation_episode AS episode USING (test_id, scope_kind, scope_id, interval_kind)
    LEFT JOIN LATERAL soc2.waiver_of(
        episode.test_id, episode.scope_id, episode.item_id, episode.starts_at, episode.ends_at, as_of
    ) AS waiver ON true
    WHERE
        episode.recorded_at <= as_of
        AND (episode.superseded_at IS NULL OR episode.superseded_at > as_of)
        AND episode.starts_at < (last_day + 1)::timestamp AT TIME ZONE 'UTC'
        AND (episode.ends_at IS NULL OR episode.ends_at > first_day::timestamp AT TIME ZONE 'UTC')
$$;
COMMENT ON FUNCTION soc2.control_episodes(date, date, timestamptz)
    IS 'One row per control, scope, test, item and unbroken run of deviation that touches a period (of events and recorded days: a day of it), as known at an instant.';

CREATE FUNCTION soc2.control_gaps(first_day date, last_day date, as_of timestamptz)
RETURNS TABLE (
    control_id text, basis text, scope_kind text, scope_id text, day_date date, is_bridged boolean, causes text[]
) LANGUAGE sql STABLE AS $$
    SELECT day.control_id, day.basis, day.scope_kind, day.scope_id, day.day_date, day.is_bridged, day.causes
    FROM soc2.control_day(first_day, last_day, as_of) AS day
    WHERE NOT day.is_observed
$$;
COMMENT ON FUNCTION soc2.control_gaps(date, date, timestamptz)
    IS 'One row per control, scope, basis and day of a period on which some test of the control did not see its population, with the causes, as known at an instant.';

CREATE FUNCTION soc2.period_versions(
    control text, basis text, kind text, scope text, first_day date, last_day date, as_of timestamptz
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
                AND (version.nature = 'history') = (basis = 'recorded')
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
COMMENT ON FUNCTION soc2.period_versions(text, text, text, text, date, date, timestamptz)
    IS 'One row: the versions of a control, and of the tests that judged for it in a scope by a basis, in a period as known at an instant.';
