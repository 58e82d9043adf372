"""Who comes into accounts by Identity Center is reviewed like every other account, and followed."""

from datetime import UTC, datetime, timedelta

import pytest

from include.control_tests.definitions import load
from include.locker import Locker
from include.model.company import read_company
from include.review import start
from include.review.answers import answer
from include.review.concluding import conclude
from include.review.following import follow_up
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.review.written import (
    AWS,
    DAY,
    NEXT,
    READ,
    RUN,
    SCOPE,
    SEEN,
    SETTINGS,
    World,
    decided,
)

STORE, INSTANCE = "d-1234567890", "arn:aws:sso:::instance/ssoins-1"
SYSTEM = "identity_center"


def user(name, emails=(), *, status="ENABLED", **other):
    return {
        "identity_store_id": STORE,
        "user_id": f"id-{name}",
        "user_name": name,
        "emails": list(emails),
        "status": status,
        "created_at": datetime(2025, 1, 1, tzinfo=UTC),
        **other,
    }


def permission_set(name, *, managed=(), customer=(), inline="none"):
    return {
        "permission_set_arn": f"arn:{name}",
        "instance_arn": INSTANCE,
        "name": name,
        "managed_policies": [f"arn:aws:iam::aws:policy/{each}" for each in managed],
        "customer_policies": list(customer),
        "inline_policy": inline,
        "permissions_boundary": "none",
    }


def assigned(name, principal, kind="USER", account=AWS):
    return {
        "instance_arn": INSTANCE,
        "identity_store_id": STORE,
        "permission_set_arn": f"arn:{name}",
        "account_id": account,
        "principal_type": kind,
        "principal_id": principal,
    }


@pytest.fixture
def center(world):
    """An instance of the account: an administrator by a group, a support agent, one who left, a stranger."""
    at = SEEN + timedelta(minutes=1)
    rows = {
        "instances": [
            {"instance_arn": INSTANCE, "identity_store_id": STORE, "owner_account_id": AWS},
            {"instance_arn": "arn:other", "identity_store_id": "d-2", "owner_account_id": "9" * 12},
        ],
        "users": [
            user("Ann@acme.example"),
            user("bo", ["bo@acme.example"]),
            user("dee@acme.example", status="DISABLED"),
            user("stranger@else.example"),
        ],
        "groups": [{"identity_store_id": STORE, "group_id": "g1", "display_name": "platform"}],
        "memberships": [
            {"identity_store_id": STORE, "group_id": "g1", "user_id": "id-Ann@acme.example"}
        ],
        "permission_sets": [
            permission_set("administrator", managed=["AdministratorAccess"]),
            permission_set("reading", managed=["ReadOnlyAccess"]),
            permission_set("support", customer=["/support"]),
        ],
        "assignments": [
            assigned("administrator", "g1", "GROUP"),
            assigned("reading", "id-bo", account="210987654321"),
            assigned("support", "id-stranger@else.example"),
        ],
    }
    for name, each in rows.items():
        dataset = f"aws_identity_center_{name}"
        world.say(dataset, [{"region": "eu-central-1", **row} for row in each], at)
    return world


def started(world):
    return start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT).record


def listed(world, record):
    rows = world.locker.table(record.accounts).to_pylist()
    return {row["account"]: row for row in rows if row["system"] == SYSTEM}


def test_each_user_is_reviewed_by_the_manager_of_whoever_has_the_address(center):
    record = started(center)

    found = listed(center, record)
    assert {name: (row["owner"], row["reviewer"]) for name, row in found.items()} == {
        "Ann@acme.example": ("Ann", "boss"),
        "bo": ("Bo", "ann"),
        "dee@acme.example": ("Dee", "ann"),
        "stranger@else.example": ("nobody", "ciso"),
    }
    assert {row["scope_id"] for row in found.values()} == {AWS}
    assert f"{SYSTEM}:{AWS}" in record.systems


def test_what_a_user_may_use_is_told_in_words_with_what_to_look_at(center):
    found = listed(center, started(center))

    told = {name: (row["rights"], row["flags"]) for name, row in found.items()}
    assert told == {
        "Ann@acme.example": (
            f"permission sets: administrator in {AWS} by group platform",
            ["may administer"],
        ),
        "bo": ("permission sets: reading in 210987654321", []),
        "dee@acme.example": ("no permission set", ["Dee left 2026-12-01", "cannot sign in"]),
        # What an account's own policies let them do stands there, and is not looked into.
        "stranger@else.example": (
            f"permission sets: support in {AWS}",
            ["nobody's account", "may administer? not known"],
        ),
    }
    assert {row["last_used"] for row in found.values()} == {"not told"}


