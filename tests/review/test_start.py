"""What a review freezes, whom it gives each account to, and what the packets say."""

from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.locker import Locker
from include.model.access_review import AccessReviewFile
from include.model.errors import DefinitionError, OutOfReach, Refused, WindowOpen
from include.review import start
from include.review.reviewers import People, reviewer_of
from tests.review.written import (
    AWS,
    DAY,
    NEXT,
    RUN,
    SCOPE,
    SEEN,
    SETTINGS,
    World,
    aws_user,
    member,
    other_account,
    person,
)


def started(world, as_of=DAY, clock=lambda: NEXT, **other):
    return start(world.locker, SCOPE, SETTINGS, as_of=as_of, run=RUN, clock=clock, **other).record


def listed(world, record):
    rows = world.locker.table(record.accounts).to_pylist()
    return {(row["system"], row["account"]): row for row in rows}


def test_every_account_goes_to_its_owners_manager_or_to_the_first_reviewer(world):
    found = listed(world, started(world))

    assert {key: row["reviewer"] for key, row in found.items()} == {
        ("aws", "ann"): "boss",
        ("aws", "ci"): "ann",
        ("aws", "ciso"): "boss",
        ("aws", "lost"): "ciso",
        ("github", "ann-gh"): "boss",
        ("github", "bo-gh"): "ann",
        ("github", "guest"): "ciso",
        ("okta", "ann"): "boss",
        ("okta", "bo"): "ann",
        ("okta", "gone"): "ann",
    }


def test_what_an_account_may_do_is_told_in_words_with_what_to_look_at(world):
    found = listed(world, started(world))

    assert found["aws", "ann"]["rights"] == "policies: Admin by group ops, Reading"
    assert found["aws", "ann"]["flags"] == ["may administer"]
    assert found["github", "bo-gh"]["rights"] == "member; teams: core"
    assert found["github", "guest"]["rights"] == "outside collaborator; write of api"
    assert found["okta", "gone"]["flags"] == ["Dee left 2026-12-01"]
    assert found["aws", "ci"]["owner"] == "machine, Bo answers for it"
    assert found["aws", "ci"]["last_used"] == "never"
    assert found["aws", "lost"]["flags"] == ["nobody's account"]


def test_the_list_names_each_observation_that_it_was_made_from_and_has_a_hash_of_its_own(world):
    record = started(world)

    manifests = {
        (each.record.dataset, each.record.parquet.sha256)
        for each in world.locker.entries()
        if each.record.kind == "collection"
    }
    assert {(each.dataset, each.sha256) for each in record.observed} == manifests
    assert record.systems == (f"aws:{AWS}", "github:acme", "okta:acme")
    assert record.due_at == datetime(2027, 1, 23, tzinfo=UTC)
    assert len(record.accounts_sha256) == 64


def test_of_several_observations_the_last_one_of_the_day_counts(world):
    world.say("register_accounts", [other_account("early")], SEEN - timedelta(hours=6))
    world.say("register_accounts", [other_account("late")], datetime(2027, 1, 1, 1, tzinfo=UTC))

    found = listed(world, started(world))

    assert ("okta", "bo") in found
    assert not {("okta", "early"), ("okta", "late")} & found.keys()


def test_what_is_new_since_the_last_review_is_said(world):
    started(world)
    later = SEEN + timedelta(days=90)
    world.rows["github_members"] = [member("ann-gh"), member("bo-gh"), member("new-gh")]
    world.rows["register_accounts"] = [other_account("ann"), other_account("bo", is_enabled=False)]
    world.observe(later)

    found = listed(world, started(world, later.date(), lambda: later + timedelta(days=1)))

    assert found["github", "new-gh"]["change"] == "new"
    assert "new since the last review" in found["github", "new-gh"]["flags"]
    assert found["github", "ann-gh"]["change"] == "rights were: owner of the organisation"
    assert found["okta", "bo"]["change"] == "could sign in"
    assert found["okta", "bo"]["flags"] == ["cannot sign in"]
    assert found["github", "bo-gh"]["change"] == "none"
    assert found["aws", "ann"]["flags"] == ["may administer", "not used for 90 days"]


def test_a_review_is_started_once(world):
    first, again = started(world), started(world, clock=lambda: NEXT + timedelta(days=3))

    assert first == again
    with pytest.raises(Refused, match="review 2026-Q4 is as of 2026-12-31"):
        started(world, date(2026, 12, 30))


def test_of_a_day_that_is_not_over_or_was_not_observed_nothing_can_be_known(world):
    with pytest.raises(WindowOpen):
        started(world, NEXT.date())
    with pytest.raises(OutOfReach, match="nothing was observed in the two days before 2026-12-30"):
        started(world, date(2026, 12, 29))


