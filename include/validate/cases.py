"""What is to be judged: one case per test, scope and slot, with its evidence and what identifies it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from include.control_tests.definitions import Definition
from include.control_tests.evidence_datasets import EVIDENCE_COLLECTIONS
from include.control_tests.parameters import effective
from include.model.company import Company
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval
from include.model.record import Manifest
from include.model.scope import COMPANY_SCOPE_ID, Scope, ScopeKind
from include.model.verdict import EvidenceRead
from include.validate.rounds import Rounds, rounds


@dataclass(frozen=True)
class Case:
    """One test in one scope for one slot or window, and everything that its judgement depends on."""

    definition: Definition
    scope: Scope
    interval: Interval
    parameters: dict[str, Any]
    manifests: tuple[Manifest, ...]
    evidence: Rounds

    @cached_property
    def reads(self) -> tuple[EvidenceRead, ...]:
        """List the evidence of every round, each file once."""
        files = {
            (manifest.dataset, manifest.observation): manifest
            for each in self.evidence.complete
            for manifest in each.values()
        }
        return tuple(
            EvidenceRead(
                dataset=manifest.dataset,
                scope_id=manifest.scope.id,
                observed_at=manifest.observed_at.isoformat(),
                parquet_sha256=manifest.parquet.sha256 if manifest.parquet else "",
                row_hash=manifest.row_hash or "",
            )
            for _, manifest in sorted(files.items())
        )

    @cached_property
    def inputs_sha256(self) -> str:
        """Identify the inputs: the same ones are never judged twice."""
        return sha256(
            canonical_json(
                {
                    "test": self.definition.test.sha256,
                    "parameters": self.parameters,
                    "scope": self.scope.id,
                    "interval": [self.interval.kind, self.interval.id],
                    "evidence": [each.model_dump() for each in self.reads],
                    "missing": self.evidence.missing,
                    "collections": _collections(self) if self.sees_collections else None,
                }
            )
        )

    @property
    def sees_collections(self) -> bool:
        """Tell whether the test's population is our own collections rather than a source's rows."""
        return EVIDENCE_COLLECTIONS.name in self.definition.reads


def cases(
    manifests: Sequence[Manifest],
    interval: Interval,
    definitions: Iterable[Definition],
    company: Company,
) -> Iterator[Case]:
    """Yield a case for every test and scope that are due in a slot."""
    by_scope: dict[str, list[Manifest]] = {}
    for manifest in manifests:
        by_scope.setdefault(manifest.scope.id, []).append(manifest)
    for definition in definitions:
        reads = [name for name in definition.reads if name != EVIDENCE_COLLECTIONS.name]
        for scope in company.scope.scopes():
            if scope.kind is not definition.test.per or not _is_due(scope, interval):
                continue
            seen = tuple(_seen(by_scope, scope))
            yield Case(
                definition=definition,
                scope=scope,
                interval=interval,
                parameters=effective(definition, company.parameters.tests.get(definition.name, {})),
                manifests=seen,
                evidence=rounds(seen, reads) if reads else _own(seen),
            )


def _own(manifests: Sequence[Manifest]) -> Rounds:
    """Take our own collections as the evidence: complete as soon as there is any."""
    return Rounds((), None if manifests else "nothing was collected in this slot")


def _seen(by_scope: Mapping[str, list[Manifest]], scope: Scope) -> Iterator[Manifest]:
    """Yield what a test may see: its own scope's evidence, and the company's registers always."""
    yield from by_scope.get(scope.id, [])
    if scope.kind is not ScopeKind.COMPANY:
        yield from by_scope.get(COMPANY_SCOPE_ID, [])


def _is_due(scope: Scope, interval: Interval) -> bool:
    day = interval.start.date()
    return scope.starts_on <= day and (scope.ends_on is None or day <= scope.ends_on)


def _collections(case: Case) -> list[list[str | int | None]]:
    return [
        [each.dataset, each.observation, each.status, each.expected_items, each.received_items]
        for each in case.manifests
        if each.scope.id == case.scope.id
    ]
