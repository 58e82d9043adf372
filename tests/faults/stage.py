"""Runs one case: a fresh locker, one extract through the lying wire, and the tests that read the source."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from include import sources
from include.control_tests.definitions import Definition, load_all
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import slot_of
from include.model.record import Manifest
from include.model.reference import Run, RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import aws, registers
from include.validate import validate
from tests.faults.bounded import bounded, no_waiting
from tests.faults.catalogue import DEMO, Case
from tests.faults.results import Judged, Result, evidence_of, items_of, rows_of, text_of
from tests.faults.wire import Wire

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
ACCOUNT = "123456789012"
SECRETS = ("wire-secret-key-9f2c", "wire-session-token-77d1")
# GitHub is read by another client, which has its own faults.
SOURCES = (*sources.by_provider()["aws"], *sources.by_provider()["registers"])
_PATIENCE = aws.Patience(attempts=3, connect_seconds=2, read_seconds=0.5)
# The first answers are the emulator's own; after that the wire remembers them.
_AT_FIRST = aws.Patience(attempts=3, connect_seconds=5, read_seconds=15)
_RUN = Run(run_id="faults", run_type=RunType.MANUAL, triggered_by="tests", code_version="none")


class Stage:
    """The emulated company behind a wire, and every source's evidence but the one that is tried."""

    def __init__(self, wire: Wire, folder: Path) -> None:
        self._wire, self._folder = wire, folder
        company = read_company(DEMO)
        scope = company.scope.model_copy(update={"aws_accounts": company.scope.aws_accounts[:1]})
        self._company = company.model_copy(update={"scope": scope})
        self._definitions = load_all()
        self._judged: dict[Any, dict[str, Judged]] = {}
        self._session = boto3.Session("AKIAWIRETEST", *SECRETS, region_name="us-east-1")
        self._patience = _AT_FIRST
        for tried in SOURCES:
            locker = Locker.open(self._beside(tried))
            for other in self._read_beside(tried):
                self._extract(other, locker, DEMO)
        self._patience = _PATIENCE
        self.honest = {name: self.run(Case(name, "nothing", "")) for name in SOURCES}

    def _read_beside(self, source: str) -> list[str]:
        """List the other sources that the control tests of a source read."""
        read = {name for each in self.readers(source).values() for name in each.reads}
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
            self._wire.lie_with(case.strike() if case.strike else None)
            try:
                made = bounded(partial(self._extract, case.source, locker, company))
            finally:
                self._wire.lie_with(None)
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

    def readers(self, source: str) -> dict[str, Definition]:
        """Return the control tests that read a dataset of the source, and the one of completeness."""
        own = _datasets(source)
        if source.startswith("aws."):
            own.add("evidence_collections")
        return {name: each for name, each in self._definitions.items() if own & set(each.reads)}

    def _extract(self, source: str, locker: Locker, company: Path) -> tuple[Manifest, ...]:
        opened = []

        def connect(scope, into):
            if source.startswith("registers."):
                return registers.connect(company / "registers", scope, into)
            client = aws.connect(
                self._session, scope, into, endpoint_url=self._wire.url, patience=self._patience
            )
            opened.append(client)
            return client

        scope_id = COMPANY_SCOPE_ID if source.startswith("registers.") else ACCOUNT
        scope = self._company.scope.scope(scope_id)
        try:
            made = extract(source, scope, connect, locker=locker, run=_RUN, clock=lambda: NOW)
        finally:
            for client in opened:
                client.close()
        return made.manifests

    def _judge(
        self, source: str, locker: Locker, manifests: tuple[Manifest, ...]
    ) -> dict[str, Judged]:
        """Validate; the same evidence (rows, counts, causes) is judged once."""
        evidence = (source, *(evidence_of(each) for each in manifests))
        if evidence not in self._judged:
            definitions = list(self.readers(source).values())
            judgements = validate(locker, definitions, self._company, run=_RUN, clock=lambda: NOW)
            self._judged[evidence] = {
                each.test: Judged(each.outcome, items_of(locker.table(made.verdicts), each.test))
                for made in judgements
                for each in made.assessments
                if each.scope.id == ACCOUNT
            }
        return self._judged[evidence]


def _datasets(source: str) -> set[str]:
    return {dataset.name for dataset in sources.load(source).SOURCE.datasets}


@contextmanager
def stage() -> Iterator[Stage]:
    """Start the emulated AWS and the wire before it; botocore's waits between attempts are left out."""
    command = [sys.executable, "-m", "tests.demo.emulated_aws", "--port", "0"]
    with tempfile.TemporaryDirectory() as folder, no_waiting():
        process = subprocess.Popen(
            [*command, "--now", f"{slot_of(NOW).start.isoformat()}"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        try:
            endpoint = process.stdout.readline().split()[-1]
            wire = Wire(endpoint)
            try:
                yield Stage(wire, Path(folder))
            finally:
                wire.shutdown()
                wire.server_close()
        finally:
            process.terminate()
            with process:
                process.wait(timeout=20)
