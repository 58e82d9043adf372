import pytest

from include.model.errors import Cause, SourceUnreachable
from include.sources.aws import identity_center
from include.sources.aws._identity_center_datasets import (
    ASSIGNMENTS,
    GROUPS,
    INSTANCES,
    MEMBERSHIPS,
    PERMISSION_SETS,
    USERS,
)

INSTANCE = "arn:aws:sso:::instance/ssoins-1"
SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
OURS = {"InstanceArn": INSTANCE, "IdentityStoreId": "d-1", "OwnerAccountId": "123456789012"}


@pytest.fixture
def answers():
    return {
        "DescribeRegions": {"Regions": [{"RegionName": "eu-central-1"}]},
        "ListInstances": {"Instances": [OURS]},
        "ListUsers": {
            "Users": [
                {
                    "UserId": "u1",
                    "UserName": "ana",
                    "Emails": [{"Value": "b@x.example"}, {"Value": "a@x.example", "Primary": True}],
                    "UserStatus": "ENABLED",
                },
                {"UserId": "u2", "ExternalIds": [{"Issuer": "idp", "Id": "7"}]},
            ]
        },
        "ListGroups": {"Groups": [{"GroupId": "g1", "DisplayName": "ops"}]},
        "ListGroupMemberships": {"GroupMemberships": [{"MemberId": {"UserId": "u1"}}]},
        "ListPermissionSets": {"PermissionSets": [SET]},
        "DescribePermissionSet": {"PermissionSet": {"Name": "Admin", "SessionDuration": "PT8H"}},
        "ListManagedPoliciesInPermissionSet": {"AttachedManagedPolicies": [{"Arn": "arn:p"}]},
        "ListCustomerManagedPolicyReferencesInPermissionSet": {
            "CustomerManagedPolicyReferences": [{"Name": "own", "Path": "/x/"}]
        },
        "GetInlinePolicyForPermissionSet": {"InlinePolicy": ""},
        "GetPermissionsBoundaryForPermissionSet": None,
        "ListAccountsForProvisionedPermissionSet": {"AccountIds": ["210987654321"]},
        "ListAccountAssignments": {
            "AccountAssignments": [{"PrincipalType": "GROUP", "PrincipalId": "g1"}]
        },
    }


@pytest.fixture
def collect(collection, fake_aws, answers):
    """Return what a collection holds after the answers above, changed as told."""

    def run(**changes):
        into = collection(identity_center.SOURCE)
        aws = fake_aws(into, answers | changes)
        identity_center.collect(aws, into)
        into.asked = aws.asked
        return into

    return run


def failed(into):
    return {name for name, reading in into.readings.items() if reading.error}


def test_people_groups_and_who_may_use_what_where_are_read(collect, rows):
    into = collect()

    assert not failed(into)
    users = {each["user_id"]: each for each in rows(into, USERS)}
    assert users["u1"]["emails"] == ["a@x.example", "b@x.example"]
    assert (users["u2"]["status"], users["u2"]["external_ids"]) == (None, ["idp/7"])
    assert [each["display_name"] for each in rows(into, GROUPS)] == ["ops"]
    assert [(each["group_id"], each["user_id"]) for each in rows(into, MEMBERSHIPS)] == [
        ("g1", "u1")
    ]
    (assigned,) = rows(into, ASSIGNMENTS)
    assert (assigned["account_id"], assigned["principal_type"], assigned["principal_id"]) == (
        "210987654321",
        "GROUP",
        "g1",
    )
    assert assigned["identity_store_id"] == "d-1"


def test_a_permission_set_says_all_that_it_holds(collect, rows):
    into = collect()

    (row,) = rows(into, PERMISSION_SETS)
    assert row == {
        "permission_set_arn": SET,
        "instance_arn": INSTANCE,
        "name": "Admin",
        "session_duration": "PT8H",
        "managed_policies": ["arn:p"],
        "customer_policies": ["/x/own"],
        "inline_policy": "none",
        "permissions_boundary": "none",
        "read_errors": [],
    }


