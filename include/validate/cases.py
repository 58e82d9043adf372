"""What is to be judged: one case per test, scope and slot, with its evidence and what identifies it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from include.control_tests.definitions import Definition
from include.control_tests.elsewhere import elsewhere
from include.control_tests.groups import ParameterSet, parameter_sets, recorded
from include.control_tests.population import Rows
from include.locker import Locker
from include.locker.encoding import row_hash
from include.model.company import Company
from include.model.errors import DefinitionError
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval, IntervalKind
from include.model.record import Manifest
from include.model.scope import COMPANY_SCOPE_ID, Scope, ScopeKind
from include.model.verdict import EvidenceRead
from include.validate.own import MISSING, OWN
from include.validate.records import Log, Records
from include.validate.rounds import Round, Rounds, rounds
from include.validate.sight import Sight
from include.validate.tables import ReadTable, table
from include.validate.windows import looking_back, window_round


@dataclass(frozen=True)
class Case:
    """One test in one scope for one slot or window, and everything that its judgement depends on.

    ``rounds`` are complete rounds of sources' evidence, ``own`` is evidence about our own evidence; a
    test reads one kind. ``missing`` says why there is neither, or which part of it there is not. ``proof``
    is the case of the test that shows that no event is missing, where the test names one.
    """

    definition: Definition
    scope: Scope
    interval: Interval
    parameter_sets: tuple[ParameterSet, ...]
    rounds: tuple[Round, ...]
    own: tuple[Sight, ...]
    missing: str | None
    emulated: bool
    proof: "Case | None" = None

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters as they are recorded: in general, and for each group of repositories."""
        return recorded(self.parameter_sets)

    @cached_property
    def reads(self) -> tuple[EvidenceRead, ...]:
        """List the sources' evidence of every round, each file once."""
        files = {
            # An observation is named by its time of day and run, which two days of a backfill may share.
            (
                manifest.dataset,
                manifest.interval.start,
                manifest.observation,
                manifest.revision,
            ): manifest
            for each in self.rounds
            for manifests in each.values()
            for manifest in manifests
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

    @property
    def evidence(self) -> tuple[EvidenceRead, ...]:
        """List the evidence of the case and of its proof, each file once."""
        proof = self.proof.evidence if self.proof else ()
        return tuple(dict.fromkeys((*self.reads, *proof)))

    @cached_property
    def inputs_sha256(self) -> str:
        """Identify the inputs: the same ones are never judged twice."""
        inputs = {
            "test": self.definition.test.sha256,
            "parameters": self.parameters,
            "scope": self.scope.id,
            "interval": [self.interval.kind, self.interval.id],
            "evidence": [each.model_dump() for each in self.reads],
            "own": [row_hash(table) for sight in self.own for table in sight.tables.values()],
            "missing": self.missing,
        }
        if self.proof:
            inputs["proof"] = self.proof.inputs_sha256
        return sha256(canonical_json(inputs))

    def sights(self, read: ReadTable) -> Iterator[Sight]:
        """Yield what the population sees, once per round.

        Raises:
            LockerCorrupt: a file is missing or is not what its manifest says.
        """
        yield from self.own
        for each in self.rounds:
            manifests = tuple(manifest for made in each.values() for manifest in made)
            is_day = self.interval.kind is IntervalKind.WINDOW
            # A day of events is known as of when it was last collected, a slot as of its own observation;
            # what lies around or before it dates nothing.
            latest = manifests if is_day else [made[-1] for made in each.values()]
            own = [made for made in latest if made.interval == self.interval]
            yield Sight(
                tables=self._tables(read, each, is_day=is_day),
                as_of=max(_as_of(own)) if is_day else min(_as_of(own)),
                observed_at=max(manifest.observed_at for manifest in own),
                evidence=tuple(made.parquet.sha256 for made in manifests if made.parquet),
            )

    def _tables(self, read: ReadTable, picked: Round, *, is_day: bool) -> dict[str, Rows]:
        back = () if is_day else self.definition.test.looks_back_on
        tables = {
            name: table(read, made, is_day=is_day, looks_back=name in back)
            for name, made in picked.items()
        }
        return elsewhere(self.definition, self.scope.kind) | tables


def cases(
    locker: Locker, log: Log, records: Records, definitions: Iterable[Definition], company: Company
) -> Iterator[Case]:
    """Yield a case for every test and scope that are due in a slot or window."""
    for definition in definitions:
        for scope in company.scope.scopes():
            if (
                scope.kind in definition.test.per
                and _is_due(scope, records.interval)
                and _is_judged(definition, records, scope)
            ):
                yield _case(locker, log, records, definition, scope, company=company)


def _is_judged(definition: Definition, records: Records, scope: Scope) -> bool:
    """Tell whether a test is judged per slot or per day; our own evidence is, wherever it is expected."""
    is_day = records.interval.kind is IntervalKind.WINDOW
    if not is_day or not _own(definition):
        return is_day == (definition.test.nature == "events")
    expected = {each.scope.id for each in records.manifests}
    expected |= {each.scope.id for each in records.gaps}
    return scope.id in expected


def _own(definition: Definition) -> list[str]:
    return [name for name in definition.reads if name in OWN]


def _case(
    locker: Locker,
    log: Log,
    records: Records,
    definition: Definition,
    scope: Scope,
    *,
    company: Company,
) -> Case:
    own = _own(definition)
    if own and len(definition.reads) > 1:
        raise DefinitionError(f"{definition.path}: {own[0]} can't be read beside another dataset")
    sights = tuple(OWN[own[0]](locker, records, scope)) if own else ()
    found = (
        Rounds((), None if sights else MISSING[own[0]])
        if own
        else _rounds(log, records, definition, scope)
    )
    return Case(
        definition=definition,
        scope=scope,
        interval=records.interval,
        parameter_sets=parameter_sets(definition, company.parameters),
        rounds=found.complete,
        own=sights,
        missing=found.missing,
        emulated=any(manifest.emulated for manifest in records.manifests),
        proof=(
            _case(locker, log, records, definition.prover, scope, company=company)
            if definition.prover
            else None
        ),
    )


def _rounds(log: Log, records: Records, definition: Definition, scope: Scope) -> Rounds:
    """Group what the test may see: its own scope's evidence, and the company's registers always."""
    if records.interval.kind is IntervalKind.WINDOW:
        return window_round(log, records, definition, scope)
    visible = {scope.id, COMPANY_SCOPE_ID}
    absent = elsewhere(definition, scope.kind)
    found = rounds(
        [m for m in records.manifests if m.scope.id in visible],
        [name for name in definition.reads if name not in absent],
    )
    return replace(found, complete=tuple(looking_back(log, definition, r) for r in found.complete))


def _as_of(manifests: Sequence[Manifest]) -> list[Any]:
    """List what each source says its answer is true of; a register ages nothing, unless it is alone."""
    systems = [each for each in manifests if each.scope.kind is not ScopeKind.COMPANY]
    return [each.source_as_of or each.observed_at for each in systems or manifests]


def _is_due(scope: Scope, interval: Interval) -> bool:
    day = interval.start.date()
    return scope.starts_on <= day and (scope.ends_on is None or day <= scope.ends_on)
