"""What reviewers hand in, what the register says, and how a review is concluded."""

from datetime import UTC, datetime, timedelta

import pytest

from include.model.errors import Refused
from include.review import answer, conclude, standing, start
from include.review.__main__ import main
from tests.review.written import DAY, NEXT, RUN, SCOPE, SETTINGS, decided, other_account

REVIEW = "2026-Q4"
THEN = NEXT + timedelta(days=3)
FORM = "system,scope_id,account,decision,reason\n"


@pytest.fixture
def review(world):
    """A review that was started."""
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)
    return world


def hand_in(world, text, by="ciso", at=THEN, **other):
    return answer(
        world.locker, REVIEW, text.encode(), decided_by=by, run=RUN, clock=lambda: at, **other
    ).record


def filled_in(world, reviewer, decision="keep", reason="Needed for work"):
    record = next(
        each.record for each in world.locker.newest() if each.record.kind == "access_review"
    )
    (packet,) = [each for each in record.packets if each.reviewer == reviewer]
    return world.locker.read(packet.csv).decode().replace(",,,", f",{decision},{reason},")


def decisions(world):
    return {
        (each.account["system"], each.account["account"]): (
            each.decision and (each.decision.decision, each.decision.decided_by),
            each.problem,
        )
        for each in standing(world.locker, REVIEW).accounts
    }


def test_a_filled_in_packet_decides_about_every_account_of_it(review):
    record = hand_in(review, filled_in(review, "ciso"))

    assert record.problems == ()
    assert decisions(review)["aws", "lost"] == (("keep", "ciso"), None)
    assert decisions(review)["github", "guest"] == (("keep", "ciso"), None)
    assert standing(review.locker, REVIEW).open == {"boss": 4, "ann": 4}


def test_rows_that_are_left_open_stay_open_and_the_last_decision_counts(review):
    hand_in(review, f"{FORM}github,acme,guest,keep,Helps us\n")
    hand_in(review, f"{FORM}github,acme,GUEST,Revoke,Does not any more\n", at=THEN + timedelta(1))

    assert decisions(review)["github", "guest"] == (("revoke", "ciso"), None)
    assert decisions(review)["aws", "lost"] == (None, "nobody decided")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{FORM}okta,acme,bo,keep,Needed\n", "line 2: okta:acme/bo is not in this packet"),
        (f"{FORM}github,acme,guest,keep,\n", "line 2: github:acme/guest: no reason"),
        (f"{FORM}github,acme,guest,,Because\n", "no decision; expected keep, change, revoke"),
        (f"{FORM}github,acme,guest,drop,Because\n", "guest: drop; expected keep"),
        (f"{FORM}github,acme,guest,keep,a\ngithub,acme,Guest,keep,a\n", "line 3: .* stands twice"),
        (FORM, "nothing is decided in it"),
        ("", "no column system"),
        ("system,scope_id,account,decision\n", "no column reason"),
    ],
)
def test_with_a_mistake_nothing_of_it_counts_and_it_is_kept_as_it_came(review, text, problem):
    record = hand_in(review, text)

    with pytest.raises(AssertionError, match=problem):
        assert record.problems == ()
    assert record.decisions is None
    assert review.locker.read(record.answer).decode() == text
    assert decisions(review)["github", "guest"] == (None, "nobody decided")


def test_a_table_as_spreadsheets_save_it_is_read(review):
    review.rows["register_accounts"] = [other_account("=cmd()")]
    text = "\ufeffsystem;scope_id;account;decision;reason\ngithub;acme;guest;keep;Helps, still\n"

    record = hand_in(review, text)
    unreadable = answer(
        review.locker, REVIEW, b"\xff\xfe", decided_by="ciso", run=RUN, clock=lambda: THEN
    ).record

    assert record.problems == ()
    assert unreadable.problems == ("byte 1 is not UTF-8; save the table as CSV in UTF-8",)


def test_an_account_whose_name_is_a_formula_can_be_decided_about(world):
    world.rows["register_accounts"] = [other_account("=cmd()")]
    world.observe(datetime(2026, 12, 31, 19, tzinfo=UTC))
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)

    record = hand_in(world, filled_in(world, "ciso"))

    assert record.problems == ()
    assert decisions(world)["okta", "=cmd()"] == (("keep", "ciso"), None)


