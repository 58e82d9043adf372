"""A departure that the roster names late is judged for the time since: beside what was judged, and once."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from include.control_tests.definitions import load
from include.extract import extract
from include.model.interval import slot_of, window_of
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID, ScopeKind
from include.sources import registers
from include.validate import validate
from tests.validate.changed import keep_changes
from tests.validate.company import SinceADay

START = datetime(2026, 11, 3, 7, tzinfo=UTC)
SLOT = timedelta(hours=6)
DAY = window_of(START)
ACCOUNTS, ACTS = "other_access_ends_with_employment", "nobody_acts_after_leaving"
TESTS = [load(ACCOUNTS), load(ACTS)]
NADIA = "nadia.rahimi@quillhaven.example"
ITEM = f"q149/okta/quillhaven/{NADIA}"


class Company(SinceADay):
    """A company whose roster is changed, looked at every six hours, and judged by each look's own run."""

    def __init__(self, root):
        super().__init__(root, START)
        (org,) = [e for e in self.scope.scopes() if e.kind is ScopeKind.GITHUB_ORG][:1]
        self.org = org

    def write(self, ends=None, identities=None):
        """Write the last day of one person, or what accounts they have."""
        path = self.folder / "registers" / "roster.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        header = lines[0].split(",")
        (at,) = [number for number, line in enumerate(lines) if NADIA in line]
        cells = lines[at].split(",")
        if ends is not None:
            names = ("end_date", "end_time", "time_zone")
            for name, cell in zip(names, ends, strict=True):
                cells[header.index(name)] = cell
        if identities is not None:
            cells[header.index("identities")] = identities
        lines[at] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def look(self, now, **how):
        """Read the registers at an instant and judge as the run of its slot does."""
        made_by = run(f"test/{now:%d%H}", RunType.MANUAL, "test")
        extract(
            "registers.people",
            self.company.scope.scope(COMPANY_SCOPE_ID),
            partial(registers.connect, self.folder / "registers"),
            locker=self.locker,
            run=made_by,
            clock=lambda: now,
        )
        return self.judge(slot_of(now), made_by, **how)

    def judge(self, interval, made_by=None, *, reopens=True):
        made_by = made_by or run("test/day", RunType.MANUAL, "test")
        made = validate(
            self.locker,
            TESTS,
            self.company,
            run=made_by,
            due=lambda record, each: each == interval or record.run == made_by,
            reopens=reopens,
        )
        return [each.interval.start for each in made]

    def merged(self, login, at):
        """Collect the day's events of GitHub: one pull request that somebody merged."""
        pull_request = {
            "repository_id": 1,
            "repository": "shop",
            "number": 1,
            "author": login,
            "created_at": at,
            "merged_by": login,
            "merged_at": at,
        }
        made_by = run("test/day", RunType.MANUAL, "test")
        seen = DAY.end + SLOT
        keep_changes(
            *(self.locker, self.org, DAY, seen, made_by), github_pull_requests=[pull_request]
        )

    def verdicts(self, test, item):
        """List every assessment's slot or day and its verdict on an item, in the order of the log."""
        records = [e.record for e in self.locker.entries() if isinstance(e.record, Judgement)]
        return [
            (
                each.interval.start,
                {
                    row["item_id"]: row["verdict"]
                    for row in self.locker.table(each.verdicts).to_pylist()
                    if row["test"] == test
                }.get(item),
            )
            for each in records
            if test in {made.test for made in each.assessments}
        ]


@pytest.fixture
def company(tmp_path):
    return Company(tmp_path)


def looks(first, number):
    return [first + SLOT * back for back in range(number)]


def slots(*instants):
    return [slot_of(each).start for each in instants]


def test_slots_since_a_departure_that_was_written_late_are_judged_again_and_once(company):
    at = looks(START, 5)
    for each in at[:3]:
        company.look(each)
    # On the evening of the 3rd somebody writes down that she left on the 2nd at noon.
    company.write(ends=("2026-11-02", "12:00", "UTC"))

    again = company.look(at[3])
    nothing_more = company.look(at[4])

    assert again == slots(*at[:4])
    assert nothing_more == slots(at[4])
    found = company.verdicts(ACCOUNTS, ITEM)
    # The earlier assessments know nothing of her, and stay.
    assert found[:3] == [(each, None) for each in slots(*at[:3])]
    assert found[3:6] == [
        (each, verdict)
        for each, verdict in zip(
            slots(*at[:3]), ("not_yet_due", "deviating", "deviating"), strict=True
        )
    ]


def test_a_day_of_events_since_a_departure_that_was_written_late_is_judged_again(company):
    company.write(identities=f"github:{company.org.id}/nadia")
    company.look(START)
    company.merged("nadia", START + timedelta(hours=12))
    company.judge(DAY)
    company.write(ends=("2026-11-02", "", "UTC"))
    later = looks(DAY.end + timedelta(hours=13), 2)
    before = company.verdicts(ACTS, "q149/nadia")

    company.look(later[0])
    company.look(later[1])

    # On the evening of the first day after she left: told, and no deviation.
    assert before == [(DAY.start, None)]
    assert company.verdicts(ACTS, "q149/nadia") == [*before, (DAY.start, "conforming")]


def test_an_account_that_is_known_late_to_be_of_who_left_re_opens_the_slots_since(company):
    company.write(ends=("2026-11-01", "", "UTC"), identities="")
    at = looks(START, 3)
    company.look(at[0])
    company.look(at[1])
    company.write(identities=f"okta:quillhaven/{NADIA}")

    company.look(at[2])

    assert company.verdicts(ACCOUNTS, ITEM) == [
        *((each, None) for each in slots(*at[:2])),
        *((each, "deviating") for each in slots(*at)),
    ]


def test_an_end_that_is_taken_back_takes_no_deviation_away(company):
    company.write(ends=("2026-11-01", "", "UTC"))
    at = looks(START, 2)
    company.look(at[0])
    company.write(ends=("", "", "UTC"))

    company.look(at[1])

    first, second = slots(*at)
    assert company.verdicts(ACCOUNTS, ITEM) == [
        (first, "deviating"),
        (first, "deviating"),
        (second, None),
    ]


def test_who_begins_or_leaves_from_now_on_re_opens_nothing(company):
    at = looks(START, 2)
    company.look(at[0])
    company.write(ends=("2026-11-30", "", "UTC"))

    assert company.look(at[1]) == slots(at[1])


def test_a_run_that_could_not_judge_is_made_good_by_the_next_one(company):
    at = looks(START, 3)
    company.look(at[0])
    company.write(ends=("2026-11-01", "", "UTC"))
    company.look(at[1], reopens=False)

    assert company.look(at[2]) == slots(at[0], at[2])
