from datetime import date

import pytest

from include.model.errors import DefinitionError, Refused, WindowOpen
from include.model.interval import window_of
from include.model.sample import Period
from include.sample import freeze
from tests.report.written import PRODUCTION, RUN
from tests.sample.conftest import MFA, PERIOD, REVIEWED, after, at, matrix


def frozen(life, period=PERIOD):
    entry = freeze(life.locker, "AC-01", period, run=RUN, clock=after)
    rows = life.locker.table(entry.record.parquet).to_pylist()
    return entry.record, {(row["item_id"], str(row["day"])): row["verdict"] for row in rows}


def test_a_setting_is_an_item_on_every_day_with_its_weightiest_verdict(life):
    life.settings(23, 0, {"ann": "conforming", "bo": "unreadable"})
    life.settings(23, 6, {"ann": "deviating", "bo": "conforming"})
    life.settings(24, 0, {"ann": "conforming"})

    record, items = frozen(life)

    assert items == {
        ("ann", "2026-11-23"): "deviating",
        ("bo", "2026-11-23"): "conforming",
        ("ann", "2026-11-24"): "conforming",
    }
    assert (record.items, record.unseen_days) == (3, 0)


def test_an_event_is_one_item_however_often_its_day_was_judged(life):
    life.events(23, {"pull/1": "unreadable"})
    life.events(23, {"pull/1": "conforming", "pull/2": "deviating"})

    record, items = frozen(life)

    assert items == {
        ("pull/1", "2026-11-23"): "conforming",
        ("pull/2", "2026-11-23"): "deviating",
    }
    assert record.unseen_days == 1


def test_what_is_unreadable_can_be_drawn(life):
    life.settings(23, 0, {"ann": "unreadable"})

    assert frozen(life)[1] == {("ann", "2026-11-23"): "unreadable"}


def test_what_happens_each_quarter_is_an_occurrence_and_one_that_nobody_judged_is_too(life):
    life.settings(23, 0, {"ann": "deviating"}, definitions=matrix("quarterly"))
    life.settings(24, 0, {"ann": "conforming"}, definitions=matrix("quarterly"))

    record, items = frozen(life, Period(first=date(2026, 7, 1), last=date(2026, 11, 24)))

    assert items == {
        ("2026-Q3", "2026-07-01"): "unreadable",
        ("2026-Q4", "2026-10-01"): "deviating",
    }
    assert record.unseen_days == 0


def test_what_a_system_recorded_of_its_own_past_is_not_drawn_from_retired_or_not(life):
    both = matrix(tests=(MFA, "aws_config_rules_were_complied_with", "retired_by_now"))
    life.settings(23, 0, {"ann": "conforming"}, definitions=both)
    life.settings(24, 0, {"ann": "conforming"}, definitions=both)
    described = both | {"test:retired_by_now": {"name": "retired_by_now", "nature": "history"}}
    found = ("retired_by_now", PRODUCTION, [("logs", "deviating", "it was public")], [])
    life.judge(found, slot=window_of(at(23)), definitions=described)

    record, items = frozen(life)

    assert {item for item, _ in items} == {"ann"}
    assert record.unseen_days == 0


def test_days_of_which_no_population_is_known_are_counted_beside_it(life):
    life.settings(23, 0, {"ann": "conforming"})
    life.settings(24, 0, "aws_s3_buckets was not collected")

    assert frozen(life)[0].unseen_days == 1


def test_every_day_of_a_test_that_was_never_judged_is_unseen(life):
    both = matrix(tests=(MFA, REVIEWED))
    life.settings(23, 0, {"ann": "conforming"}, definitions=both)
    life.settings(24, 0, {"ann": "conforming"}, definitions=both)

    assert frozen(life)[0].unseen_days == 2


def test_a_test_that_served_the_control_on_some_days_only_belongs_to_its_population(life):
    life.settings(23, 0, {"ann": "conforming"})
    life.events(24, {"pull/1": "conforming"})

    assert set(frozen(life)[1]) == {("ann", "2026-11-23"), ("pull/1", "2026-11-24")}


def test_days_outside_the_period_are_not_in_it(life):
    life.settings(22, 18, {"ann": "deviating"})
    life.settings(23, 0, {"ann": "conforming"})
    life.settings(25, 0, {"ann": "deviating"})

    assert frozen(life)[1] == {("ann", "2026-11-23"): "conforming"}


def test_the_same_population_is_recorded_once_and_another_one_beside_it(life):
    life.settings(23, 0, {"ann": "conforming"})
    first = freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)

    again = freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)
    life.settings(24, 0, {"ann": "conforming"})
    grown = freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)

    assert again == first
    assert (first.record.items, grown.record.items) == (1, 2)


def test_a_period_that_is_not_over_is_refused(life):
    life.settings(23, 0, {"ann": "conforming"})

    with pytest.raises(WindowOpen, match="not over"):
        freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=lambda: at(24, 23))


@pytest.mark.parametrize(
    ("control", "complaint"),
    [("AC-99", "no control of .* there are AC-01, CM-01"), ("CM-01", "ask its owner")],
)
def test_a_control_without_a_population_is_refused_by_name(life, control, complaint):
    life.settings(23, 0, {"ann": "conforming"}, definitions={})

    with pytest.raises(DefinitionError, match=complaint):
        freeze(life.locker, control, PERIOD, run=RUN, clock=after)


def test_a_period_without_any_item_is_refused(life):
    life.settings(23, 0, "aws_s3_buckets was not collected")

    with pytest.raises(Refused, match="no item to draw"):
        freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)


def test_the_key_tells_the_days_of_a_setting_apart(life):
    life.settings(23, 0, {"ann": "conforming"})
    entry = freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)

    keys = life.locker.table(entry.record.parquet)["key"].to_pylist()

    assert keys == [f"{MFA}|123456789012|ann|2026-11-23"]