@pytest.mark.parametrize(
    ("boundary", "column"),
    [
        ({"ManagedPolicyArn": "arn:fence"}, "arn:fence"),
        ({"CustomerManagedPolicyReference": {"Name": "fence"}}, "/fence"),
    ],
)
def test_a_boundary_is_named_by_its_arn_or_by_its_path(collect, rows, boundary, column):
    into = collect(GetPermissionsBoundaryForPermissionSet={"PermissionsBoundary": boundary})

    assert rows(into, PERMISSION_SETS)[0]["permissions_boundary"] == column


@pytest.mark.parametrize("listed", [[], [OURS | {"OwnerAccountId": "999999999999"}]])
def test_an_account_that_owns_no_instance_is_told_of_it_and_lists_nothing(collect, rows, listed):
    into = collect(ListInstances={"Instances": listed})

    owners = [each["OwnerAccountId"] for each in listed]
    assert [each["owner_account_id"] for each in rows(into, INSTANCES)] == owners
    readings = into.readings.items()
    assert {each.expected_items for name, each in readings if name != INSTANCES.name} == {0}
    assert {operation for operation, _ in into.asked} == {"DescribeRegions", "ListInstances"}


def test_every_enabled_region_is_asked_and_an_instance_is_read_in_one(collect, rows):
    into = collect(DescribeRegions={"Regions": [{"RegionName": "us-east-1"}, {"RegionName": "eu"}]})

    regions = [told["region"] for name, told in into.asked if name == "ListInstances"]
    assert sorted(regions) == ["eu", "us-east-1"]
    assert [each["region"] for each in rows(into, INSTANCES)] == ["eu"]
    listings = {"DescribeRegions", "ListInstances"}
    assert {told["region"] for name, told in into.asked if name not in listings} == {"eu"}


def test_an_instance_of_one_account_alone_has_people_and_no_permission_sets(collect, rows):
    into = collect(ListPermissionSets=None)

    assert not failed(into)
    assert len(rows(into, USERS)) == 2
    assert (rows(into, PERMISSION_SETS), rows(into, ASSIGNMENTS)) == ([], [])


def test_a_call_that_fails_for_one_permission_set_leaves_nulls_and_says_so(collect, rows):
    refused = SourceUnreachable("no", cause=Cause.DENIED, code="AccessDeniedException")

    into = collect(GetInlinePolicyForPermissionSet=refused)

    (row,) = rows(into, PERMISSION_SETS)
    assert row["inline_policy"] is None
    assert row["read_errors"] == ["GetInlinePolicyForPermissionSet: AccessDeniedException"]


def test_a_list_of_policies_that_goes_on_is_unreadable(collect, rows):
    longer = {"AttachedManagedPolicies": [{"Arn": "arn:p"}], "NextToken": "more"}

    into = collect(ListManagedPoliciesInPermissionSet=longer)

    (row,) = rows(into, PERMISSION_SETS)
    assert row["managed_policies"] is None
    assert row["read_errors"] == ["ListManagedPoliciesInPermissionSet: MALFORMED"]


@pytest.mark.parametrize(
    ("operation", "datasets"),
    [
        ("DescribeRegions", {each.name for each in identity_center.SOURCE.datasets}),
        ("ListInstances", {each.name for each in identity_center.SOURCE.datasets}),
        ("ListUsers", {USERS.name}),
        ("ListGroups", {GROUPS.name, MEMBERSHIPS.name}),
        ("ListGroupMemberships", {MEMBERSHIPS.name}),
        ("ListPermissionSets", {PERMISSION_SETS.name, ASSIGNMENTS.name}),
        ("ListAccountAssignments", {ASSIGNMENTS.name}),
    ],
)
def test_a_denied_list_fails_what_it_is_of_and_nothing_else(collect, denied, operation, datasets):
    into = collect(**{operation: denied})

    assert failed(into) == datasets
