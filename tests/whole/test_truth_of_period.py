"""A period that was walked day by day: each number of its conclusions is as planted, gaps have causes."""

import csv
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import StringIO

import pytest
from rich.console import Console

from include.locker.verify import verify
from include.model.interval import utc_now
from include.model.record import Judgement
from include.packet import Packet
from tests.demo import period
from tests.demo.concluded import conclusions, not_judged, table
from tests.demo.season import CONTROLS, LOOK, PERIOD_ID, Season, Walk
from tests.slow import SLOW
from tests.warehouse.fixtures import postgres
from tests.whole.season_truth import TESTS, SeasonTruth

__all__ = ["postgres"]

# More than a month, so that some of what GitHub tells of a month only is missing; SOC2_PERIOD_DAYS=90 is the
# demo's, in twice to three times the minutes.
DAYS = int(os.environ.get("SOC2_PERIOD_DAYS", "33"))
SLOTS = 4
pytestmark = [SLOW, pytest.mark.minutes(4)]


@dataclass(frozen=True)
class Lived:
    """A season that was walked, what it must come to, and what it came to by control and scope."""

    walk: Walk
    truth: SeasonTruth
    found: dict
    packet: Packet

    def verdicts(self, control, scope):
        """Return the verdicts of every item of a control, as the locker has them."""
        cases = (self._seen.get((scope, test), {}) for test in self.truth.tests[control])
        return {item: seen for case in cases for item, seen in case.items()}

    @cached_property
    def _seen(self):
        """Every item's verdicts by scope and test; the locker is read once for all controls."""
        seen = {}
        for entry in self.walk.locker.entries():
            if isinstance(entry.record, Judgement):
                verdicts = self.walk.locker.table(entry.record.verdicts)
                for row in verdicts.select(["scope_id", "test", "item_id", "verdict"]).to_pylist():
                    case = seen.setdefault((row["scope_id"], row["test"]), {})
                    case.setdefault(self._item(row, entry.record), set()).add(row["verdict"])
        return seen

    def _item(self, row, judgement):
        """Name an item once in the period; that of an event once a day."""
        is_event = TESTS[row["test"]].test.nature == "events"
        return row["test"], row["item_id"], judgement.interval.id if is_event else None


@pytest.fixture(scope="module")
def lived(start_emulator, start_github, postgres, tmp_path_factory):
    folder = tmp_path_factory.mktemp("season")
    # At half past: no look is of an instant at which something is exactly so many days old.
    season = Season(DAYS, utc_now().replace(minute=30, second=0, microsecond=0))
    start = ("--now", season.now.isoformat())
    aws, github = start_emulator(*start), start_github("--plan", "enterprise", *start)
    uri = postgres.create_database("season")
    with pytest.MonkeyPatch.context() as shell:
        # Whatever this process says of them is put back afterwards.
        for name, value in period.shell(aws, github).items():
            shell.setenv(name, value)
        period.lift_limit(github)
        walk = Walk(season, folder, aws)
        period.go(walk, Console(quiet=True))
        packet = period.publish(walk, uri, folder, Console(quiet=True))
    found = {(each["control_id"], each["scope_id"]): each for each in conclusions(uri, PERIOD_ID)}
    return Lived(walk, SeasonTruth(season), found, packet)


@pytest.fixture(params=[(c, s) for c, scopes in SeasonTruth.SCOPES.items() for s in scopes])
def each(lived, request):
    """One control in one scope: what it must come to, and what the warehouse says."""
    return lived.truth.expected(*request.param), lived.found[request.param]


def test_only_what_was_walked_is_concluded_on(lived):
    walked = {key for key, each in lived.found.items() if each["expected_days"]}

    assert walked == {(c, s) for c, scopes in SeasonTruth.SCOPES.items() for s in scopes}
    others = {control for control, _ in lived.found.keys() - walked}
    assert others == lived.truth.others
    assert set(CONTROLS).isdisjoint(others)


