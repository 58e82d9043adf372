-- Criteria and how far automated tests go
-- One row per criterion as it stood: covered, partial, manual or out of scope, why, and the controls that serve it.
SELECT
    criterion.criterion_id, criterion.title, criterion.coverage, criterion.coverage_reason,
    ARRAY(
        SELECT DISTINCT control.control_id FROM soc2.dim_control AS control
        WHERE
            criterion.criterion_id = ANY (control.primary_criterion || control.supporting_criteria)
            AND control.valid_from_at <= asked.as_of
            AND (control.valid_to_at IS NULL OR control.valid_to_at > asked.as_of)
        ORDER BY control.control_id
    ) AS control_ids
FROM asked
JOIN soc2.dim_criterion AS criterion
    ON criterion.valid_from_at <= asked.as_of
    AND (criterion.valid_to_at IS NULL OR criterion.valid_to_at > asked.as_of)
ORDER BY criterion.criterion_id
