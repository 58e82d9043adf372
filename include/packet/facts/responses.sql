-- Management's responses
-- One row per waiver that was known: it explains named deviations and changes no outcome and no count.
SELECT
    waiver.waiver_id, waiver.control_id, waiver.test_id, waiver.scope_id, waiver.items, waiver.reason,
    waiver.compensating_control_id, waiver.requested_by, waiver.approved_by, waiver.approved_at,
    waiver.approval_ref, waiver.is_approval_verified, waiver.starts_on_date, waiver.ends_on_date, waiver.ticket_ref
FROM asked
JOIN soc2.fct_waiver AS waiver
    ON waiver.valid_from_at <= asked.as_of
    AND (waiver.valid_to_at IS NULL OR waiver.valid_to_at > asked.as_of)
    AND waiver.starts_on_date <= asked.last_day
    AND waiver.ends_on_date >= asked.first_day
ORDER BY waiver.waiver_id
