"""What whoever watches the scheduler sees of evidence, beside Airflow's own metrics."""

from collections import defaultdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.sdk.observability import stats

from include.locker import Locker
from include.model.company import read_company
from include.model.interval import slot_of, utc_now, window_of
from include.model.provenance import run
from include.model.record import Gap, GapCause
from include.model.reference import RunType
from include.sources import registers
from soc2_airflow import extracting, hooks, metrics, operators
from soc2_airflow.extracting import ExtractEvidence
from soc2_airflow.operators import ValidateControlTests

COMPANY = Path(__file__).parents[1] / "demo" / "company"
RUN = run("manual__1", RunType.MANUAL, "soc2_observe")


@pytest.fixture
def sent(monkeypatch):
    """Whatever is sent: by a metric's name, each value with its tags."""
    kept = defaultdict(list)
    for name in ("incr", "gauge", "timing"):
        monkeypatch.setattr(
            stats, name, lambda stat, value=1, *, tags=None: kept[stat].append((value, tags))
        )
    return kept


@pytest.fixture
def company(monkeypatch, tmp_path):
    """The emulated company's registers, as an Airflow task reaches them."""
    slot = slot_of(utc_now())
    monkeypatch.setattr(hooks, "company", lambda: read_company(COMPANY))
    monkeypatch.setattr(hooks, "company_folder", lambda: COMPANY)
    monkeypatch.setattr(hooks, "locker", lambda: Locker.open(tmp_path / "locker"))
    monkeypatch.setattr(
        hooks, "connect", lambda *_: partial(registers.connect, COMPANY / "registers")
    )
    for module in (extracting, operators):
        monkeypatch.setattr(module, "run_of", lambda _: RUN)
        monkeypatch.setattr(module, "interval_of_run", lambda *_: slot)


def test_a_collection_tells_its_calls_bytes_and_items(sent, company):
    ExtractEvidence(task_id="x", source="registers.governance", scope_id="company").execute({})

    (items,) = sent["soc2.collection.items.register_vendors"]
    assert items == (4, {"source": "registers.governance", "scope": "company"})
    assert sent["soc2.collection.bytes.register_vendors"][0][0] > 0
    assert sent["soc2.collection.failed.register_vendors"][0][0] == 0
    assert "soc2.collection.lag_seconds.register_vendors" not in sent


def test_a_judgement_tells_what_deviates(sent, company):
    ExtractEvidence(task_id="x", source="registers.governance", scope_id="company").execute({})
    ValidateControlTests(task_id="v", theme="governance").execute({})

    told = {tags["test"]: count for count, tags in sent["soc2.deviations"]}
    assert told["vendors_are_reviewed"] >= 1
    assert sum(count for count, _ in sent["soc2.assessments.deviations"]) >= 1


def test_a_gap_is_counted_by_its_cause(sent):
    scope = read_company(COMPANY).scope.scope("company")
    days = tuple(window_of(datetime(2026, 11, each, tzinfo=UTC)) for each in (1, 2, 3))
    gap = Gap(
        source="aws.iam",
        datasets=("aws_iam_users",),
        scope=scope,
        intervals=days,
        cause=GapCause.OUTAGE,
        message="nothing ran",
        recorded_at=utc_now(),
        run=RUN,
    )

    metrics.missed([gap])

    assert sent == {"soc2.gaps.outage": [(3, {"source": "aws.iam", "scope": "company"})]}


def test_how_late_a_window_was_read_is_told(sent):
    day = window_of(datetime(2026, 11, 20, tzinfo=UTC))
    made = SimpleNamespace(
        source="github.changes",
        scope=SimpleNamespace(id="acme"),
        dataset="github_commits",
        calls={"GET": 4},
        retries=1,
        files=(),
        status="collected",
        observed_at=day.end + (day.end - day.start) / 4,
        finished_at=day.end + (day.end - day.start) / 3,
        received_items=None,
        interval=day,
    )

    metrics.collected([made])

    assert sent["soc2.collection.lag_seconds.github_commits"][0][0] == 6 * 3600
    assert sent["soc2.collection.duration.github_commits"][0][0].total_seconds() == 2 * 3600
    assert sent["soc2.collection.retries.github_commits"][0][0] == 1
