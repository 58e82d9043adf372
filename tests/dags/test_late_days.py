"""A run's own day comes first: a day before it that can't be asked any more takes nothing from it."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowSkipException

from include import extract as verb
from include.extract import held
from include.model.errors import NotDeclared, OutOfReach
from include.model.interval import window_of
from include.model.record import CollectionStatus
from soc2_airflow import backfill, extracting, hooks, metrics
from soc2_airflow.extracting import ExtractEvidence

DAY = window_of(datetime(2026, 11, 20, tzinfo=UTC))
BEFORE = window_of(DAY.start - timedelta(days=1))


@pytest.fixture
def execute(monkeypatch):
    asked = []

    def extract(_source, _scope, _connect, *, interval, **_):
        asked.append(interval)
        if interval == BEFORE:
            raise OutOfReach("longer ago than it is kept; the gap stays")
        made = SimpleNamespace(
            status=CollectionStatus.COLLECTED,
            dataset="test_things",
            received_items=3,
            interval=interval,
            denied_calls={},
            parquet=None,
        )
        return SimpleNamespace(manifests=(made,))

    company = SimpleNamespace(scope=SimpleNamespace(scope=lambda _: None))
    monkeypatch.setattr(verb, "extract", extract)
    monkeypatch.setattr(metrics, "collected", lambda _: None)
    monkeypatch.setattr(held, "asked_again", lambda *_: (BEFORE,))
    monkeypatch.setattr(hooks, "company", lambda: company)
    monkeypatch.setattr(hooks, "locker", lambda: None)
    monkeypatch.setattr(hooks, "connect", lambda *_: None)
    monkeypatch.setattr(extracting, "run_of", lambda _: None)
    monkeypatch.setattr(extracting, "interval_of_run", lambda *_: DAY)
    task = ExtractEvidence(task_id="x", source="test.things", scope_id="one", per="window")
    return lambda: (task.execute({}), asked)


def test_a_late_day_out_of_reach_leaves_the_own_day_collected(execute):
    items, asked = execute()

    assert items == {"test_things": 3}
    assert asked == [DAY, BEFORE]


@pytest.fixture
def not_settled(execute, monkeypatch):
    """Let the own day be one that can't be told yet, and the day before it have been."""
    from include.model.errors import WindowOpen

    told = verb.extract

    def extract(*args, interval, **more):
        if interval == DAY:
            raise WindowOpen("can't be told before tomorrow")
        return told(*args, interval=DAY, **more)

    monkeypatch.setattr(verb, "extract", extract)
    monkeypatch.setattr(held, "held", lambda *_: {})
    return execute


def test_a_day_that_can_not_be_told_yet_lets_those_before_it_be_told(not_settled):
    items, asked = not_settled()

    assert items == {}
    assert len(asked) == 1


def test_where_no_day_can_be_told_the_task_is_skipped(not_settled, monkeypatch):
    monkeypatch.setattr(held, "asked_again", lambda *_: ())

    with pytest.raises(AirflowSkipException, match="can't be told before tomorrow"):
        not_settled()


def test_what_nobody_declared_is_skipped_without_a_look_into_the_locker(execute, monkeypatch):
    def refuse(*_, **__):
        raise NotDeclared("scope.yaml does not say where it lies")

    monkeypatch.setattr(verb, "extract", refuse)

    with pytest.raises(AirflowSkipException, match="does not say where it lies"):
        execute()


def test_a_backfill_of_what_nobody_declared_asks_for_one_day_and_is_skipped(execute, monkeypatch):
    asked = []

    def refuse(*_, interval, **__):
        asked.append(interval)
        raise NotDeclared("scope.yaml does not say where it lies")

    monkeypatch.setattr(verb, "extract", refuse)
    monkeypatch.setattr(backfill, "run_of", lambda _: None)
    chunk = {"first": "2026-11-18", "last": "2026-11-20"}
    task = backfill.BackfillEvidence(task_id="x", source="test.things", scope_id="one", **chunk)

    with pytest.raises(AirflowSkipException, match="does not say where it lies"):
        task.execute({})

    assert len(asked) == 1
