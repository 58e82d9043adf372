"""A review is held against the list that was frozen for it: which was signed, and whether all is decided."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from include.control_tests.definitions import load
from include.model.company import read_company
from include.model.record import Judgement
from include.review import start
from include.review.answers import answer
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.review.written import AWS, DAY, NEXT, RUN, SCOPE, SETTINGS, decided

TEST = "access_reviews_were_of_the_frozen_list"
LATER = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def frozen(world):
    """Start a review; return what was frozen, and its accounts."""
    record = start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT).record
    return record, world.locker.table(record.accounts).to_pylist()


@pytest.fixture
def judge(world):
    """Read both registers at an instant; return the outcome, and the verdict of each review."""

    def run(signed, decisions, at=LATER):
        world.say("register_access_reviews", signed, at)
        world.say("register_access_review_decisions", decisions, at)
        company = read_company(COMPANY).model_copy(update={"scope": SCOPE})
        validate(world.locker, [load(TEST)], company, run=RUN)
        judgements = [
            each.record
            for each in world.locker.newest()
            if isinstance(each.record, Judgement) and each.record.interval.start <= at
        ]
        latest = max(judgements, key=lambda each: each.interval.start)
        (assessment,) = latest.assessments
        rows = world.locker.table(latest.verdicts).to_pylist()
        return str(assessment.outcome), {row["item_id"]: row["verdict"] for row in rows}

    return run


def signed(record, **other):
    return {
        "review": record.review,
        "systems": list(record.systems),
        "as_of_date": record.as_of,
        "reviewer": "ciso",
        "reviewer_role": "CISO",
        "signed_at": datetime(2027, 1, 15, 10, tzinfo=UTC),
        "accounts_sha256": record.accounts_sha256,
        **other,
    }


def all_of(accounts):
    names = ("system", "scope_id", "account")
    return [decided(**{name: each[name] for name in names}) for each in accounts]


def test_a_review_signed_over_the_frozen_list_conforms(frozen, judge):
    record, accounts = frozen

    assert judge([signed(record)], all_of(accounts)) == ("no_deviations", {"2026-Q4": "conforming"})


@pytest.mark.parametrize(
    "other",
    [{"accounts_sha256": "0" * 64}, {"accounts_sha256": None}, {"as_of_date": date(2027, 1, 1)}],
)
def test_another_list_no_list_or_another_day_is_a_deviation(frozen, judge, other):
    record, accounts = frozen

    outcome, _ = judge([signed(record, **other)], all_of(accounts))

    assert outcome == "deviations"


def test_an_account_of_the_list_that_nobody_decided_about_is_a_deviation(frozen, judge):
    record, accounts = frozen

    outcome, _ = judge([signed(record)], all_of(accounts[1:]))

    assert outcome == "deviations"


def hand_in(world, record, decision="keep", at=LATER - timedelta(days=3), only=None):
    """Fill in every reviewer's table, and hand it in."""
    rows = world.locker.table(record.accounts).to_pylist()
    for packet in record.packets:
        theirs = [each for each in rows if each["reviewer"] == packet.reviewer]
        cells = [
            f"{each['system']},{each['scope_id']},{each['account']},{decision},Needed"
            for each in theirs
            if only in (None, each["account"])
        ]
        if cells:
            form = "\n".join(["system,scope_id,account,decision,reason", *cells])
            answer(
                *(world.locker, record.review, form.encode()),
                decided_by=packet.reviewer,
                run=RUN,
                clock=lambda: at,
            )


def test_what_was_handed_in_counts_by_itself_and_once_where_the_register_has_it_too(
    world, frozen, judge
):
    record, accounts = frozen
    hand_in(world, record)

    assert judge([signed(record)], []) == ("no_deviations", {"2026-Q4": "conforming"})
    both, _ = judge([signed(record)], all_of(accounts[:3]), at=LATER + timedelta(hours=6))
    assert both == "no_deviations"


def test_what_was_handed_in_after_a_slot_is_not_known_in_it(world, frozen, judge):
    record, _ = frozen
    hand_in(world, record, at=LATER + timedelta(days=1))

    assert judge([signed(record)], [])[0] == "deviations"


def test_what_was_decided_last_stands_and_its_source_is_named(world, frozen, judge):
    record, accounts = frozen
    hand_in(world, record)
    hand_in(world, record, "revoke", LATER - timedelta(days=2), only="ann-gh")
    judge([signed(record)], all_of(accounts))
    company = read_company(COMPANY).model_copy(update={"scope": SCOPE})
    world.observe(LATER)

    made = validate(
        world.locker,
        [load("revoked_access_is_gone"), load("access_decisions_are_anothers")],
        company,
        run=RUN,
    )

    facts = {
        (row["test"], row["item_id"]): (row["verdict"], json.loads(row["facts"]))
        for each in made
        for row in world.locker.table(each.verdicts).to_pylist()
        if each.interval.start <= LATER < each.interval.end
    }
    verdict, told = facts["revoked_access_is_gone", "2026-Q4/github/acme/ann-gh"]
    assert (verdict, told["said_in"]) == ("not_yet_due", "answer")
    decisions = {
        item: (told["decision"], told["said_in"])
        for (test, item), (_, told) in facts.items()
        if test == "access_decisions_are_anothers"
    }
    assert len(decisions) == len(accounts)
    assert decisions["2026-Q4/github/acme/ann-gh"] == ("revoke", "answer")
    assert decisions[f"2026-Q4/aws/{AWS}/lost"] == ("keep", "answer and register")


def test_a_review_that_nobody_started_here_is_not_asked_about(judge):
    elsewhere = {"review": "2026-Q4", "as_of_date": DAY, "systems": [], "reviewer": "ciso",
                 "reviewer_role": "CISO", "signed_at": LATER - timedelta(1)}  # fmt: skip

    assert judge([elsewhere], []) == ("no_occurrences", {})


def test_a_list_that_was_frozen_after_a_slot_is_not_known_in_it(world, judge):
    before = NEXT - timedelta(hours=7)
    early = judge([], [], at=before)
    record = start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT).record

    late = judge([signed(record, accounts_sha256=None)], [])

    assert (early[0], late[0]) == ("no_occurrences", "deviations")
