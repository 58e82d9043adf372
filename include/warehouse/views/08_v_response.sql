CREATE VIEW soc2.v_waiver AS
SELECT
    waiver.*,
    coalesce(matched.episodes, 0) AS episodes,
    coalesce(matched.item_ids, '{}') AS matched_item_ids,
    coalesce(matched.episodes, 0) = 0 AS is_unused,
    waiver.ends_on_date < through.day_date AS is_expired,
    coalesce(matched.open_episodes, 0) AS open_episodes,
    coalesce(matched.is_retroactive, false) AS is_retroactive,
    compensating.observed_days AS compensating_observed_days,
    least(waiver.ends_on_date, through.day_date) - waiver.starts_on_date + 1 AS elapsed_days,
    waiver.valid_from_at AS recorded_at,
    waiver.valid_to_at AS superseded_at
FROM soc2.fct_waiver AS waiver
CROSS JOIN (SELECT (max(recorded_at) AT TIME ZONE 'UTC')::date AS day_date FROM soc2.fct_assessment) AS through
LEFT JOIN (
    SELECT
        episode.waiver_key,
        count(*) AS episodes,
        count(*) FILTER (WHERE episode.ends_at IS NULL) AS open_episodes,
        array_agg(DISTINCT episode.item_id) AS item_ids,
        bool_or(episode.is_waiver_retroactive) AS is_retroactive
    FROM soc2.v_episode AS episode
    WHERE episode.superseded_at IS NULL
    GROUP BY episode.waiver_key
) AS matched USING (waiver_key)
CROSS JOIN LATERAL (
    SELECT count(DISTINCT day.day_date) AS observed_days
    FROM soc2.dim_control AS control
    JOIN soc2.bridge_control_test AS serves USING (control_key)
    JOIN soc2.fct_test_day AS day USING (test_id)
    WHERE
        control.control_id = waiver.compensating_control_id
        AND control.is_current
        AND day.superseded_at IS NULL
        AND day.seen_intervals > 0
        AND day.day_date BETWEEN waiver.starts_on_date AND waiver.ends_on_date
) AS compensating;

COMMENT ON VIEW soc2.v_waiver IS 'One row per waiver_key: a version of a waiver with the deviations that it responds to; is_current marks those in force.';
COMMENT ON COLUMN soc2.v_waiver.waiver_key IS 'Key of this version.';
COMMENT ON COLUMN soc2.v_waiver.waiver_id IS 'The waiver''s file name.';
COMMENT ON COLUMN soc2.v_waiver.test_id IS 'The test whose deviations it responds to; null when it names a control.';
COMMENT ON COLUMN soc2.v_waiver.control_id IS 'The control all of whose tests it responds to; null when it names a test.';
COMMENT ON COLUMN soc2.v_waiver.scope_id IS 'The scope, or `*` for every one.';
COMMENT ON COLUMN soc2.v_waiver.items IS 'Item ids as written; `*` and `?` make a pattern.';
COMMENT ON COLUMN soc2.v_waiver.item_patterns IS 'The same as patterns of LIKE.';
COMMENT ON COLUMN soc2.v_waiver.reason IS 'Why the deviations are accepted for the time being.';
COMMENT ON COLUMN soc2.v_waiver.compensating_control_id IS 'The control that stands in meanwhile.';
COMMENT ON COLUMN soc2.v_waiver.requested_by IS 'Who asked for it.';
COMMENT ON COLUMN soc2.v_waiver.approved_by IS 'Who approved it; never who asked.';
COMMENT ON COLUMN soc2.v_waiver.approved_at IS 'When it was approved.';
COMMENT ON COLUMN soc2.v_waiver.approval_ref IS 'Where the approval stands.';
COMMENT ON COLUMN soc2.v_waiver.is_approval_verified IS 'Whether the approval was found to be as stated; null where nothing of ours can tell.';
COMMENT ON COLUMN soc2.v_waiver.ticket_ref IS 'Ticket under which the deviations are mended.';
COMMENT ON COLUMN soc2.v_waiver.starts_on_date IS 'First day on which it holds.';
COMMENT ON COLUMN soc2.v_waiver.ends_on_date IS 'Last day on which it holds.';
COMMENT ON COLUMN soc2.v_waiver.valid_from_at IS 'When a register first carried this version.';
COMMENT ON COLUMN soc2.v_waiver.valid_to_at IS 'When a register first carried another version, or none.';
COMMENT ON COLUMN soc2.v_waiver.is_current IS 'Whether this is the version in force.';
COMMENT ON COLUMN soc2.v_waiver.definition_sha256 IS 'SHA-256 of the version''s content.';
COMMENT ON COLUMN soc2.v_waiver.episodes IS 'Episodes that it responds to.';
COMMENT ON COLUMN soc2.v_waiver.matched_item_ids IS 'The items of these: what its patterns matched.';
COMMENT ON COLUMN soc2.v_waiver.is_unused IS 'Whether it responds to nothing.';
COMMENT ON COLUMN soc2.v_waiver.is_expired IS 'Whether its last day is over, as far as data reaches.';
COMMENT ON COLUMN soc2.v_waiver.open_episodes IS 'Episodes among them that are open.';
COMMENT ON COLUMN soc2.v_waiver.is_retroactive IS 'Whether it was approved after any of them was first observed.';
COMMENT ON COLUMN soc2.v_waiver.compensating_observed_days IS 'Days of the waiver on which a test of the compensating control saw its population.';
COMMENT ON COLUMN soc2.v_waiver.elapsed_days IS 'Days of the waiver so far.';
COMMENT ON COLUMN soc2.v_waiver.recorded_at IS 'When this version became known.';
COMMENT ON COLUMN soc2.v_waiver.superseded_at IS 'When another one became known; null for what is known now.';

