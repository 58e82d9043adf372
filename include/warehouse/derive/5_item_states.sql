-- The timelines of the items of state whose verdict changed. A slot's verdict holds until the next judged slot:
-- an older slot that is judged again changes its own stretch, and what was known of later ones stays.
CREATE TEMP TABLE timeline AS
WITH item AS (
    SELECT
        changed.*, judged.test_id, judged.scope_kind, judged.scope_id, judged.test_key,
        judged.starts_at AS judged_at, judged.next_starts_at AS next_at
    FROM pg_temp.changed
    JOIN pg_temp.judged USING (assessment_key)
    WHERE judged.interval_kind = 'slot'
),
held AS (
    SELECT item.assessment_key, item.judged_at, item.next_at, state.*
    FROM item
    JOIN soc2.fct_item_state AS state USING (test_id, scope_kind, scope_id, item_id)
    WHERE state.superseded_at IS NULL
),
point AS (
    SELECT assessment_key, item_id, judged_at AS at, verdict, test_key, item_label, reason, facts,
        evidence_sha256, observed_at
    FROM item
    UNION ALL
    SELECT assessment_key, item_id, starts_at, verdict, test_key, item_label, reason, facts,
        evidence_sha256, valid_from_at
    FROM held
    WHERE starts_at < judged_at OR starts_at > next_at
    UNION ALL
    SELECT assessment_key, item_id, ends_at, 'gone', test_key, item_label, NULL, NULL, evidence_sha256, valid_to_at
    FROM held
    WHERE
        (ends_at < judged_at OR ends_at > next_at)
        AND NOT EXISTS (
            SELECT FROM held AS next
            WHERE next.assessment_key = held.assessment_key
                AND next.item_id = held.item_id AND next.starts_at = held.ends_at
        )
    UNION ALL
    SELECT item.assessment_key, item.item_id, item.next_at, coalesce(held.verdict, 'gone'),
        coalesce(held.test_key, item.test_key), coalesce(held.item_label, item.item_label), held.reason,
        held.facts, coalesce(held.evidence_sha256, item.evidence_sha256),
        -- What is known from then on was seen by the first observation of that slot.
        (
            SELECT max(assessment.observed_at) FROM soc2.fct_assessment AS assessment
            WHERE assessment.test_id = item.test_id AND assessment.scope_kind = item.scope_kind
                AND assessment.scope_id = item.scope_id AND assessment.starts_at = item.next_at
        )
    FROM item
    LEFT JOIN held
        ON held.assessment_key = item.assessment_key AND held.item_id = item.item_id
        AND held.starts_at <= item.next_at AND coalesce(held.ends_at, 'infinity') > item.next_at
    WHERE item.next_at IS NOT NULL
),
change AS (
    SELECT *, lag(verdict) OVER (PARTITION BY assessment_key, item_id ORDER BY at) AS before
    FROM point
),
stretch AS (
    SELECT
        *,
        lead(at) OVER (PARTITION BY assessment_key, item_id ORDER BY at) AS until,
        lead(observed_at) OVER (PARTITION BY assessment_key, item_id ORDER BY at) AS until_observed_at
    FROM change
    WHERE verdict IS DISTINCT FROM before
)
SELECT stretch.*, judged.test_id, judged.scope_kind, judged.scope_id, judged.entry_number, judged.known_at
FROM stretch
JOIN pg_temp.judged USING (assessment_key)
WHERE stretch.verdict <> 'gone';

UPDATE soc2.fct_item_state AS former
SET superseded_at = judged.known_at
FROM pg_temp.changed
JOIN pg_temp.judged USING (assessment_key)
WHERE
    judged.interval_kind = 'slot'
    AND former.superseded_at IS NULL
    AND former.test_id = judged.test_id
    AND former.scope_kind = judged.scope_kind
    AND former.scope_id = judged.scope_id
    AND former.item_id = changed.item_id
    AND NOT EXISTS (
        SELECT FROM pg_temp.timeline AS same
        WHERE same.assessment_key = judged.assessment_key
            AND same.item_id = former.item_id
            AND same.at = former.starts_at
            AND same.until IS NOT DISTINCT FROM former.ends_at
            AND same.verdict = former.verdict
    );

INSERT INTO soc2.fct_item_state (
    test_id, scope_kind, scope_id, item_id, starts_at, known_entry, ends_at, test_key, item_label, verdict,
    reason, facts, evidence_sha256, valid_from_at, valid_to_at, recorded_at
)
SELECT
    test_id, scope_kind, scope_id, item_id, at, entry_number, until, test_key, item_label, verdict,
    reason, facts, evidence_sha256,
    -- What says that nobody looked was seen by nobody: it holds from when it should have been.
    coalesce(observed_at, at), coalesce(until_observed_at, until), known_at
FROM pg_temp.timeline AS stretch
WHERE NOT EXISTS (
    SELECT FROM soc2.fct_item_state AS same
    WHERE same.superseded_at IS NULL
        AND same.test_id = stretch.test_id
        AND same.scope_kind = stretch.scope_kind
        AND same.scope_id = stretch.scope_id
        AND same.item_id = stretch.item_id
        AND same.starts_at = stretch.at
);
