-- The changes of verdict that these judgements bring. Staged: pg_temp.verdicts, every item of theirs.
CREATE TEMP TABLE changed AS
WITH found AS (
    SELECT judged.assessment_key, verdicts.item_id, verdicts.item_label, verdicts.verdict, verdicts.reason,
        verdicts.facts, verdicts.observed_at, verdicts.evidence
    FROM pg_temp.judged
    JOIN pg_temp.verdicts
        ON verdicts.test = judged.test_id
        AND verdicts.scope_kind = judged.scope_kind
        AND verdicts.scope_id = judged.scope_id
),
known AS (
    -- State goes on from slot to slot.
    SELECT judged.assessment_key, state.item_id, state.item_label, state.verdict
    FROM pg_temp.judged
    JOIN soc2.fct_item_state AS state USING (test_id, scope_kind, scope_id)
    WHERE
        judged.interval_kind = 'slot'
        AND state.superseded_at IS NULL
        AND state.ends_at IS NULL
        AND state.starts_at <= judged.starts_at
    UNION ALL
    SELECT judged.assessment_key, state.item_id, state.item_label, state.verdict
    FROM pg_temp.judged
    JOIN soc2.fct_item_state AS state USING (test_id, scope_kind, scope_id)
    WHERE
        judged.interval_kind = 'slot'
        AND judged.next_starts_at IS NOT NULL
        AND state.superseded_at IS NULL
        AND state.starts_at <= judged.starts_at
        AND state.ends_at > judged.starts_at
    UNION ALL
    -- An event belongs to its window and is compared within it alone.
    (
        SELECT DISTINCT ON (judged.assessment_key, deviation.item_id)
            judged.assessment_key, deviation.item_id, deviation.item_label, deviation.verdict
        FROM pg_temp.judged
        JOIN soc2.fct_deviation AS deviation USING (test_id, scope_kind, scope_id, interval_kind, starts_at)
        WHERE judged.interval_kind = 'window'
        ORDER BY judged.assessment_key, deviation.item_id, deviation.entry_number DESC
    )
)
SELECT
    assessment_key, item_id,
    coalesce(found.item_label, known.item_label) AS item_label,
    known.verdict AS previous_verdict,
    coalesce(found.verdict, 'gone') AS verdict,
    CASE WHEN found.verdict IS NULL THEN 'no longer in the population' ELSE found.reason END AS reason,
    found.facts::jsonb AS facts,
    coalesce(found.observed_at, judged.observed_at) AS observed_at,
    coalesce(found.evidence, judged.evidence_sha256) AS evidence_sha256
FROM found
FULL JOIN known USING (assessment_key, item_id)
JOIN pg_temp.judged USING (assessment_key)
WHERE
    found.verdict IS DISTINCT FROM known.verdict
    AND (found.verdict IS NOT NULL OR (judged.is_seen AND known.verdict <> 'gone'));
