"""Rows of `fct_assessment`: one per test, scope, slot or window, and judgement."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from include.model.record import Entry, Judgement
from include.model.verdict import Assessment
from include.warehouse.keys import key_of
from include.warehouse.rows import (
    COUNT,
    FLAG,
    INTERVAL,
    JSON,
    RUN,
    TEXT,
    TIME,
    interval_columns,
    json,
    run_columns,
)

ASSESSMENTS = pa.schema(
    {
        "assessment_key": COUNT,
        "entry_number": COUNT,
        "test_key": COUNT,
        "scope_key": COUNT,
        "test_id": TEXT,
        "scope_kind": TEXT,
        "scope_id": TEXT,
        **INTERVAL,
        "outcome": TEXT,
        "is_complete": FLAG,
        "reason": TEXT,
        "population_items": COUNT,
        "conforming_items": COUNT,
        "deviating_items": COUNT,
        "unreadable_items": COUNT,
        "not_yet_due_items": COUNT,
        "parameters": JSON,
        "observed_at": TIME,
        "is_emulated": FLAG,
        "evidence": JSON,
        "evidence_sha256": pa.list_(TEXT),
        "verdicts_sha256": TEXT,
        "test_sha256": TEXT,
        "inputs_sha256": TEXT,
        "judged_by": TEXT,
        **RUN,
        "recorded_at": TIME,
    }
)


def assessment_row(
    entry: Entry, judgement: Judgement, assessment: Assessment, test_key: int, scope_key: int
) -> dict[str, Any]:
    """Describe one assessment of a judgement; its key is its identity."""
    interval, scope = judgement.interval, assessment.scope
    observed = [datetime.fromisoformat(each.observed_at) for each in assessment.evidence]
    counted = assessment.model_dump(
        include={name for name in ASSESSMENTS.names if name.endswith("_items")}
    )
    return {
        "assessment_key": key_of(
            assessment.test,
            assessment.test_sha256,
            scope.kind,
            scope.id,
            interval.kind,
            interval.start.isoformat(),
            assessment.inputs_sha256,
        ),
        "entry_number": entry.number,
        "test_key": test_key,
        "scope_key": scope_key,
        "test_id": assessment.test,
        "scope_kind": scope.kind,
        "scope_id": scope.id,
        "outcome": assessment.outcome,
        "is_complete": assessment.is_complete,
        "reason": assessment.reason,
        "parameters": json(assessment.parameters),
        "observed_at": max(observed, default=None),
        "is_emulated": assessment.emulated,
        "evidence": json([each.model_dump() for each in assessment.evidence]),
        "evidence_sha256": sorted({each.parquet_sha256 for each in assessment.evidence}),
        "verdicts_sha256": judgement.verdicts.sha256,
        "test_sha256": assessment.test_sha256,
        "inputs_sha256": assessment.inputs_sha256,
        "judged_by": assessment.judged_by or judgement.run.code_version,
        "recorded_at": judgement.recorded_at,
        **counted,
        **interval_columns(interval),
        **run_columns(judgement.run),
    }