CREATE VIEW soc2.v_result_review AS
SELECT
    result.*,
    review.reviewed_by,
    review.reviewed_on_date,
    review.conclusion,
    review.review_key IS NOT NULL AS is_reviewed
FROM (
    SELECT
        control.control_id,
        control.title,
        day.scope_kind,
        day.scope_id,
        date_trunc('month', day.day_date)::date AS month_starts_on_date,
        min(day.day_date) AS first_date,
        max(day.day_date) AS last_date,
        count(DISTINCT day.day_date) FILTER (WHERE day.outcome = 'deviations') AS deviating_days,
        count(DISTINCT day.day_date) FILTER (WHERE day.outcome = 'inconclusive') AS inconclusive_days,
        max(day.recorded_at) AS recorded_at
    FROM soc2.fct_test_day AS day
    JOIN soc2.bridge_control_test AS serves USING (test_id)
    JOIN soc2.dim_control AS control USING (control_key)
    WHERE control.is_current AND day.superseded_at IS NULL
    GROUP BY control.control_id, control.title, day.scope_kind, day.scope_id, date_trunc('month', day.day_date)
) AS result
LEFT JOIN LATERAL (
    SELECT *
    FROM soc2.fct_result_review AS review
    WHERE
        review.control_id = result.control_id
        AND review.scope_id IN (result.scope_id, '*')
        AND review.starts_on_date <= result.first_date
        AND review.ends_on_date >= result.last_date
    ORDER BY review.reviewed_on_date, review.review_key
    LIMIT 1
) AS review ON true;

COMMENT ON VIEW soc2.v_result_review IS 'One row per control_id, scope_kind, scope_id and month_starts_on_date: a month with results and who reviewed them first; is_reviewed is false where nobody did.';
COMMENT ON COLUMN soc2.v_result_review.control_id IS 'The control.';
COMMENT ON COLUMN soc2.v_result_review.title IS 'Its short name.';
COMMENT ON COLUMN soc2.v_result_review.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_result_review.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_result_review.month_starts_on_date IS 'First day of the month.';
COMMENT ON COLUMN soc2.v_result_review.first_date IS 'First day of the month with a result.';
COMMENT ON COLUMN soc2.v_result_review.last_date IS 'Last day of the month with a result.';
COMMENT ON COLUMN soc2.v_result_review.deviating_days IS 'Days with deviations.';
COMMENT ON COLUMN soc2.v_result_review.inconclusive_days IS 'Days that were inconclusive and without deviations.';
COMMENT ON COLUMN soc2.v_result_review.recorded_at IS 'When the last of these results became known.';
COMMENT ON COLUMN soc2.v_result_review.reviewed_by IS 'Who reviewed them all first; null when nobody did.';
COMMENT ON COLUMN soc2.v_result_review.reviewed_on_date IS 'On which day.';
COMMENT ON COLUMN soc2.v_result_review.conclusion IS 'What the reviewer concluded.';
COMMENT ON COLUMN soc2.v_result_review.is_reviewed IS 'Whether anybody reviewed the whole month.';
