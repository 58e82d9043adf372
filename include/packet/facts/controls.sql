-- Control matrix and its changes
-- One row per version of a control that was in force in the period; changed names what differs from the version before.
SELECT version.*
FROM asked
CROSS JOIN LATERAL (
    SELECT
        control.control_id, control.title, control.wording, control.owner, control.frequency,
        control.is_automated, control.is_in_description, control.primary_criterion, control.supporting_criteria,
        ARRAY(
            SELECT serves.test_id FROM soc2.bridge_control_test AS serves
            WHERE serves.control_key = control.control_key ORDER BY serves.test_id
        ) AS test_ids,
        control.valid_from_at,
        CASE WHEN control.valid_to_at <= asked.as_of THEN control.valid_to_at END AS valid_to_at,
        CASE
            WHEN lag(control.control_key) OVER former IS NOT NULL THEN array_remove(ARRAY[
                CASE WHEN control.title IS DISTINCT FROM lag(control.title) OVER former THEN 'title' END,
                CASE WHEN control.wording IS DISTINCT FROM lag(control.wording) OVER former THEN 'wording' END,
                CASE WHEN control.owner IS DISTINCT FROM lag(control.owner) OVER former THEN 'owner' END,
                CASE WHEN control.frequency IS DISTINCT FROM lag(control.frequency) OVER former THEN 'frequency' END,
                CASE WHEN control.definition_sha256 IS DISTINCT FROM lag(control.definition_sha256) OVER former
                    THEN 'definition' END
            ], NULL)
        END AS changed,
        control.definition_sha256
    FROM soc2.dim_control AS control
    WHERE control.valid_from_at <= asked.as_of
    WINDOW former AS (PARTITION BY control.control_id ORDER BY control.valid_from_at)
) AS version
-- What began after the period was not in force in it; a first version may have been recorded late.
WHERE
    coalesce(version.valid_to_at, 'infinity') >= asked.first_day::timestamp AT TIME ZONE 'UTC'
    AND (version.changed IS NULL OR version.valid_from_at < (asked.last_day + 1)::timestamp AT TIME ZONE 'UTC')
ORDER BY version.control_id, version.valid_from_at