def test_what_deviated_is_what_was_planted(each):
    expected, found = each

    assert found["deviating_items"] == len(expected.deviating)
    assert found["deviation_episodes"] == len(expected.deviating)
    assert found["open_at_period_end"] == len(expected.of("state"))
    for nothing in ("waived_episodes", "remediated_within_sla", "remediated_late"):
        assert found[nothing] == 0
    assert found["remediated_without_sla"] == 0


def test_a_deviation_begins_at_the_look_that_saw_it_first(each, lived):
    expected, found = each
    begun = sorted(
        lived.walk.season.window(days[0]).start + LOOK for days in expected.deviating.values()
    )

    if not expected.of("events"):
        said = [found["first_deviation_at"], found["last_deviation_at"]]
        assert [_instant(one) for one in said] == ([begun[0], begun[-1]] if begun else [None, None])


def test_the_items_are_those_of_the_seeds_and_of_the_verdicts_kept(each, lived):
    expected, found = each
    verdicts = lived.verdicts(expected.control, expected.scope).values()
    tested = sum(bool(one & {"conforming", "deviating"}) for one in verdicts)

    assert found["items_ever"] == len(verdicts)
    assert found["items_tested"] == tested
    assert found["unreadable_items"] == sum("unreadable" in one for one in verdicts)
    assert lived.truth.tested_items(expected.control, expected.scope) in {tested, None}


def test_days_and_slots_are_counted_as_they_were_looked_at(each):
    expected, found = each

    assert found["expected_days"] == DAYS
    assert found["observed_days"] == expected.observed_days
    assert found["unbridged_days"] == DAYS - expected.observed_days
    assert found["bridged_days"] == 0
    assert found["longest_gap_days"] == max((gap["days"] for gap in expected.gaps), default=0)
    if found["frequency"] == "continuous":
        assert found["expected_occurrences"] == DAYS * SLOTS
        assert found["tested_occurrences"] == len(expected.looks)
    else:
        assert found["expected_occurrences"] == found["items_ever"]
        assert found["tested_occurrences"] == found["items_tested"]


def test_every_gap_is_told_with_its_causes(each):
    expected, found = each

    assert found["gaps"] == expected.gaps


def test_the_word_follows_from_the_numbers(each):
    expected, found = each
    word = "no_deviations_noted"
    if expected.gaps or found["unreadable_days"]:
        word = "not_tested_throughout"
    if expected.deviating:
        word = "deviations_noted"

    assert found["conclusion"] == word
    for gap in expected.gaps:
        assert f"({', '.join(gap['causes'])})" in found["conclusion_reason"]
    assert found["unreadable_days"] == (expected.observed_days if expected.is_unreadable else 0)


def test_the_packet_verifies_and_says_the_same(lived):
    with (lived.packet.folder / "facts" / "conclusions.csv").open(encoding="utf-8") as file:
        rows = {(row["control_id"], row["scope_id"]): row for row in csv.DictReader(file)}
    with (lived.packet.folder / "facts" / "gaps.csv").open(encoding="utf-8") as file:
        gaps = list(csv.DictReader(file))
    page = (lived.packet.folder / "report.html").read_text(encoding="utf-8")

    assert verify(lived.packet.folder).problems == []
    assert rows.keys() == lived.found.keys()
    for key, row in rows.items():
        for name in ("conclusion", "deviating_items", "items_tested", "tested_occurrences"):
            assert row[name] == str(lived.found[key][name])
        assert row["conclusion_reason"] in page
    assert len(gaps) == sum(each["unbridged_days"] for each in lived.found.values())
    assert all(row["causes"] for row in gaps)


def test_what_is_printed_has_every_number_and_cause(lived):
    wide = Console(width=200, file=StringIO())
    wide.print(table([*lived.found.values()], "The season"))
    said = wide.file.getvalue()

    for each in lived.found.values():
        if each["expected_days"]:
            assert f"{each['deviating_items']} of {each['items_tested']}" in said
        for gap in each["gaps"]:
            assert gap["first_date"] in said
    assert lived.truth.others <= {*not_judged([*lived.found.values()]).replace(",", "").split()}


def _instant(text):
    return text and datetime.fromisoformat(text).astimezone(UTC)
