-- Deviations and management's responses
-- One row per control, scope, test, item and unbroken run of deviation that touches the period (of events and recorded days: a day).
SELECT
    found.control_id, found.basis, found.scope_kind, found.scope_id, found.test_id, found.item_id, found.item_label, found.severity,
    found.interval_kind, found.reason, found.first_observed_at, found.last_conforming_at, found.closed_at,
    found.close_basis, found.due_at, found.is_open, found.closed_at <= found.due_at AS is_within_sla,
    (extract(epoch FROM found.closed_at - found.first_observed_at) / 86400)::numeric(9, 2)::float8 AS open_days,
    found.waiver_id, waiver.reason AS response, waiver.compensating_control_id, waiver.requested_by,
    waiver.approved_by, waiver.approved_at, waiver.approval_ref, waiver.ends_on_date AS response_ends_on_date,
    found.is_waiver_retroactive, waiver.ticket_ref
FROM asked
CROSS JOIN LATERAL soc2.control_episodes(asked.first_day, asked.last_day, asked.as_of) AS found
LEFT JOIN soc2.fct_waiver AS waiver
    ON waiver.waiver_id = found.waiver_id
    AND waiver.valid_from_at <= asked.as_of
    AND (waiver.valid_to_at IS NULL OR waiver.valid_to_at > asked.as_of)
ORDER BY found.control_id, found.scope_kind, found.scope_id, found.first_observed_at, found.test_id, found.item_id
