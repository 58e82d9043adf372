CREATE VIEW soc2.v_evidence_coverage AS
SELECT
    collection.dataset,
    max(collection.source) AS source,
    scope.scope_kind,
    scope.scope_id,
    (collection.starts_at AT TIME ZONE 'UTC')::date AS day_date,
    ((max(collection.ends_at) - interval '1 microsecond') AT TIME ZONE 'UTC')::date AS through_date,
    count(DISTINCT collection.starts_at) AS scheduled_intervals,
    count(DISTINCT collection.starts_at) FILTER (WHERE collection.status = 'collected') AS collected_intervals,
    count(*) FILTER (WHERE collection.status = 'collected') AS collections,
    count(*) FILTER (WHERE collection.status = 'failed') AS failed_collections,
    count(DISTINCT collection.starts_at) FILTER (WHERE collection.status = 'missed') AS missed_intervals,
    count(DISTINCT collection.starts_at) FILTER (WHERE collection.is_bridged) AS bridged_intervals,
    array_agg(DISTINCT collection.gap_cause) FILTER (WHERE collection.gap_cause IS NOT NULL) AS gap_causes,
    sum(abs(collection.reconciled_difference)) AS unexplained_items,
    bool_or(collection.is_emulated) AS is_emulated,
    max(collection.recorded_at) AS recorded_at
FROM soc2.fct_collection AS collection
JOIN soc2.dim_scope AS scope USING (scope_key)
GROUP BY collection.dataset, scope.scope_kind, scope.scope_id, (collection.starts_at AT TIME ZONE 'UTC')::date;

COMMENT ON VIEW soc2.v_evidence_coverage IS 'One row per dataset, scope_kind, scope_id and day_date: what was collected of the slots or the window that begin there. A gap longer than a day stands on its first.';
COMMENT ON COLUMN soc2.v_evidence_coverage.dataset IS 'The dataset.';
COMMENT ON COLUMN soc2.v_evidence_coverage.source IS 'The source that fills it.';
COMMENT ON COLUMN soc2.v_evidence_coverage.scope_kind IS 'Kind of the scope.';
COMMENT ON COLUMN soc2.v_evidence_coverage.scope_id IS 'Account, organisation, or `company`.';
COMMENT ON COLUMN soc2.v_evidence_coverage.day_date IS 'The UTC day.';
COMMENT ON COLUMN soc2.v_evidence_coverage.through_date IS 'Last day that is meant: later than day_date only for a gap of several days.';
COMMENT ON COLUMN soc2.v_evidence_coverage.scheduled_intervals IS 'Slots or windows on record.';
COMMENT ON COLUMN soc2.v_evidence_coverage.collected_intervals IS 'Those with evidence.';
COMMENT ON COLUMN soc2.v_evidence_coverage.collections IS 'Collections with evidence: every observation of a slot, every revision of a window.';
COMMENT ON COLUMN soc2.v_evidence_coverage.failed_collections IS 'Collections in vain.';
COMMENT ON COLUMN soc2.v_evidence_coverage.missed_intervals IS 'Slots or windows put on record as a gap; late events may have been collected since.';
COMMENT ON COLUMN soc2.v_evidence_coverage.bridged_intervals IS 'Those of them that are bridged.';
COMMENT ON COLUMN soc2.v_evidence_coverage.gap_causes IS 'Causes of the gaps; null where there is none.';
COMMENT ON COLUMN soc2.v_evidence_coverage.unexplained_items IS 'Items by which independent counts differ, unexplained; null where there is no such count.';
COMMENT ON COLUMN soc2.v_evidence_coverage.is_emulated IS 'Whether an emulator answered; null where nothing did.';
COMMENT ON COLUMN soc2.v_evidence_coverage.recorded_at IS 'When the last of it became known.';

CREATE VIEW soc2.v_criteria_coverage AS
SELECT
    criterion.criterion_id,
    criterion.title,
    criterion.coverage,
    criterion.coverage_reason,
    (
        SELECT count(*) FROM soc2.dim_control AS control
        WHERE control.is_current
            AND criterion.criterion_id = ANY (control.primary_criterion || control.supporting_criteria)
    ) AS controls,
    served.tests,
    served.tests_with_deviations,
    served.tests_inconclusive,
    served.deviating_items,
    criterion.valid_from_at AS recorded_at,
    criterion.valid_to_at AS superseded_at
FROM soc2.dim_criterion AS criterion
CROSS JOIN LATERAL (
    SELECT
        count(DISTINCT now.test_id) AS tests,
        count(DISTINCT now.test_id) FILTER (WHERE now.outcome = 'deviations') AS tests_with_deviations,
        count(DISTINCT now.test_id) FILTER (WHERE now.outcome = 'inconclusive') AS tests_inconclusive,
        coalesce(sum(now.deviating_items), 0)::bigint AS deviating_items
    FROM soc2.bridge_test_criterion AS serves
    JOIN soc2.v_status_now AS now USING (test_key)
    WHERE serves.criterion_id = criterion.criterion_id
) AS served
WHERE criterion.is_current;

COMMENT ON VIEW soc2.v_criteria_coverage IS 'One row per criterion_id: how far tests go for it, and what they say now. Counts do not add over criteria.';
COMMENT ON COLUMN soc2.v_criteria_coverage.criterion_id IS 'The criterion, such as CC6.1.';
COMMENT ON COLUMN soc2.v_criteria_coverage.title IS 'What it asks for, in our own words.';
COMMENT ON COLUMN soc2.v_criteria_coverage.coverage IS 'covered, partial, manual or out_of_scope.';
COMMENT ON COLUMN soc2.v_criteria_coverage.coverage_reason IS 'Why they go that far and no further.';
COMMENT ON COLUMN soc2.v_criteria_coverage.controls IS 'Current controls that serve it.';
COMMENT ON COLUMN soc2.v_criteria_coverage.tests IS 'Tests that serve it and have judged.';
COMMENT ON COLUMN soc2.v_criteria_coverage.tests_with_deviations IS 'Those that found deviations last, in any scope.';
COMMENT ON COLUMN soc2.v_criteria_coverage.tests_inconclusive IS 'Those that were inconclusive last, in any scope.';
COMMENT ON COLUMN soc2.v_criteria_coverage.deviating_items IS 'Items that deviate now, over all scopes and tests.';
COMMENT ON COLUMN soc2.v_criteria_coverage.recorded_at IS 'When the criterion''s text became known.';
COMMENT ON COLUMN soc2.v_criteria_coverage.superseded_at IS 'When another text became known; null for what is known now.';
