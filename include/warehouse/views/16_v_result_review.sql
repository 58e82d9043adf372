-- Per day before per month: days need not be sorted to be counted once, and one with deviations is not inconclusive as well.
CREATE OR REPLACE VIEW soc2.v_result_review AS
SELECT
    result.*,
    review.reviewed_by,
    review.reviewed_on_date,
    review.conclusion,
    review.review_key IS NOT NULL AS is_reviewed
FROM (
    SELECT
        control_id,
        title,
        scope_kind,
        scope_id,
        date_trunc('month', day_date)::date AS month_starts_on_date,
        min(day_date) AS first_date,
        max(day_date) AS last_date,
        count(*) FILTER (WHERE is_deviating) AS deviating_days,
        count(*) FILTER (WHERE is_inconclusive AND NOT is_deviating) AS inconclusive_days,
        max(recorded_at) AS recorded_at
    FROM (
        SELECT
            control.control_id,
            control.title,
            day.scope_kind,
            day.scope_id,
            day.day_date,
            bool_or(day.outcome = 'deviations') AS is_deviating,
            bool_or(day.outcome = 'inconclusive') AS is_inconclusive,
            max(day.recorded_at) AS recorded_at
        FROM soc2.fct_test_day AS day
        JOIN soc2.bridge_control_test AS serves USING (test_id)
        JOIN soc2.dim_control AS control USING (control_key)
        WHERE control.is_current AND day.superseded_at IS NULL
        GROUP BY control.control_id, control.title, day.scope_kind, day.scope_id, day.day_date
    ) AS day
    GROUP BY control_id, title, scope_kind, scope_id, date_trunc('month', day_date)
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
