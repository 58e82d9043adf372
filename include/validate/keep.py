"""Writes a theme's findings of one slot or window into the locker: verdicts, definitions, record."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.control_tests.definitions import Definition
from include.control_tests.suites import suite
from include.locker import Locker
from include.locker.encoding import encode_parquet, verdicts_path
from include.locker.verdicts import VERDICTS
from include.model.company import Company
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval
from include.model.record import Judgement
from include.model.reference import Run
from include.validate.judging import Finding


def keep(
    locker: Locker,
    company: Company,
    *,
    theme: str,
    interval: Interval,
    findings: Sequence[Finding],
    run: Run,
    recorded_at: datetime,
) -> Judgement:
    """Append one judgement; what it was made by (tests, suites, matrix, criteria) is kept with it."""
    table = pa.Table.from_pylist(
        [row for finding in findings for row in _rows(finding)], schema=VERDICTS
    )
    inputs = sorted(finding.assessment.inputs_sha256 for finding in findings)
    with locker.draft() as draft:
        definitions: dict[str, Any] = {
            "control_matrix": company.control_matrix.model_dump(mode="json"),
            "criteria": company.criteria.model_dump(mode="json"),
            "scope": company.scope.model_dump(mode="json"),
            "parameters": company.parameters.model_dump(mode="json"),
            **{f"test:{each.case.definition.name}": _described(each) for each in findings},
        }
        judgement = Judgement(
            theme=theme,
            interval=interval,
            assessments=tuple(finding.assessment for finding in findings),
            verdicts=draft.add(
                verdicts_path(theme, interval, sha256(canonical_json(inputs))[:12]),
                encode_parquet(table),
            ),
            definitions={name: locker.define(draft, value) for name, value in definitions.items()},
            recorded_at=recorded_at,
            run=run,
        )
        draft.commit(judgement)
    return judgement


def _described(finding: Finding) -> dict[str, Any]:
    """Write a test down as it judged: its text, the suite with its parameters, and what it read."""
    definition: Definition = finding.case.definition
    general, *groups = (
        (each.group, suite(definition.name, definition.test, each.values).to_json_dict())
        for each in finding.case.parameter_sets
    )
    return {
        "name": definition.name,
        "theme": definition.theme,
        "sha256": definition.test.sha256,
        "nature": definition.test.nature,
        "reads": list(definition.reads),
        "parameters": finding.case.parameters,
        "definition": definition.test.judging,
        "suite": general[1],
        **({"suites_of_groups": dict(groups)} if groups else {}),
    }


def _rows(finding: Finding) -> list[dict[str, Any]]:
    case = finding.case
    return [
        {
            "test": case.definition.name,
            "scope_kind": case.scope.kind,
            "scope_id": case.scope.id,
            "item_id": item.item_id,
            "item_label": item.item_label,
            "verdict": item.judged.verdict,
            "reason": item.judged.reason,
            "facts": item.facts,
            "observed_at": item.observed_at,
            "evidence": item.evidence,
        }
        for item in finding.items
    ]
