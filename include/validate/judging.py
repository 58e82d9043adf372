"""From a test's cases to findings: populations by DuckDB, verdicts by Great Expectations, once per test."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.control_tests.definitions import Definition
from include.control_tests.judge import Judged, judge
from include.control_tests.population import Populations, item_ids
from include.model.verdict import PRECEDENCE, Assessment, Outcome, Verdict, outcome_of
from include.validate.cases import Case
from include.validate.erased import erased_by_case
from include.validate.sight import Sight
from include.validate.tables import ReadTable


@dataclass(frozen=True)
class ItemVerdict:
    """What one item of a case turned out to be, decided by the observation that weighs most."""

    item_id: str
    item_label: str
    judged: Judged
    facts: str
    observed_at: datetime
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A case, every item's verdict, and the assessment that counts them."""

    case: Case
    items: tuple[ItemVerdict, ...]
    assessment: Assessment


def judge_cases(
    read: ReadTable, populations: Populations, definition: Definition, cases: Sequence[Case]
) -> list[Finding]:
    """Judge all cases of one test with one call of Great Expectations per set of parameters."""
    seen = [(position, sight) for position, case in enumerate(cases) for sight in case.sights(read)]
    sights = [sight for _, sight in seen]
    unproven = _unproven(read, populations, cases) | erased_by_case(read, cases)
    by_case: dict[int, list[ItemVerdict]] = {}
    # A company's parameters are the same in all of its scopes.
    for parameters in cases[0].parameter_sets if cases else ():
        tables = [
            parameters.items_of(
                populations.of(
                    definition,
                    sight.tables,
                    as_of=sight.as_of,
                    scope_id=cases[position].scope.id,
                    parameters=parameters.values,
                    interval=cases[position].interval,
                )
            )
            for position, sight in seen
        ]
        verdicts = _judge_together(definition, parameters.values, tables, sights)
        for (position, sight), table, judged in zip(seen, tables, verdicts, strict=True):
            by_case.setdefault(position, []).extend(_items(definition, table, judged, sight))
    return [
        _finding(
            case,
            by_case.get(position, []),
            is_seen=position in by_case,
            unproven=unproven.get(position),
        )
        for position, case in enumerate(cases)
    ]


def _unproven(read: ReadTable, populations: Populations, cases: Sequence[Case]) -> dict[int, str]:
    """Say of each case, by its position, why nobody knows that no event is missing from its days."""
    proofs = [(at, proof) for at, case in enumerate(cases) for proof in case.proofs]
    if not proofs:
        return {}
    prover = proofs[0][1].definition
    # Judged here again, not looked up: its own theme may be judged later, or by another task.
    found = judge_cases(read, populations, prover, [proof for _, proof in proofs])
    unproven: dict[int, str] = {}
    for (at, proof), each in zip(proofs, found, strict=True):
        if not _is_proof(each):
            of = "" if proof.interval == cases[at].interval else f" of {proof.interval.id}"
            said = f"{prover.test.ref} does not prove that no event{of} is missing: {each.assessment.outcome}"
            unproven.setdefault(at, said)
    return unproven


def _is_proof(finding: Finding) -> bool:
    """An empty population proves something only where it is itself proven to be empty."""
    if finding.assessment.outcome is Outcome.NO_OCCURRENCES:
        return bool(finding.case.proofs)
    return finding.assessment.outcome is Outcome.NO_DEVIATIONS


def _judge_together(
    definition: Definition,
    parameters: Mapping[str, Any],
    tables: Sequence[pa.Table],
    sights: Sequence[Sight],
) -> list[list[Judged]]:
    """Concatenate the populations, judge once, and hand the verdicts back per population."""
    if not tables:
        return []
    as_of = [
        sight.as_of
        for sight, table in zip(sights, tables, strict=True)
        for _ in range(table.num_rows)
    ]
    together = judge(
        definition.name,
        definition.test,
        pa.concat_tables(tables, promote_options="permissive"),
        parameters=parameters,
        as_of=as_of,
    )
    parts, start = [], 0
    for table in tables:
        parts.append(together[start : start + table.num_rows])
        start += table.num_rows
    return parts


def _items(
    definition: Definition, table: pa.Table, judged: Sequence[Judged], sight: Sight
) -> list[ItemVerdict]:
    return [
        ItemVerdict(
            item_id=name,
            item_label=str(row[definition.test.label]),
            judged=each,
            facts=json.dumps(row, sort_keys=True, default=str),
            observed_at=sight.observed_at,
            evidence=sight.evidence,
        )
        for name, row, each in zip(
            item_ids(definition, table), table.to_pylist(), judged, strict=True
        )
    ]


def _finding(
    case: Case, seen: Sequence[ItemVerdict], *, is_seen: bool, unproven: str | None
) -> Finding:
    """Let one verdict per item stand: the one that weighs most, the first observation of equals."""
    weightiest: dict[str, ItemVerdict] = {}
    for item in seen:
        held = weightiest.get(item.item_id)
        if held is None or _weight(item) < _weight(held):
            weightiest[item.item_id] = item
    items = tuple(weightiest[key] for key in sorted(weightiest))
    return Finding(
        case=case, items=items, assessment=_assess(case, items, is_seen=is_seen, unproven=unproven)
    )


def _weight(item: ItemVerdict) -> int:
    return PRECEDENCE.index(item.judged.verdict)


def _assess(
    case: Case, items: Sequence[ItemVerdict], *, is_seen: bool, unproven: str | None
) -> Assessment:
    counted = Counter(item.judged.verdict for item in items)
    test = case.definition.test
    unreadable = counted[Verdict.UNREADABLE]
    is_missing = not is_seen or case.missing is not None
    return Assessment(
        test=case.definition.name,
        test_sha256=test.sha256,
        judged_by=test.judged_by,
        scope=case.scope,
        outcome=outcome_of(
            deviating=counted[Verdict.DEVIATING],
            unreadable=unreadable,
            population=len(items),
            evidence_missing=is_missing or unproven is not None,
        ),
        is_complete=not is_missing and not unreadable and not unproven,
        reason=case.missing or unproven or (None if items else test.no_occurrences_means),
        population_items=len(items),
        conforming_items=counted[Verdict.CONFORMING],
        deviating_items=counted[Verdict.DEVIATING],
        unreadable_items=unreadable,
        not_yet_due_items=counted[Verdict.NOT_YET_DUE],
        emulated=case.emulated,
        evidence=case.evidence,
        parameters=case.parameters,
        inputs_sha256=case.inputs_sha256,
    )