def test_a_list_that_did_not_come_stops_the_review_and_rights_that_did_not_are_said_to_be_unknown(
    tmp_path,
):
    half, blind = World(Locker.open(tmp_path / "a")), World(Locker.open(tmp_path / "b"))
    half.observe(only=("aws_iam_users", "aws_identity_center_users", "register_accounts"))
    needed = (
        *("aws_iam_users", "aws_identity_center_users"),
        *("github_members", "github_outside_collaborators", "register_accounts"),
        *("register_roster", "register_service_accounts", "register_break_glass_principals"),
    )
    blind.observe(only=needed)

    record = started(blind)

    with pytest.raises(Refused, match=r"register_break_glass_principals of company was not obs"):
        started(half)
    assert "aws_iam_user_details of 123456789012 was not observed" in record.unknown
    assert listed(blind, record)["aws", "ann"]["rights"] is None
    assert "may administer? not known" in listed(blind, record)["aws", "ann"]["flags"]


def test_a_register_that_the_company_does_not_keep_is_said_and_stops_nothing(tmp_path):
    world = World(Locker.open(tmp_path / "locker"))
    world.rows["register_accounts"] = None
    world.observe()

    record = started(world)

    assert record.unknown == ("register_accounts: the company does not keep it",)
    assert record.systems == (f"aws:{AWS}", "github:acme")


def test_a_reviewer_who_does_not_work_here_is_refused(world):
    wrong = AccessReviewFile(reviewers=("ciso", "dee"))

    with pytest.raises(DefinitionError, match="reviewer dee is nobody of the roster who works"):
        start(world.locker, SCOPE, wrong, as_of=DAY, run=RUN, clock=lambda: NEXT)


def test_names_from_evidence_are_no_markup_and_no_formula(world):
    hostile = "<script>alert(1)</script>"
    world.rows["register_accounts"] = [other_account(hostile), other_account("=cmd()", rights="+1")]
    world.observe(SEEN + timedelta(minutes=1))

    record = started(world)

    (packet,) = [each for each in record.packets if each.reviewer == "ciso"]
    page = world.locker.read(packet.html).decode()
    assert hostile not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    table = world.locker.read(packet.csv).decode()
    assert "acme,'=cmd()," in table
    assert ",'+1," in table


class _Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names = []
        self._is_name = False

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self._is_name = tag == "bdi"

    def handle_data(self, data):
        if self._is_name:
            self.names.append(data)
            self._is_name = False


def test_a_page_shows_the_accounts_of_its_table_and_who_decides(world):
    record = started(world)

    for packet in record.packets:
        cells = _Cells()
        cells.feed(world.locker.read(packet.html).decode())
        rows = world.locker.read(packet.csv).decode().splitlines()[1:]
        assert cells.names[0] == packet.reviewer.title()
        assert cells.names[1:] == [row.split(",")[2] for row in rows]
        assert len(rows) == packet.accounts
        assert world.locker.storage.find(packet.html)


PEOPLE = ("ann", "bo", "boss", "ciso", "dee")
NAMES = st.sampled_from([*PEOPLE, "nobody", "ci"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    accounts=st.lists(NAMES, unique=True),
    members=st.lists(NAMES, unique=True),
    owned=st.dictionaries(st.sampled_from(PEOPLE), st.lists(NAMES, max_size=3)),
    managers=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([*PEOPLE, None])),
)
def test_every_account_is_in_exactly_one_packet_and_never_in_its_owners(
    tmp_path_factory, accounts, members, owned, managers
):
    world = World(Locker.open(tmp_path_factory.mktemp("review")))
    world.rows["aws_iam_users"] = [aws_user(name) for name in accounts]
    world.rows["github_members"] = [member(name) for name in members]
    shared = [f"aws:{AWS}/{name}" for names in owned.values() for name in names]
    world.rows["register_roster"] = [
        person(
            name,
            managers.get(name),
            [
                # One account is one person's here, so that somebody is always left to review it.
                f"aws:{AWS}/{each}"
                for each in owned.get(name, ())
                if shared.count(f"aws:{AWS}/{each}") == 1
            ],
            date(2026, 6, 1) if name == "dee" else None,
        )
        for name in PEOPLE
    ]
    world.observe()

    record = started(world)

    rows = world.locker.table(record.accounts).to_pylist()
    seen = [(row["system"], row["account"]) for row in rows]
    assert len(seen) == len(set(seen))
    assert {name for system, name in seen if system == "aws"} == set(accounts)
    assert {name for system, name in seen if system == "github"} == {*members, "guest"}
    assert not [row for row in rows if row["reviewer"] in row["owners"]]
    assert {row["reviewer"] for row in rows if not row["owners"]} <= {"ciso"}
    assert "dee" not in {each.reviewer for each in record.packets}
    assert sum(each.accounts for each in record.packets) == len(rows)
    in_packets = [
        tuple(line.split(",")[:3:2])
        for each in record.packets
        for line in world.locker.read(each.csv).decode().splitlines()[1:]
    ]
    assert sorted(in_packets) == sorted(seen)


@given(owners=st.sets(st.sampled_from(PEOPLE)))
def test_an_account_of_everybody_who_could_review_it_is_refused_and_no_other(owners):
    roster = People(
        {**person(each, "boss"), "is_active": True, "manager": "boss"} for each in PEOPLE
    )

    if {"boss", "ciso"} <= owners:
        with pytest.raises(Refused, match="every reviewer is its owner"):
            reviewer_of("aws:1/x", owners, roster, ("ciso", "boss"))
    else:
        assert reviewer_of("aws:1/x", owners, roster, ("ciso", "boss")) not in owners
