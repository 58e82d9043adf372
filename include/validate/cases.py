"""What is judged: one test in one scope and slot or day, with its evidence and what identifies it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from include.control_tests.definitions import Definition
from include.control_tests.elsewhere import elsewhere
from include.control_tests.groups import ParameterSet, recorded
from include.control_tests.population import Rows
from include.locker.encoding import row_hash
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval, IntervalKind
from include.model.record import Manifest
from include.model.scope import Scope, ScopeKind
from include.model.verdict import EvidenceRead
from include.validate.rounds import Round
from include.validate.sight import Sight
from include.validate.tables import ReadTable, table


@dataclass(frozen=True)
class Case:
    """One test in one scope for one slot or window, and everything that its judgement depends on.

    ``rounds`` are complete rounds of sources' evidence, ``own`` is evidence about our own evidence; where a
    test reads registers beside it, each round of these sees it. ``missing`` says why there is neither, or
    which part of it there is not. ``proofs`` are the cases of the test that shows that no event is missing,
    where the test names one: of the day itself, and of each day before it whose items fall due on it.
    """

    definition: Definition
    scope: Scope
    interval: Interval
    parameter_sets: tuple[ParameterSet, ...]
    rounds: tuple[Round, ...]
    own: tuple[Sight, ...]
    missing: str | None
    emulated: bool
    proofs: "tuple[Case, ...]" = ()

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
        """List the evidence of the case and of its proofs, each file once."""
        proven = (each for proof in self.proofs for each in proof.evidence)
        return tuple(dict.fromkeys((*self.reads, *proven)))

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
        if self.proofs:
            inputs["proofs"] = [each.inputs_sha256 for each in self.proofs]
        return sha256(canonical_json(inputs))

    def sights(self, read: ReadTable) -> Iterator[Sight]:
        """Yield what the population sees, once per round.

        Raises:
            LockerCorrupt: a file is missing or is not what its manifest says.
        """
        if not self.rounds and not self.missing:
            yield from self.own
        for each in self.rounds:
            manifests = tuple(manifest for made in each.values() for manifest in made)
            is_day = self.interval.kind is IntervalKind.WINDOW
            # A day of events is known as of when it was last collected, a slot as of its own observation;
            # what lies around or before it dates nothing.
            latest = manifests if is_day else [made[-1] for made in each.values()]
            own = [made for made in latest if made.interval == self.interval]
            beside = {name: made for sight in self.own for name, made in sight.tables.items()}
            found = [evidence for sight in self.own for evidence in sight.evidence]
            yield Sight(
                tables=self._tables(read, each, is_day=is_day) | beside,
                as_of=max(_as_of(own)) if is_day else min(_as_of(own)),
                observed_at=max(manifest.observed_at for manifest in own),
                evidence=(*(made.parquet.sha256 for made in manifests if made.parquet), *found),
            )

    def _tables(self, read: ReadTable, picked: Round, *, is_day: bool) -> dict[str, Rows]:
        back = () if is_day else self.definition.test.looks_back_on
        tables = {
            name: table(read, made, is_day=is_day, looks_back=name in back)
            for name, made in picked.items()
        }
        return elsewhere(self.definition, self.scope.kind) | tables


def _as_of(manifests: Sequence[Manifest]) -> list[Any]:
    """List what each source says its answer is true of; a register ages nothing, unless it is alone."""
    systems = [each for each in manifests if each.scope.kind is not ScopeKind.COMPANY]
    return [each.source_as_of or each.observed_at for each in systems or manifests]