def test_whoever_reviews_nothing_is_refused(review):
    with pytest.raises(Refused, match="dee reviews nothing in 2026-Q4; its reviewers are ann, bo"):
        hand_in(review, FORM, by="dee")


def test_decisions_of_the_register_count_once_they_were_observed(review):
    rows = [
        decided("bo", by="boss"),
        decided("gone", "revoke", by="ann", reason="Left"),
        decided("ann", reason=None),
        decided("elsewhere"),
        decided("bo", review="2026-Q3", by="ciso"),
    ]
    review.say("register_access_review_decisions", rows, THEN)

    found = decisions(review)

    assert found["okta", "bo"] == (("keep", "boss"), None)
    assert found["okta", "gone"] == (("revoke", "ann"), None)
    assert found["okta", "ann"] == (("keep", "ciso"), "no reason")
    assert standing(review.locker, REVIEW).remarks == (
        "1 decisions are about accounts that are not on the list, first okta:acme/elsewhere",
    )


def test_nobody_decides_about_an_own_account(review):
    rows = [decided("bo", by="BO"), decided("ci", by="bo", system="aws", scope_id="123456789012")]
    review.say("register_access_review_decisions", rows, THEN)

    found = decisions(review)

    assert found["okta", "bo"][1] == "decided by its owner"
    assert found["aws", "ci"][1] == "decided by its owner"


def test_a_review_that_was_signed_over_another_list_or_day_is_said(review):
    signed = {"review": REVIEW, "as_of_date": NEXT.date(), "accounts_sha256": "0" * 64}
    review.say("register_access_reviews", [signed], THEN)

    remarks = standing(review.locker, REVIEW).remarks

    assert remarks == (
        "the register has it as of 2027-01-01, not 2026-12-31",
        f"it was signed over another list of accounts: {'0' * 64}",
    )


def test_a_conclusion_lists_what_was_decided_in_the_registers_form_and_is_recorded_once(review):
    for reviewer in ("ann", "boss"):
        hand_in(review, filled_in(review, reviewer), by=reviewer, answered_as=f"{reviewer}@airflow")

    first = conclude(review.locker, REVIEW, run=RUN, clock=lambda: THEN)
    again = conclude(review.locker, REVIEW, run=RUN, clock=lambda: THEN + timedelta(days=1))

    assert first == again
    assert first.record.decided == {"keep": 8, "undecided": 2}
    assert first.record.problems == 2
    rows = review.locker.read(first.record.for_register).decode().splitlines()
    assert rows[0] == (
        "review,system,scope_id,account,is_privileged,decision,reason,decided_by,decided_at"
    )
    assert "2026-Q4,okta,acme,bo,false,keep,Needed for work,ann,2027-01-04T06:00:00+00:00" in rows
    hand_in(review, filled_in(review, "ciso"), at=THEN + timedelta(days=2))
    later = conclude(review.locker, REVIEW, run=RUN, clock=lambda: THEN + timedelta(days=3))
    assert (later.record.problems, later.number) == (0, first.number + 2)


def test_by_hand_a_review_goes_its_whole_way(review, capsys, monkeypatch, tmp_path):
    def call(*arguments):
        given = ["review", "--locker", str(review.locker.root), "--review", REVIEW, *arguments]
        monkeypatch.setattr("sys.argv", given)
        return main(), capsys.readouterr().out

    written, _ = call("--packets", str(tmp_path / "packets"))
    form = tmp_path / "packets" / "ciso.csv"
    refused, why = call("--answer", str(form), "--by", "ciso")
    form.write_text(filled_in(review, "ciso"), encoding="utf-8")
    taken, _ = call("--answer", str(form), "--by", "ciso")
    stands, how = call()
    concluded, told = call("--conclude")

    assert (written, refused, taken, stands, concluded) == (0, 1, 0, 1, 1)
    assert "nothing is decided in it" in why
    assert how == "ann: 4 open\nboss: 4 open\n8 of 10 accounts are open\n"
    assert "okta:acme/bo: nobody decided" in told
    assert "10 accounts: 2 keep, 8 undecided; 8 cannot stand" in told
    assert (
        'systems: ["aws:123456789012", "github:acme", "okta:acme"], as_of_date: 2026-12-31' in told
    )