def test_packets_hold_them_and_say_of_an_instance_that_is_not_read_that_it_is_not(center):
    record = started(center)

    (packet,) = [each for each in record.packets if each.reviewer == "ann"]
    assert f"{SYSTEM},{AWS},bo,".encode() in center.locker.read(packet.csv)
    page = center.locker.read(packet.html).decode()
    assert "permission sets: reading in 210987654321" in page
    (unknown,) = [each for each in record.unknown if "Identity Center" in each]
    assert unknown == (
        "who comes by Identity Center arn:other: its owner, account 999999999999, is not read"
    )
    assert "arn:other" in page


def test_without_the_assignments_rights_are_not_known(tmp_path):
    world = World(Locker.open(tmp_path / "other"))
    world.rows["aws_identity_center_users"] = [user("bo", ["bo@acme.example"])]
    world.observe(only=[each for each in READ if each != "aws_identity_center_assignments"])

    record = started(world)

    assert f"aws_identity_center_assignments of {AWS} was not observed" in record.unknown
    (row,) = listed(world, record).values()
    assert (row["rights"], row["is_privileged"]) == (None, None)


def test_who_was_revoked_is_gone_once_the_list_was_read_without_a_way_in(center):
    started(center)
    form = f"system,scope_id,account,decision,reason\n{SYSTEM},{AWS},bo,revoke,Moved\n"
    at = NEXT + timedelta(days=1)
    answer(center.locker, "2026-Q4", form.encode(), decided_by="ann", run=RUN, clock=lambda: at)
    conclude(center.locker, "2026-Q4", run=RUN, clock=lambda: at)
    dataset = "aws_identity_center_users"
    there = [user("bo", ["bo@acme.example"])]

    def followed(days, rows):
        center.say(dataset, rows, at + timedelta(days=days))
        record = follow_up(
            center.locker,
            SCOPE,
            "2026-Q4",
            run=RUN,
            clock=lambda: at + timedelta(days=days, hours=1),
        ).record
        return record.done, record.open

    assert followed(1, there) == (0, 1)
    # Users of AWS are read without it all the time: that is another list.
    center.say("aws_iam_users", center.rows["aws_iam_users"], at + timedelta(days=2))
    assert followed(3, [user("bo", status="DISABLED")]) == (1, 0)


def test_control_tests_hold_users_of_identity_center_against_the_decisions(center):
    center.say(
        "register_access_reviews",
        [
            {
                "review": "2026-Q4",
                "systems": [f"{SYSTEM}:{AWS}"],
                "as_of_date": DAY,
                "reviewer": "ciso",
                "reviewer_role": "CISO",
                "signed_at": SEEN,
            }
        ],
        SEEN + timedelta(minutes=2),
    )
    rows = [
        decided(name, what, system=SYSTEM, scope_id=AWS, decided_at=SEEN - timedelta(days=30))
        for name, what in (
            ("bo", "keep"),
            ("ann@acme.example", "revoke"),
            ("dee@acme.example", "revoke"),
        )
    ]
    center.say("register_access_review_decisions", rows, SEEN + timedelta(minutes=2))
    names = ("access_reviews_cover_every_account", "revoked_access_is_gone")
    company = read_company(COMPANY).model_copy(update={"scope": SCOPE})

    made = validate(center.locker, [load(each) for each in names], company, run=RUN)

    found = {
        (row["test"], row["item_id"]): row["verdict"]
        for each in made
        for row in center.locker.table(each.verdicts).to_pylist()
        if SYSTEM in row["item_id"] and row["verdict"] != "conforming"
    }
    assert found == {
        (names[0], f"{SYSTEM}/{AWS}/stranger@else.example"): "deviating",
        (names[1], f"2026-Q4/{SYSTEM}/{AWS}/ann@acme.example"): "deviating",
    }


def test_a_person_with_two_addresses_of_others_is_said_to_be_several_peoples(center):
    rows = [user("ann@acme.example", ["bo@acme.example"])]
    center.say("aws_identity_center_users", rows, SEEN + timedelta(minutes=2))

    (row,) = listed(center, started(center)).values()

    assert row["owners"] == ["ann", "bo"]
    assert "several people's" in row["flags"]
