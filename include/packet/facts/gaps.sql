-- Days without evidence
-- One row per control, scope, basis and day on which not all of its tests saw their population, with the causes.
SELECT gap.control_id, gap.basis, gap.scope_kind, gap.scope_id, gap.day_date, gap.is_bridged, gap.causes
FROM asked
CROSS JOIN LATERAL soc2.control_gaps(asked.first_day, asked.last_day, asked.as_of) AS gap
ORDER BY gap.control_id, gap.scope_kind, gap.scope_id, gap.basis, gap.day_date
