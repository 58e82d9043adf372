from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceUnreachable
from include.sources.aws import organization
from include.sources.aws.organization import ACCOUNTS, REGIONS

HUB, OTHER = "123456789012", "210987654321"
JOINED = datetime(2026, 1, 2, tzinfo=UTC)
UNITS = {"r-1": [{"Id": "ou-1", "Name": "Workloads"}], "ou-1": [{"Id": "ou-2", "Name": "Prod"}]}
PLACED = {"r-1": [{"Id": HUB}], "ou-2": [{"Id": OTHER}]}


def account(id_, **more):
    return {"Id": id_, "Name": f"n{id_[0]}", "JoinedTimestamp": JOINED, "State": "ACTIVE"} | more


@pytest.fixture
def collect(collection, fake_aws):
    """Return what a collection holds of an organisation of two accounts, changed as told."""
    answers = {
        "DescribeOrganization": {"Organization": {"MasterAccountId": HUB}},
        "ListAccounts": {"Accounts": [account(HUB), account(OTHER)]},
        "ListRoots": {"Roots": [{"Id": "r-1"}]},
        "ListAccountsForParent": lambda **of: {"Accounts": PLACED.get(of["ParentId"], [])},
        "ListOrganizationalUnitsForParent": lambda **of: {
            "OrganizationalUnits": UNITS.get(of["ParentId"], [])
        },
        "ListTagsForResource": lambda **of: {
            "Tags": [{"Key": "env", "Value": "prod"}] if of["ResourceId"] == OTHER else []
        },
        "DescribeRegions": {"Regions": [{"RegionName": "eu"}]},
    }

    def run(**changes):
        into = collection(organization.SOURCE)
        aws = fake_aws(into, answers | changes)
        organization.collect(aws, into)
        into.asked = aws.asked
        return into

    return run


def test_each_account_comes_with_its_units_and_tags(collect, rows):
    into = collect()

    hub, other = rows(into, ACCOUNTS)
    assert (hub["ou_path"], hub["tags"], hub["is_management"]) == ("/", [], True)
    assert (other["ou_path"], other["tags"]) == ("/Workloads/Prod", [("env", "prod")])
    assert (other["status"], other["joined_at"], other["read_errors"]) == ("ACTIVE", JOINED, [])
    assert into.readings[ACCOUNTS.name].reconciliation.unexplained_items == 0


def test_an_account_in_a_unit_that_the_list_of_accounts_lacks_is_unexplained(collect):
    into = collect(ListAccounts={"Accounts": [account(HUB)]})

    assert into.readings[ACCOUNTS.name].reconciliation.unexplained_items == 1


def test_the_older_word_for_the_state_is_read_where_the_newer_one_is_missing(collect, rows):
    old = {"Id": OTHER, "Name": "old", "Status": "SUSPENDED"}

    into = collect(ListAccounts={"Accounts": [old, {"Id": HUB}]})

    assert [row["status"] for row in rows(into, ACCOUNTS)] == ["SUSPENDED", None]


@pytest.mark.parametrize(
    ("operation", "column"),
    [("ListRoots", "ou_path"), ("ListTagsForResource", "tags")],
)
def test_an_account_whose_place_or_tags_cannot_be_read_stays(
    collect, rows, denied, operation, column
):
    into = collect(**{operation: denied})

    found = rows(into, ACCOUNTS)
    assert [row["account_id"] for row in found] == [HUB, OTHER]
    assert {row[column] for row in found} == {None}
    assert all(row["read_errors"] for row in found)
    assert into.readings[ACCOUNTS.name].error is None


def test_an_account_without_an_organisation_is_all_there_is(collect, rows):
    into = collect(DescribeOrganization=None)

    (row,) = rows(into, ACCOUNTS)
    assert (row["account_id"], row["ou_path"], row["is_management"]) == (HUB, None, False)


def test_a_member_lists_nobody(collect, rows):
    into = collect(DescribeOrganization={"Organization": {"MasterAccountId": OTHER}})

    assert rows(into, ACCOUNTS) == []
    assert into.readings[ACCOUNTS.name].expected_items == 0


def test_a_list_that_cannot_be_read_fails_the_accounts_alone(collect, rows):
    denied = SourceUnreachable("denied", cause=Cause.DENIED, code="AccessDeniedException")

    into = collect(ListAccounts=denied)

    assert into.readings[ACCOUNTS.name].error is denied
    assert [row["region"] for row in rows(into, REGIONS)] == ["eu"]
