"""What was decided is followed until the systems show it."""

from datetime import timedelta

import pytest

from include.model.errors import Refused
from include.review import answer, conclude, follow_up, start
from include.review.following import open_accounts
from tests.review.written import DAY, NEXT, RUN, SCOPE, SETTINGS, aws_user, other_account

REVIEW = "2026-Q4"
THEN = NEXT + timedelta(days=3)
FORM = "system,scope_id,account,decision,reason\n"


@pytest.fixture
def review(world):
    """Two accounts are to be revoked and one to be changed."""
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)
    for by, rows in {
        "ciso": "aws,123456789012,lost,revoke,Nobody's\ngithub,acme,guest,revoke,Done here\n",
        "boss": "aws,123456789012,ann,change,Reading is enough\n",
        "ann": "okta,acme,gone,revoke,Left\n",
    }.items():
        text = (FORM + rows).encode()
        answer(world.locker, REVIEW, text, decided_by=by, run=RUN, clock=lambda: THEN)
    conclude(world.locker, REVIEW, run=RUN, clock=lambda: THEN)
    return world


def followed(world, at):
    entry = follow_up(world.locker, SCOPE, REVIEW, run=RUN, clock=lambda: at)
    rows = world.locker.table(entry.record.parquet).to_pylist()
    return entry, {row["account"]: row for row in rows}


def test_what_is_still_there_is_open(review):
    review.observe(THEN + timedelta(hours=2))

    entry, rows = followed(review, THEN + timedelta(hours=3))

    assert (entry.record.done, entry.record.open) == (0, 4)
    assert rows["lost"]["last_seen_at"] == THEN + timedelta(hours=2)
    assert list(open_accounts(review.locker, entry.record)) == [
        "aws:123456789012/ann: change, decided 2027-01-04",
        "aws:123456789012/lost: revoke, decided 2027-01-04",
        "github:acme/guest: revoke, decided 2027-01-04",
        "okta:acme/gone: revoke, decided 2027-01-04",
    ]


def test_deleted_and_disabled_accounts_are_gone_since_the_first_look_without_them(review):
    review.observe(THEN + timedelta(hours=2))
    review.rows["aws_iam_users"] = [
        aws_user("ann"),
        aws_user("ciso"),
        aws_user("lost", password_enabled=False),
    ]
    review.rows["github_outside_collaborators"] = []
    review.rows["register_accounts"] = [other_account("gone", is_enabled=False)]
    review.observe(THEN + timedelta(hours=8))
    review.observe(THEN + timedelta(hours=14))

    entry, rows = followed(review, THEN + timedelta(hours=15))

    assert (entry.record.done, entry.record.open) == (3, 1)
    for name in ("lost", "guest", "gone"):
        assert rows[name]["last_seen_at"] == THEN + timedelta(hours=2)
        assert rows[name]["done_at"] == THEN + timedelta(hours=8)


def test_an_account_is_not_gone_while_a_list_that_could_have_it_was_not_read(review):
    review.rows["github_outside_collaborators"] = []
    review.observe(
        THEN + timedelta(hours=2),
        only=("github_outside_collaborators", *_but("github_members")),
    )

    _, rows = followed(review, THEN + timedelta(hours=3))

    assert rows["guest"]["is_done"] is False


def test_one_who_may_or_may_not_be_able_to_sign_in_is_not_gone(review):
    review.rows["aws_iam_users"] = [aws_user("lost", password_enabled=None)]
    review.observe(THEN + timedelta(hours=2))

    _, rows = followed(review, THEN + timedelta(hours=3))

    assert rows["lost"]["is_done"] is False


def test_a_change_is_done_when_the_rights_are_others(review):
    review.rows["aws_iam_attachments"] = review.rows["aws_iam_attachments"][:1]
    review.observe(THEN + timedelta(hours=2))

    _, rows = followed(review, THEN + timedelta(hours=3))

    assert rows["ann"]["is_done"] is True
    assert rows["ann"]["rights"] == "policies: Reading"


def test_what_stays_the_same_is_recorded_once_and_what_was_done_stays_done(review):
    review.observe(THEN + timedelta(hours=2))
    first, _ = followed(review, THEN + timedelta(hours=3))
    review.observe(THEN + timedelta(hours=8))
    same, _ = followed(review, THEN + timedelta(hours=9))
    review.rows["register_accounts"] = []
    review.observe(THEN + timedelta(hours=14))
    gone, _ = followed(review, THEN + timedelta(hours=15))
    review.rows["register_accounts"] = [other_account("gone")]
    review.observe(THEN + timedelta(hours=20))

    back, rows = followed(review, THEN + timedelta(hours=21))

    assert first == same
    assert gone.record.done == 1
    assert back == gone
    assert rows["gone"]["done_at"] == THEN + timedelta(hours=14)


def test_nothing_is_followed_before_it_was_concluded(world):
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)

    with pytest.raises(Refused, match="never concluded"):
        follow_up(world.locker, SCOPE, REVIEW, run=RUN, clock=lambda: THEN)


def _but(name):
    from tests.review.written import READ

    return [each for each in READ if each not in {name, "github_outside_collaborators"}]
