"""People over three days: who left, when access ended, who moved and who vanished, from look to look."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from include.control_tests.definitions import load
from include.extract import extract
from include.locker import Locker
from include.model.company import read_company
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import registers
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.demo.moving import moved

# An hour into a slot; the registers are those of that day.
START = datetime(2026, 11, 3, 7, tzinfo=UTC)
SLOT = timedelta(hours=6)
RUN = run("test/people", RunType.MANUAL, "test")
TESTS = ("moves_are_approved", "other_access_ends_with_employment", "roster_loses_nobody")
LEAVERS = "other_access_ends_with_employment"
IN_TIME, LATE, BETWEEN, VANISHED, MOVED, WRITTEN_LATE = (
    f"{name}@quillhaven.example"
    for name in (
        "otis.greene",
        "priya.nair",
        "quinn.abbott",
        "rosa.delgado",
        "stijn.mulder",
        "nadia.rahimi",
    )
)


@dataclass
class People:
    """A company whose registers are changed and looked at, every six hours."""

    folder: Path
    locker: Locker
    now: datetime = START

    def change(self, register, old, new):
        """Change one line of a register; without a new one it is gone."""
        path = self.folder / "registers" / f"{register}.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        (at,) = [number for number, line in enumerate(lines) if old in line]
        lines[at : at + 1] = [new(lines[at])] if new else []
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def look(self):
        company = read_company(self.folder)
        scope = company.scope.scope(COMPANY_SCOPE_ID)
        connect = partial(registers.connect, self.folder / "registers")
        for source in ("registers.people", "registers.reviews"):
            made = extract(
                source, scope, connect, locker=self.locker, run=RUN, clock=lambda: self.now
            )
            assert made.failed == ()
        self.now += SLOT

    def judge(self):
        """Return every verdict by slot, test and item, with the item's facts."""
        company = read_company(self.folder)
        starts_on = START.date().replace(day=1)
        scope = company.scope.model_copy(update={"starts_on": starts_on})
        company = company.model_copy(update={"scope": scope})
        validate(self.locker, [load(name) for name in TESTS], company, run=RUN)
        records = [e.record for e in self.locker.entries() if isinstance(e.record, Judgement)]
        return {
            (made.interval.start, row["test"], row["item_id"]): (
                row["verdict"],
                json.loads(row["facts"]),
            )
            for made in records
            for row in self.locker.table(made.verdicts).to_pylist()
        }


def _ends(day, time="12:00"):
    """Write a last day into a line of the roster that has none."""

    def write(line):
        cells = line.split(",")
        cells[8:11] = [day, time, "UTC"]
        return ",".join(cells)

    return write


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    """Three leave on 3 November at noon; from 13:00 on, every six hours, somebody looks."""
    root = tmp_path_factory.mktemp("people")
    people = People(moved(COMPANY, root / "company", START), Locker.open(root / "locker"))
    people.look()
    for person in (IN_TIME, LATE, BETWEEN):
        people.change("roster", person, _ends("2026-11-03"))
    people.change("roster", VANISHED, None)
    people.change("roster", MOVED, partial(_replaced, ",q101,", ",q110,"))
    for disabled in (None, None, IN_TIME, None, BETWEEN, None, LATE):
        if disabled:
            people.change("accounts", disabled, partial(_replaced, ",true,", ",false,"))
        people.look()
    # Two days later somebody writes down that she had left with the others.
    people.change("roster", WRITTEN_LATE, _ends("2026-11-03"))
    people.look()
    return people.judge()


def _replaced(old, new, line):
    return line.replace(old, new, 1)


def _seen(verdicts, test, item):
    """Return an item's verdicts in the order of the slots, each run of equal ones once."""
    found = [
        verdict for (_, *what), (verdict, _) in sorted(verdicts.items()) if what == [test, item]
    ]
    return [each for at, each in enumerate(found) if at == 0 or found[at - 1] != each]


def _leaver(verdicts, person, email):
    item = f"{person}/okta/quillhaven/{email}"
    last = max(key for key in verdicts if key[1:] == (LEAVERS, item))
    return _seen(verdicts, LEAVERS, item), verdicts[last][1]["hours_until_gone"]


def test_an_account_that_was_gone_at_a_look_within_a_day_ended_in_time(verdicts):
    # Seen at 19:00, gone at 01:00: thirteen hours at most.
    assert _leaver(verdicts, "q150", IN_TIME) == (["not_yet_due", "conforming"], 13.0)


def test_an_account_that_was_seen_a_day_later_ended_late(verdicts):
    # Seen at 19:00 of the next day: 31 hours at least. Once gone it is late for ever.
    assert _leaver(verdicts, "q151", LATE) == (["not_yet_due", "deviating"], 31.0)


def test_an_account_that_ended_between_two_looks_about_the_limit_ended_nobody_knows_when(verdicts):
    # Seen at 07:00, gone at 13:00, and due at noon.
    assert _leaver(verdicts, "q152", BETWEEN) == (["not_yet_due", "unreadable"], None)


def test_a_last_day_that_was_written_down_late_is_judged_for_the_slots_since(verdicts):
    seen, hours = _leaver(verdicts, "q149", WRITTEN_LATE)

    assert (seen, hours) == (["not_yet_due", "deviating"], 43.0)


def test_who_vanished_from_the_roster_is_named_and_whoever_left_is_not(verdicts):
    deviating = {
        item
        for (_, test, item), (verdict, _) in verdicts.items()
        if (test, verdict) == ("roster_loses_nobody", "deviating")
    }

    assert deviating == {"q153"}
    assert _seen(verdicts, "roster_loses_nobody", "q153") == ["conforming", "deviating"]


def test_a_move_is_seen_when_the_roster_says_another_manager(verdicts):
    moved_people = {item for (_, test, item) in verdicts if test == "moves_are_approved"}

    assert moved_people == {"q154"}
    assert _seen(verdicts, "moves_are_approved", "q154") == ["not_yet_due"]
