"""Runs one case: a fresh locker, one extract through the lying wire, and the tests that read the source."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from include import sources
from include.control_tests.definitions import Definition, load_all
from include.control_tests.reading import datasets_of
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import Interval, IntervalKind, slot_of
from include.model.record import Manifest
from include.model.reference import Run, RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.validate import validate
from tests.faults import delivered
from tests.faults.bounded import bounded, no_waiting
from tests.faults.cases import DEMO, Case
from tests.faults.clients import Clients
from tests.faults.emulators import emulator
from tests.faults.github_cases import REPOSITORIES
from tests.faults.github_wire import GithubWire, small_pages
from tests.faults.results import Judged, Place, Result, evidence_of, items_of, rows_of, text_of
from tests.faults.wire import Fault, Wire

NOW = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
ACCOUNT = "123456789012"
ORGANIZATION = "quillhaven"
SOURCES = sources.names()
# Events are asked for so many days at once that every list has a few.
_WINDOW = Interval(
    kind=IntervalKind.WINDOW,
    start=datetime(2026, 2, 15, tzinfo=UTC),
    end=datetime(2026, 3, 2, tzinfo=UTC),
)
_LONG = _WINDOW.model_copy(update={"start": datetime(2025, 9, 5, tzinfo=UTC)})
_SCOPES = {
    "aws": (ACCOUNT,),
    "github": (ORGANIZATION,),
    "registers": (ACCOUNT, ORGANIZATION),
}
_RUN = Run(run_id="faults", run_type=RunType.MANUAL, triggered_by="tests", code_version="none")


class Stage:
    """The emulated company behind a wire, and every source's evidence but the one that is tried."""

    def __init__(self, wires: Mapping[str, Wire], folder: Path) -> None:
        self._wires, self._folder = wires, folder
        company = read_company(DEMO)
        (organization,) = company.scope.github_organizations
        few = organization.model_copy(update={"repositories": REPOSITORIES})
        scope = company.scope.model_copy(
            update={
                "aws_accounts": company.scope.aws_accounts[:1],
                "github_organizations": (few,),
            }
        )
        self._company = company.model_copy(update={"scope": scope})
        self._definitions = load_all()
        self._judged: dict[Any, dict[Place, Judged]] = {}
        self._clients = Clients({name: wire.url for name, wire in wires.items()}, few)
        for tried in SOURCES:
            locker = Locker.open(self._beside(tried))
            for other in self._read_beside(tried):
                self._extract(other, locker, DEMO)
        self.honest = {name: self.run(Case(name, "nothing", "")) for name in SOURCES}
        self._clients.lose_patience()

    def _read_beside(self, source: str) -> list[str]:
        """List the other sources that the control tests of a source read."""
        read = {name for each in self.readers(source).values() for name in datasets_of(each)}
        others = [each for each in SOURCES if each != source]
        return [each for each in others if read & _datasets(each)]

    def _beside(self, source: str) -> Path:
        return self._folder / f"beside-{source}"

    def run(self, case: Case) -> Result:
        """Run a case: extract its source into a fresh locker, and judge the tests that read it.

        Raises ``TimeoutError`` when that has no end.
        """
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            company = Path(folder) / "company"
            shutil.copytree(DEMO, company)
            if case.spoil:
                case.spoil(company)
            shutil.copytree(self._beside(case.source), Path(folder) / "locker")
            locker = Locker.open(Path(folder) / "locker")
            self._lie_with(case.strike() if case.strike else None)
            try:
                made = bounded(partial(self._extract, case.source, locker, company))
            finally:
                self._lie_with(None)
            by_name = {each.dataset: each for each in made}
            return Result(
                manifests=by_name,
                raw={
                    name: text_of(locker.read(each.raw))
                    for name, each in by_name.items()
                    if each.raw
                },
                rows={name: rows_of(locker, each) for name, each in by_name.items()},
                judged=self._judge(case.source, locker, made),
            )

    def _lie_with(self, fault: Fault | None) -> None:
        for wire in self._wires.values():
            wire.lie_with(fault)

    def readers(self, source: str) -> dict[str, Definition]:
        """Return the control tests that read a dataset of the source, and the one of completeness."""
        own = _datasets(source)
        if not source.startswith("registers."):
            own.add("evidence_collections")
        return {name: each for name, each in self._definitions.items() if own & set(each.reads)}

    def _extract(self, source: str, locker: Locker, company: Path) -> tuple[Manifest, ...]:
        connect = partial(self._clients.make, source, company)
        scope = self._company.scope.scope(_scope_of(source))
        try:
            made = extract(
                source,
                scope,
                connect,
                locker=locker,
                run=_RUN,
                interval=_asked(source),
                clock=lambda: NOW,
            )
        finally:
            self._clients.close()
        return made.manifests

    def _judge(
        self, source: str, locker: Locker, manifests: tuple[Manifest, ...]
    ) -> dict[Place, Judged]:
        """Validate; the same evidence (rows, counts, causes) is judged once."""
        evidence = (source, *(evidence_of(each) for each in manifests))
        if evidence not in self._judged:
            definitions = list(self.readers(source).values())
            judgements = validate(locker, definitions, self._company, run=_RUN, clock=lambda: NOW)
            self._judged[evidence] = {
                (each.test, each.scope.id, made.interval.kind): Judged(
                    each.outcome, items_of(locker.table(made.verdicts), each.test, each.scope.id)
                )
                for made in judgements
                for each in made.assessments
                if each.scope.id in _SCOPES[source.partition(".")[0]]
            }
        return self._judged[evidence]


def _datasets(source: str) -> set[str]:
    return {dataset.name for dataset in sources.load(source).SOURCE.datasets}


def _asked(source: str) -> Interval | None:
    """Return what a source is asked for: the present slot, or its events."""
    if source in sources.names("state"):
        return None
    if source.startswith("aws."):
        return delivered.day(NOW)
    return _LONG if source == "github.audit_log" else _WINDOW


def _scope_of(source: str) -> str:
    found = _SCOPES[source.partition(".")[0]]
    return COMPANY_SCOPE_ID if len(found) > 1 else found[0]


@contextmanager
def stage() -> Iterator[Stage]:
    """Start both emulators and a wire before each; botocore's waits between attempts are left out."""
    with (
        tempfile.TemporaryDirectory() as folder,
        no_waiting(),
        small_pages(),
        emulator("aws", Wire, slot_of(NOW).start) as of_aws,
        emulator("github", GithubWire, NOW, "--plan", "enterprise") as of_github,
    ):
        delivered.deliver(f"http://{of_aws.upstream}", NOW)
        yield Stage({"aws": of_aws, "github": of_github}, Path(folder))
