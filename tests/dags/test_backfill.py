import pytest

from include import sources
from include.model.errors import DefinitionError
from soc2_airflow import backfill
from soc2_airflow.backfill import chunks, days


@pytest.fixture
def events_source(monkeypatch):
    def names(*natures):
        return ("test.events",) if natures else ("aws.iam", "test.events")

    monkeypatch.setattr(sources, "names", names)
    monkeypatch.setattr(backfill, "scope_ids", lambda _provider: ["one", "two"])


def test_a_range_is_cut_into_chunks_of_thirty_days_per_source_and_scope(events_source):
    found = chunks("2026-01-01", "2026-03-05", [])

    assert [(each["scope_id"], each["first"], each["last"]) for each in found] == [
        ("one", "2026-01-01", "2026-01-30"),
        ("one", "2026-01-31", "2026-03-01"),
        ("one", "2026-03-02", "2026-03-05"),
        ("two", "2026-01-01", "2026-01-30"),
        ("two", "2026-01-31", "2026-03-01"),
        ("two", "2026-03-02", "2026-03-05"),
    ]


def test_both_ends_are_inclusive():
    assert [day.id for day in days("2026-02-28", "2026-03-01")] == ["2026-02-28", "2026-03-01"]


def test_state_is_refused(events_source):
    with pytest.raises(DefinitionError, match="state is observed now or never"):
        chunks("2026-01-01", "2026-01-02", ["aws.iam"])


def test_an_unknown_source_is_refused_with_those_there_are(events_source):
    with pytest.raises(DefinitionError, match=r"no such source of events; there are: test\.events"):
        chunks("2026-01-01", "2026-01-02", ["aws.iamm"])


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(DefinitionError, match="give the first day first"):
        days("2026-01-02", "2026-01-01")
