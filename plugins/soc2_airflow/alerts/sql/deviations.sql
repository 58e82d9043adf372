SELECT
    test.ref, test.title, test.remediation, scope.name AS scope_name,
    coalesce(deviation.item_label, deviation.item_id) AS item_label, deviation.reason
FROM soc2.fct_deviation AS deviation
JOIN soc2.fct_assessment AS assessment USING (assessment_key)
JOIN soc2.dim_test AS test ON test.test_key = deviation.test_key
JOIN soc2.dim_scope AS scope ON scope.scope_key = deviation.scope_key
WHERE assessment.run_id = $1 AND deviation.verdict = 'deviating' AND test.severity = 'critical'
ORDER BY test.ref, scope.scope_id, deviation.item_id
