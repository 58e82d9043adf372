-- The changes of verdict that one judgement brings. Staged: pg_temp.verdicts, every item of the judgement.
WITH judged AS (
    SELECT assessment.*, test.nature
    FROM soc2.fct_assessment AS assessment
    JOIN soc2.dim_test AS test USING (test_key)
    WHERE assessment.entry_number = $1
),
found AS (
    SELECT judged.assessment_key, verdicts.item_id, verdicts.item_label, verdicts.verdict, verdicts.reason,
        verdicts.facts, verdicts.observed_at, verdicts.evidence
    FROM judged
    JOIN pg_temp.verdicts AS verdicts
        ON verdicts.test = judged.test_id
        AND verdicts.scope_kind = judged.scope_kind
        AND verdicts.scope_id = judged.scope_id
),
-- State goes on from slot to slot; an event belongs to its window and is compared within it alone.
known AS (
    SELECT DISTINCT ON (judged.assessment_key, deviation.item_id)
        judged.assessment_key, deviation.item_id, deviation.item_label, deviation.verdict
    FROM judged
    JOIN soc2.fct_deviation AS deviation
        ON deviation.test_id = judged.test_id
        AND deviation.scope_kind = judged.scope_kind
        AND deviation.scope_id = judged.scope_id
        AND deviation.interval_kind = judged.interval_kind
        AND deviation.starts_at <= judged.starts_at
        AND (judged.nature = 'state' OR deviation.starts_at = judged.starts_at)
    ORDER BY judged.assessment_key, deviation.item_id, deviation.starts_at DESC, deviation.entry_number DESC
),
changed AS (
    SELECT assessment_key, item_id,
        coalesce(found.item_label, known.item_label) AS item_label,
        known.verdict AS previous_verdict,
        coalesce(found.verdict, 'gone') AS verdict,
        found.reason, found.facts, found.observed_at, found.evidence
    FROM found
    FULL JOIN known USING (assessment_key, item_id)
)
INSERT INTO soc2.fct_deviation (
    assessment_key, item_id, entry_number, test_key, scope_key, test_id, scope_kind, scope_id,
    interval_kind, interval_id, starts_at, ends_at, item_label, previous_verdict, verdict,
    reason, facts, evidence_sha256, observed_at, is_emulated, recorded_at
)
SELECT
    assessment_key, changed.item_id, judged.entry_number, judged.test_key, judged.scope_key,
    judged.test_id, judged.scope_kind, judged.scope_id,
    judged.interval_kind, judged.interval_id, judged.starts_at, judged.ends_at,
    changed.item_label, changed.previous_verdict, changed.verdict,
    CASE changed.verdict WHEN 'gone' THEN 'no longer in the population' ELSE changed.reason END,
    changed.facts::jsonb,
    coalesce(changed.evidence, judged.evidence_sha256),
    coalesce(changed.observed_at, judged.observed_at),
    judged.is_emulated, judged.recorded_at
FROM changed
JOIN judged USING (assessment_key)
WHERE
    changed.verdict IS DISTINCT FROM changed.previous_verdict
    AND (
        changed.verdict IN ('deviating', 'unreadable')
        OR changed.previous_verdict IN ('deviating', 'unreadable')
    )
    -- An item that nobody could look for is not gone: the population must have been seen whole.
    AND (
        changed.verdict <> 'gone'
        OR judged.is_complete
        OR (judged.population_items > 0 AND judged.reason IS NULL)
    )
RETURNING item_id
