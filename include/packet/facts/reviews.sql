-- Reviews of results by people
-- One row per review that covers a part of the period.
SELECT
    review.control_id, review.scope_id, review.starts_on_date, review.ends_on_date, review.reviewed_by,
    review.reviewed_on_date, review.conclusion
FROM asked
JOIN soc2.fct_result_review AS review
    ON review.recorded_at <= asked.as_of
    AND review.starts_on_date <= asked.last_day
    AND review.ends_on_date >= asked.first_day
ORDER BY review.control_id, review.starts_on_date, review.scope_id, review.reviewed_on_date
