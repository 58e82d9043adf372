"""A year of results as a locker's log would give it, made while it is read: nothing is kept on disk.

150 tests in 3 scopes, 4 slots a day for 365 days, 20 items each; 200,000 changes of verdict, of which 5,000
begin an episode.
"""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from include.locker.verdicts import VERDICTS
from include.model.frozen import canonical_json, sha256
from include.model.interval import Interval, slot_of
from include.model.record import Entry, Gap, Judgement, Manifest
from include.model.reference import FileRef, Run
from include.model.scope import Scope
from include.model.verdict import Assessment, outcome_of

START = datetime(2026, 1, 1, tzinfo=UTC)
SLOTS, THEMES, TESTS, ITEMS = 4, 10, 15, 20
CHANGES, EPISODES = 200_000, 5_000
SCOPES = tuple(
    Scope(
        kind="aws_account", id=f"{number:012}", name=f"account {number}", starts_on=date(2026, 1, 1)
    )
    for number in (1, 2, 3)
)
DATASETS = tuple(f"aws_dataset_{number}" for number in range(20))
RUN = Run(run_id="bench", run_type="scheduled", triggered_by="bench", code_version="0" * 40)
NOTHING = "0" * 64


class Year:
    """Stands where a locker stands: ``entries``, ``read`` and ``table`` of a year that was never on disk."""

    def __init__(self, days: int) -> None:
        """Choose the items that change, slot by slot; always the same ones."""
        self.root = Path("generated")
        self.slots = days * SLOTS
        self._chosen = random.Random(20260101)  # a plan, no secret
        self._definitions = {f"definitions/{name}": value for name, value in _definitions().items()}
        self._refs = {
            path: FileRef(path=path, sha256=sha256(canonical_json(value)), size=1)
            for path, value in self._definitions.items()
        }
        self._plan = self._changes()
        self._now: dict[tuple[str, str, int], str] = {}
        self._tables: dict[str, pa.Table] = {}

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Yield the log's entries after a number, in order: per slot 60 manifests and 10 judgements."""
        for number, record in enumerate(self._records(), start=1):
            if number > after:
                yield Entry(number=number, sha256=sha256(str(number).encode()), record=record)

    def read(self, ref: FileRef) -> bytes:
        """Return a definition."""
        return canonical_json(self._definitions[ref.path])

    def table(self, ref: FileRef) -> pa.Table:
        """Return a judgement's verdicts."""
        return self._tables.pop(ref.path)

    def _changes(self) -> list[list[tuple[tuple[str, str, int], str]]]:
        planned: list[list[Any]] = [[] for _ in range(self.slots)]
        share = self.slots / (365 * SLOTS)
        for begins, ends in (
            (EPISODES, "deviating"),
            ((CHANGES - 2 * EPISODES) // 2, "unreadable"),
        ):
            for _ in range(int(begins * share)):
                item = (self._test(), self._chosen.choice(SCOPES).id, self._chosen.randrange(ITEMS))
                first = self._chosen.randrange(1, self.slots - 1)
                last = min(first + 1 + int(self._chosen.expovariate(1 / 40)), self.slots - 1)
                planned[first].append((item, ends))
                planned[last].append((item, "conforming"))
        return planned

    def _test(self) -> str:
        return f"theme_{self._chosen.randrange(THEMES)}_test_{self._chosen.randrange(TESTS)}"

    def _records(self) -> Iterator[Manifest | Gap | Judgement]:
        # The log is read twice; the first reading only asks what belongs together.
        self._now.clear()
        for at, changes in enumerate(self._plan):
            slot = slot_of(START + at * timedelta(hours=6))
            self._now.update(changes)
            if at % 97 == 96:
                yield Gap.model_construct(
                    source="aws.bench",
                    datasets=DATASETS,
                    scope=SCOPES[0],
                    intervals=(slot,),
                    cause="outage",
                    message="no run looked",
                    recorded_at=slot.end,
                    run=RUN,
                )
            for scope in SCOPES:
                for dataset in DATASETS:
                    yield _manifest(scope, dataset, slot)
            for theme in range(THEMES):
                yield self._judgement(theme, slot)

    def _judgement(self, theme: int, slot: Interval) -> Judgement:
        tests = [f"theme_{theme}_test_{number}" for number in range(TESTS)]
        path = f"verdicts/{theme}/{slot.id}"
        verdicts = [
            (test, scope, item, self._now.get((test, scope.id, item), "conforming"))
            for test in tests
            for scope in SCOPES
            for item in range(ITEMS)
        ]
        self._tables[path] = _table(verdicts, slot)
        counted = Counter((test, scope.id, verdict) for test, scope, _, verdict in verdicts)
        names = (
            "control_matrix",
            "criteria",
            "parameters",
            "scope",
            *(f"test:{test}" for test in tests),
        )
        return Judgement.model_construct(
            theme=f"theme_{theme}",
            interval=slot,
            assessments=tuple(
                _assessment(test, scope, slot, counted) for test in tests for scope in SCOPES
            ),
            verdicts=FileRef.model_construct(path=path, sha256=NOTHING, size=1),
            definitions={name: self._refs[f"definitions/{name}"] for name in names},
            recorded_at=slot.start + timedelta(minutes=20),
            run=RUN,
        )


def _table(verdicts: list[tuple[str, Scope, int, str]], slot: Interval) -> pa.Table:
    rows, seen = len(verdicts), slot.start + timedelta(minutes=5)
    return pa.table(
        [
            [test for test, _, _, _ in verdicts],
            pa.repeat("aws_account", rows),
            [scope.id for _, scope, _, _ in verdicts],
            [f"arn:aws:iam::{scope.id}:user/{item:03}" for _, scope, item, _ in verdicts],
            [f"user {item:03}" for _, _, item, _ in verdicts],
            [verdict for *_, verdict in verdicts],
            [None if verdict == "conforming" else f"it is {verdict}" for *_, verdict in verdicts],
            pa.repeat('{"mfa_active": true, "password_enabled": true, "user": "somebody"}', rows),
            pa.array([seen] * rows, VERDICTS.field("observed_at").type),
            pa.array([[NOTHING]] * rows, VERDICTS.field("evidence").type),
        ],
        schema=VERDICTS,
    )


def _assessment(test: str, scope: Scope, slot: Interval, counted: Counter[Any]) -> Assessment:
    deviating, unreadable = (counted[test, scope.id, each] for each in ("deviating", "unreadable"))
    return Assessment.model_construct(
        test=test,
        test_sha256=sha256(test.encode()),
        scope=scope,
        outcome=outcome_of(
            deviating=deviating, unreadable=unreadable, population=ITEMS, evidence_missing=False
        ),
        is_complete=not unreadable,
        reason=None,
        population_items=ITEMS,
        conforming_items=ITEMS - deviating - unreadable,
        deviating_items=deviating,
        unreadable_items=unreadable,
        not_yet_due_items=0,
        emulated=True,
        evidence=(),
        parameters={},
        inputs_sha256=sha256(f"{test} {scope.id} {slot.id}".encode()),
    )


def _manifest(scope: Scope, dataset: str, slot: Interval) -> Manifest:
    seen = slot.start + timedelta(minutes=5)
    return Manifest.model_construct(
        source="aws.bench", dataset=dataset, nature="state", scope=scope, interval=slot,
        observation=f"{seen:%H%M%S}", status="collected", caller="arn", endpoint_host="127.0.0.1",
        emulated=True, calls={"List": 3}, expected_items=20, received_items=20, observed_at=seen,
        finished_at=seen + timedelta(seconds=9), raw=None, parquet=None, row_hash=NOTHING,
        schema_fingerprint=NOTHING, run=RUN,
    )  # fmt: skip


def _definitions() -> dict[str, Any]:
    tests = [f"theme_{theme}_test_{number}" for theme in range(THEMES) for number in range(TESTS)]
    controls = [
        {"id": f"AC-{number:02}", "title": f"Control number {number}", "wording": "It is as it should be.",
         "owner": "somebody", "frequency": "continuous", "criteria": {"primary": f"CC6.{number % 8 + 1}"},
         "tests": tests[number * 3 : number * 3 + 3]}
        for number in range(50)
    ]  # fmt: skip
    text = {"title": "A criterion of the bench", "coverage": "partial", "why": "It is a bench."}
    period = {"id": "2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    return {
        "control_matrix": {"controls": controls},
        "criteria": {"criteria": {f"CC6.{number}": text for number in range(1, 9)}},
        "parameters": {"version": "1", "approved_by": "x", "remediation_days": {"high": 14}},
        "scope": {"company": "Bench", "starts_on": "2026-01-01", "observation_periods": [period]},
        **{f"test:{test}": _test_definition(test) for test in tests},
    }


def _test_definition(test: str) -> dict[str, Any]:
    theme, number = test.split("_")[1::2]
    return {
        "name": test, "theme": f"theme_{theme}", "sha256": sha256(test.encode()), "nature": "state",
        "reads": [DATASETS[int(number)]], "parameters": {}, "suite": {"expectations": []},
        "definition": {
            "ref": f"B{theme}-{int(number):02}", "title": f"{test} holds", "severity": "high",
            "rationale": "It is a bench.", "remediation": "Mend it.", "population": "SELECT 1",
            "parameters": {}, "criteria": {"primary": f"CC6.{int(number) % 8 + 1}"},
        },
    }  # fmt: skip
