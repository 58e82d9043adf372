-- What starts or stops deviating or being unreadable.
INSERT INTO soc2.fct_deviation (
    assessment_key, item_id, entry_number, test_key, scope_key, test_id, scope_kind, scope_id,
    interval_kind, interval_id, starts_at, ends_at, item_label, previous_verdict, verdict,
    reason, facts, evidence_sha256, observed_at, is_emulated, recorded_at
)
SELECT
    assessment_key, changed.item_id, judged.entry_number, judged.test_key, judged.scope_key,
    judged.test_id, judged.scope_kind, judged.scope_id,
    judged.interval_kind, judged.interval_id, judged.starts_at, judged.ends_at,
    changed.item_label, changed.previous_verdict, changed.verdict, changed.reason, changed.facts,
    changed.evidence_sha256, changed.observed_at, judged.is_emulated, judged.recorded_at
FROM pg_temp.changed
JOIN pg_temp.judged USING (assessment_key)
WHERE
    changed.verdict IN ('deviating', 'unreadable')
    OR changed.previous_verdict IN ('deviating', 'unreadable')
-- Derived tables may be made anew from facts that are there already.
ON CONFLICT (assessment_key, item_id) DO NOTHING;
