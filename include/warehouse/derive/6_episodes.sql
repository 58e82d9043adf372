-- Episodes of the items of state whose verdict changed, and of the windows that were judged.
CREATE TEMP TABLE run AS
WITH item AS (
    SELECT judged.test_id, judged.scope_kind, judged.scope_id, changed.item_id, judged.entry_number, judged.known_at
    FROM pg_temp.changed
    JOIN pg_temp.judged USING (assessment_key)
    WHERE judged.interval_kind = 'slot'
),
state AS (
    SELECT state.*, item.entry_number, item.known_at AS judged_at
    FROM item
    JOIN soc2.fct_item_state AS state USING (test_id, scope_kind, scope_id, item_id)
    WHERE state.superseded_at IS NULL
),
-- What could not be read does not end a run.
marked AS (
    SELECT *, starts_at IS DISTINCT FROM lag(ends_at) OVER item AS begins
    FROM state
    WHERE verdict IN ('deviating', 'unreadable')
    WINDOW item AS (PARTITION BY test_id, scope_kind, scope_id, item_id ORDER BY starts_at)
),
numbered AS (
    SELECT *, count(*) FILTER (WHERE begins) OVER item AS number
    FROM marked
    WINDOW item AS (PARTITION BY test_id, scope_kind, scope_id, item_id ORDER BY starts_at)
),
episode AS (
    SELECT
        test_id, scope_kind, scope_id, item_id, entry_number, judged_at,
        min(starts_at) FILTER (WHERE verdict = 'deviating') AS starts_at,
        CASE WHEN bool_and(ends_at IS NOT NULL) THEN max(ends_at) END AS ends_at,
        CASE WHEN bool_and(ends_at IS NOT NULL) THEN max(valid_to_at) END AS closed_at
    FROM numbered
    GROUP BY test_id, scope_kind, scope_id, item_id, entry_number, judged_at, number
    HAVING bool_or(verdict = 'deviating')
)
SELECT
    episode.*, first.test_key, 'slot' AS interval_kind, test.severity, first.item_label, first.reason,
    first.valid_from_at AS first_observed_at,
    (
        SELECT max(assessment.observed_at)
        FROM soc2.fct_assessment AS assessment
        WHERE before.starts_at IS NOT NULL
            AND assessment.test_id = episode.test_id
            AND assessment.scope_kind = episode.scope_kind
            AND assessment.scope_id = episode.scope_id
            AND assessment.starts_at >= before.starts_at
            AND assessment.starts_at < before.ends_at
            AND assessment.entry_number <= episode.entry_number
            AND (assessment.is_complete OR (assessment.population_items > 0 AND assessment.reason IS NULL))
    ) AS last_conforming_at,
    CASE
        WHEN episode.ends_at IS NULL THEN NULL
        WHEN EXISTS (
            SELECT FROM state AS after
            WHERE after.test_id = episode.test_id AND after.scope_kind = episode.scope_kind
                AND after.scope_id = episode.scope_id AND after.item_id = episode.item_id
                AND after.starts_at = episode.ends_at
        ) THEN 'observed'
        ELSE 'item_gone'
    END AS close_basis,
    first.valid_from_at + severity.remediation_days * interval '1 day' AS due_at
FROM episode
JOIN state AS first USING (test_id, scope_kind, scope_id, item_id, starts_at)
JOIN soc2.dim_test AS test USING (test_key)
LEFT JOIN state AS before
    ON before.test_id = episode.test_id AND before.scope_kind = episode.scope_kind
    AND before.scope_id = episode.scope_id AND before.item_id = episode.item_id
    AND before.ends_at = episode.starts_at AND before.verdict = 'conforming'
LEFT JOIN soc2.dim_severity AS severity
    ON severity.severity = test.severity
    AND severity.valid_from_at <= episode.judged_at
    AND coalesce(severity.valid_to_at, 'infinity') > episode.judged_at
UNION ALL
SELECT
    judged.test_id, judged.scope_kind, judged.scope_id, verdicts.item_id, judged.entry_number,
    judged.known_at, judged.starts_at, judged.ends_at, judged.ends_at,
    judged.test_key, judged.interval_kind, judged.severity, verdicts.item_label, verdicts.reason,
    verdicts.observed_at, NULL, 'event', NULL
FROM pg_temp.judged
JOIN pg_temp.verdicts
    ON verdicts.test = judged.test_id
    AND verdicts.scope_kind = judged.scope_kind
    AND verdicts.scope_id = judged.scope_id
WHERE judged.interval_kind = 'window' AND verdicts.verdict = 'deviating';

UPDATE soc2.fct_deviation_episode AS former
SET superseded_at = judged.known_at
FROM pg_temp.judged
LEFT JOIN pg_temp.changed USING (assessment_key)
WHERE
    former.superseded_at IS NULL
    AND former.test_id = judged.test_id
    AND former.scope_kind = judged.scope_kind
    AND former.scope_id = judged.scope_id
    AND former.item_id = changed.item_id
    AND (judged.interval_kind = 'slot' OR former.starts_at = judged.starts_at)
    AND NOT EXISTS (
        SELECT FROM pg_temp.run AS same
        WHERE same.test_id = former.test_id
            AND same.scope_kind = former.scope_kind
            AND same.scope_id = former.scope_id
            AND same.item_id = former.item_id
            AND same.starts_at = former.starts_at
            AND same.ends_at IS NOT DISTINCT FROM former.ends_at
    );

INSERT INTO soc2.fct_deviation_episode (
    test_id, scope_kind, scope_id, item_id, starts_at, known_entry, ends_at, test_key, interval_kind, severity, item_label,
    reason, first_observed_at, last_conforming_at, closed_at, close_basis, due_at, recorded_at
)
SELECT
    test_id, scope_kind, scope_id, item_id, starts_at, entry_number, ends_at, test_key, interval_kind, severity, item_label,
    reason, first_observed_at, last_conforming_at, closed_at, close_basis, due_at, judged_at
FROM pg_temp.run
WHERE NOT EXISTS (
    SELECT FROM soc2.fct_deviation_episode AS same
    WHERE same.superseded_at IS NULL
        AND same.test_id = run.test_id
        AND same.scope_kind = run.scope_kind
        AND same.scope_id = run.scope_id
        AND same.item_id = run.item_id
        AND same.starts_at = run.starts_at
);
