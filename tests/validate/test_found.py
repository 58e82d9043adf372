"""What was found before is in question until it is mended: who answers for it, and where."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from include.control_tests.definitions import load
from include.extract import extract
from include.model.interval import DAY
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.model.scope import COMPANY_SCOPE_ID
from include.sources import registers
from include.validate import validate
from tests.slow import SLOW
from tests.validate.company import SinceADay

START = datetime(2026, 11, 3, 7, tzinfo=UTC)
SLOT = timedelta(hours=6)
RUN = run("test/found", RunType.MANUAL, "test")
TESTS = ("vendors_are_reviewed", "deviations_are_tracked")
VENDOR = "VEN-01/company/Parcelbird"


class Company(SinceADay):
    """Whose registers are read, and judged, slot by slot."""

    def __init__(self, root):
        super().__init__(root, START)

    def look(self, now):
        """Read the registers at an instant, and judge."""
        extract(
            "registers.governance",
            self.company.scope.scope(COMPANY_SCOPE_ID),
            partial(registers.connect, self.folder / "registers"),
            locker=self.locker,
            run=RUN,
            clock=lambda: now,
        )
        validate(self.locker, [load(name) for name in TESTS], self.company, run=RUN)

    def judged(self, now):
        """Look at an instant, and return the verdicts of what is tracked then."""
        self.look(now)
        records = [each.record for each in self.locker.entries()]
        (latest,) = [
            each
            for each in records
            if isinstance(each, Judgement)
            and each.theme == "evidence"
            and each.interval.start <= now < each.interval.end
        ]
        return {
            row["item_id"]: row["verdict"] for row in self.locker.table(latest.verdicts).to_pylist()
        }

    def keep(self, register, entries):
        """Write a register anew; return what it said."""
        path = self.folder / "registers" / f"{register}.yaml"
        said = path.read_text(encoding="utf-8")
        path.write_text(entries, encoding="utf-8")
        return said


@pytest.fixture
def company(tmp_path):
    made = Company(tmp_path)
    made.keep("deficiencies", "entries: []")
    return made


def test_in_the_first_slot_nothing_was_found_before(company):
    assert company.judged(START) == {}


def test_what_was_found_is_due_after_five_days_of_deviating(company):
    company.judged(START)

    found = {days: company.judged(START + DAY * days)[VENDOR] for days in (1, 4, 6)}

    assert found == {1: "not_yet_due", 4: "not_yet_due", 6: "deviating"}


@SLOW
def test_an_entry_with_an_owner_and_a_ticket_answers_for_it(company):
    company.judged(START)
    company.keep(
        "deficiencies",
        "entries: [{test: VEN-01, scope_id: company, item: Parcelbird, owner: q103, ticket: SEC-9,"
        " opened_on: 2026-11-04}]",
    )

    assert company.judged(START + DAY * 6)[VENDOR] == "conforming"


@SLOW
def test_what_is_mended_is_no_longer_in_question_from_the_next_slot_on(company):
    company.judged(START)
    vendors = company.keep("vendors", "entries: []")
    company.judged(START + DAY * 5)

    assert company.judged(START + DAY * 5 + SLOT) == {}
    company.keep("vendors", vendors)
    company.judged(START + DAY * 5 + SLOT * 2)
    # It deviates again, and since then only.
    assert company.judged(START + DAY * 6)[VENDOR] == "not_yet_due"


@SLOW
def test_a_slot_in_which_nobody_could_look_mends_nothing(company):
    company.judged(START)
    vendors = company.keep("vendors", "not a register")
    company.look(START + DAY * 5)

    assert company.judged(START + DAY * 5 + SLOT)[VENDOR] == "deviating"
    company.keep("vendors", vendors)
    # Seen again it deviates since the first time, not since today.
    company.judged(START + DAY * 5 + SLOT * 2)
    assert company.judged(START + DAY * 6)[VENDOR] == "deviating"
