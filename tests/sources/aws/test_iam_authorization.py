import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from include.model.errors import Cause
from include.sources.aws import iam_authorization
from include.sources.aws._authorization_datasets import (
    ATTACHMENTS,
    GROUPS,
    POLICIES,
    ROLES,
    STATEMENTS,
    TRUSTS,
    USERS,
)

MADE = datetime(2026, 1, 2, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 1, tzinfo=UTC)
ROOT = "arn:aws:iam::123456789012"
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
TRUST = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Principal": {"Service": "ec2.amazonaws.com"},
}


def policy(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def user(name, **more):
    return {"UserName": name, "Arn": f"{ROOT}:user/{name}", "CreateDate": MADE, "Path": "/"} | more


def group(name, **more):
    return {"GroupName": name, "Arn": f"{ROOT}:group/{name}", "Path": "/"} | more


def role(name, **more):
    told = {"RoleName": name, "Arn": f"{ROOT}:role/{name}", "Path": "/", "RoleLastUsed": {}}
    return told | {"AssumeRolePolicyDocument": policy(TRUST)} | more


def managed(name, *versions, default="v1", owner="123456789012"):
    listed = [{"VersionId": each, "Document": document} for each, document in versions]
    return {
        "PolicyName": name,
        "Arn": f"arn:aws:iam::{owner}:policy/{name}",
        "DefaultVersionId": default,
        "PolicyVersionList": listed,
    }


def page(users=(), groups=(), roles=(), policies=()):
    return {
        "UserDetailList": list(users),
        "GroupDetailList": list(groups),
        "RoleDetailList": list(roles),
        "Policies": list(policies),
    }


def summary(users=0, groups=0, policies=0):
    return {"SummaryMap": {"Users": users, "Groups": groups, "Policies": policies}}


def listed(*names, made=MADE):
    return {
        "Roles": [
            {"Arn": f"{ROOT}:role/{name}", "MaxSessionDuration": 3600, "CreateDate": made}
            for name in names
        ]
    }


@pytest.fixture
def collect(collection, fake_aws):
    """Return what a collection holds after these pages; the account agrees with them unless told."""

    def run(*pages, **changes):
        into = collection(iam_authorization.SOURCE)
        own = [p for each in pages for p in each["Policies"] if ":iam::aws:" not in p["Arn"]]
        said = summary(
            sum(len(each["UserDetailList"]) for each in pages),
            sum(len(each["GroupDetailList"]) for each in pages),
            len(own),
        )
        answers = {
            "GetAccountAuthorizationDetails": list(pages),
            "GetAccountSummary": said,
            "ListRoles": listed(*(r["RoleName"] for each in pages for r in each["RoleDetailList"])),
        }
        iam_authorization.collect(fake_aws(into, answers | changes), into)
        return into

    return run


def errors(into):
    return {each.error.cause for each in into.readings.values() if each.error}


def unexplained(into):
    return {
        name: each.reconciliation.unexplained_items
        for name, each in into.readings.items()
        if each.reconciliation.unexplained_items
    }


def test_users_groups_and_roles_come_with_what_they_hold(collect, rows):
    bounded = {"PermissionsBoundary": {"PermissionsBoundaryArn": f"{ROOT}:policy/fence"}}
    attached = [
        {"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    ]
    inline = [{"PolicyName": "own", "PolicyDocument": policy(ALLOW)}]

    into = collect(
        page([user("ana", GroupList=["ops"], UserPolicyList=inline, **bounded)]),
        page((), [group("ops", AttachedManagedPolicies=attached)], [role("app")]),
    )

    assert rows(into, USERS)[0]["groups"] == ["ops"]
    assert rows(into, USERS)[0]["permissions_boundary"] == f"{ROOT}:policy/fence"
    assert [each["group"] for each in rows(into, GROUPS)] == ["ops"]
    assert [(a["principal"], a["usage"], a["policy"]) for a in rows(into, ATTACHMENTS)] == [
        ("ana", "boundary", f"{ROOT}:policy/fence"),
        ("ana", "permissions", f"{ROOT}:user/ana/inline/own"),
        ("ops", "permissions", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
    ]
    assert not errors(into)
    assert unexplained(into) == {}


def test_every_version_is_kept_and_the_one_in_force_is_marked(collect, rows):
    versions = (("v2", policy(ALLOW, ALLOW)), ("v1", quote(json.dumps(policy(ALLOW)))))

    into = collect(page(policies=[managed("deploy", *versions, default="v2")]))

    kept = [
        (p["version_id"], p["is_default_version"], p["statements"]) for p in rows(into, POLICIES)
    ]
    assert kept == [("v2", True, 2), ("v1", False, 1)]
    in_force = [each["version_id"] for each in rows(into, STATEMENTS) if each["is_default_version"]]
    assert in_force == ["v2", "v2"]


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ((("v1", policy(ALLOW, {"Effect": "allow"})),), "PolicyDocument: MALFORMED"),
        ((("v1", "%7B"),), "PolicyDocument: MALFORMED"),
        ((("v9", policy(ALLOW)),), "PolicyDocument: missing"),
        ((), "PolicyDocument: missing"),
    ],
)
def test_a_policy_that_nobody_understands_is_a_row_without_a_count(collect, rows, versions, said):
    into = collect(page(policies=[managed("strange", *versions)]))

    row = next(each for each in rows(into, POLICIES) if each["is_default_version"])
    assert row["statements"] is None
    assert row["read_errors"][0].startswith(said)
    assert not [each for each in rows(into, STATEMENTS) if each["is_default_version"]]


def test_a_trust_that_nobody_understands_is_a_role_without_a_count(collect, rows):
    into = collect(page(roles=[role("odd", AssumeRolePolicyDocument="%"), role("plain")]))

    assert [each["trust_statements"] for each in rows(into, ROLES)] == [None, 1]
    assert [each["role_arn"] for each in rows(into, TRUSTS)] == [f"{ROOT}:role/plain"]


def test_a_role_says_when_it_was_used_and_how_long_a_session_lasts(collect, rows):
    used = {"LastUsedDate": MADE, "Region": "us-east-1"}
    linked = role("x", Path="/aws-service-role/x.amazonaws.com/")
    silent = {key: value for key, value in role("y").items() if key != "RoleLastUsed"}

    into = collect(page(roles=[role("app", RoleLastUsed=used), linked, silent]))

    told = [
        (each["last_used_state"], each["last_used_date"], each["is_service_linked"])
        for each in rows(into, ROLES)
    ]
    assert told == [("used", MADE, False), ("never", None, True), (None, None, False)]
    assert rows(into, ROLES)[0]["max_session_seconds"] == 3600


def test_only_the_companys_own_policies_are_counted_by_the_account(collect):
    shipped = managed("ReadOnlyAccess", ("v1", policy(ALLOW)), owner="aws")

    into = collect(page(policies=[shipped, managed("own", ("v1", policy(ALLOW)))]))

    assert into.readings["aws_iam_policies"].reconciliation.independent_count == 1
    assert unexplained(into) == {}


def test_a_page_of_users_that_got_lost_leaves_nothing_that_they_hold_whole(collect):
    into = collect(page([user("ana")]), GetAccountSummary=summary(users=3))

    held = ("policies", "attachments", "policy_statements", "trust_statements")
    assert unexplained(into) == {"aws_iam_user_details": 2} | {
        f"aws_iam_{each}": 2 for each in held
    }


def test_who_was_made_or_deleted_meanwhile_is_explained(collect):
    answers = iter([summary(users=1), summary(users=2)])

    into = collect(page([user("ana")]), GetAccountSummary=lambda: next(answers))

    reconciliation = into.readings["aws_iam_user_details"].reconciliation
    assert reconciliation.explained == ("Users made or deleted meanwhile: 1 before, 2 after",)
    assert reconciliation.unexplained_items == 0


def test_a_role_that_the_details_kept_back_is_unexplained_and_a_new_one_is_named(collect):
    old = collect(page(roles=[role("app")]), ListRoles=listed("app", "hidden"))
    new = collect(page(roles=[role("gone")]), ListRoles=listed("new", made=LATER))

    assert unexplained(old)["aws_iam_roles"] == 1
    assert new.readings["aws_iam_roles"].reconciliation.explained == (
        f"created since the details: {ROOT}:role/new",
        f"deleted since the details: {ROOT}:role/gone",
    )


@pytest.mark.parametrize(
    "operation", ["GetAccountAuthorizationDetails", "GetAccountSummary", "ListRoles"]
)
def test_a_call_that_is_denied_fails_every_dataset(collect, denied, operation):
    into = collect(page([user("ana")]), **{operation: denied})

    assert {name for name, each in into.readings.items() if each.error} == into.readings.keys()
    assert errors(into) == {Cause.DENIED}


def test_an_item_without_its_name_fails_the_collection(collect):
    into = collect(page([{"Arn": f"{ROOT}:user/x"}]))

    assert errors(into) == {Cause.MALFORMED}
