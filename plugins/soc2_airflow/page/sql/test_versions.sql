SELECT test.*, controls.control_ids
FROM soc2.dim_test AS test
CROSS JOIN LATERAL (
    SELECT array_agg(control.control_id || ' ' || control.title ORDER BY control.control_id) AS control_ids
    FROM soc2.bridge_control_test AS serves
    JOIN soc2.dim_control AS control USING (control_key)
    WHERE serves.test_id = test.test_id AND control.is_current
) AS controls
WHERE test.test_id = $1
ORDER BY test.is_current DESC, test.valid_from_at DESC
