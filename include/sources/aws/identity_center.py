"""Identity Center as people come by it into accounts: who there is, and who may use what where.

The account that owns an instance is asked for what is in it; every other one is told of the instance alone.
It answers in its own Region, which may be any that is enabled: each is asked for instances. It answers about
now only. Which second factor people need is not told by any API. Assignments are asked for per permission set
and account in which it is provisioned, since nothing lists all of them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws, required
from include.sources.aws._identity_center_datasets import (
    ASSIGNMENTS,
    GROUPS,
    INSTANCES,
    MEMBERSHIPS,
    PERMISSION_SETS,
    USERS,
)
from include.sources.aws._permission_set_questions import QUESTIONS
from include.sources.aws._questions import Row, ask
from include.sources.aws._regions import each_of, enabled_regions, rows_of
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(INSTANCES, USERS, GROUPS, MEMBERSHIPS, PERMISSION_SETS, ASSIGNMENTS),
)
# An instance of one account alone opens no accounts: asked for permission sets, it answers so.
_NO_PERMISSION_SETS = ("ValidationException",)


def collect(aws: Aws, into: Collection) -> None:
    """Read the instances that this account is told of, and what is in those that it owns."""
    instances: list[Row] = []
    with into.reading(*SOURCE.datasets):
        told = list(_instances(aws))
        instances = [row for row in told if _is_own(aws, row)]
        _keep(into, INSTANCES, told)
    if into.readings[INSTANCES.name].error is not None:
        return
    groups: list[Row] = []
    with into.reading(USERS):
        _keep(into, USERS, [row for each in instances for row in _users(aws, each)])
    with into.reading(GROUPS, MEMBERSHIPS):
        groups = [row for each in instances for row in _groups(aws, each)]
        _keep(into, GROUPS, groups)
    with into.reading(MEMBERSHIPS):
        if into.readings[GROUPS.name].error is None:
            regions = {each["identity_store_id"]: each["region"] for each in instances}
            rows = rows_of(
                groups, lambda each: _members(aws, each, regions[each["identity_store_id"]])
            )
            _keep(into, MEMBERSHIPS, rows)
    sets: list[Row] = []
    with into.reading(PERMISSION_SETS, ASSIGNMENTS):
        sets = [row for each in instances for row in _permission_sets(aws, each)]
    owners = {each["instance_arn"]: each for each in instances}
    with into.reading(ASSIGNMENTS):
        if into.readings[ASSIGNMENTS.name].error is None:
            rows = rows_of(sets, lambda each: _assigned(aws, each, owners[each["instance_arn"]]))
            _keep(into, ASSIGNMENTS, rows)
    with into.reading(PERMISSION_SETS):
        if into.readings[PERMISSION_SETS.name].error is None:
            each_of(sets, lambda each: _describe(aws, each, owners[each["instance_arn"]]))
            _keep(into, PERMISSION_SETS, sets)


def _keep(into: Collection, dataset: Any, rows: list[Row]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)


def _instances(aws: Aws) -> Iterable[Row]:
    """List the instances of every enabled Region, each once: in the first Region that tells of it."""
    found: dict[str, Row] = {}
    for row in rows_of(enabled_regions(aws), lambda region: _instances_in(aws, region)):
        found.setdefault(row["instance_arn"], row)
    return found.values()


def _instances_in(aws: Aws, region: str) -> Iterator[Row]:
    for each in aws.pages("sso-admin", "ListInstances", "Instances", region=region):
        yield _instance(each) | {"region": region}


def _is_own(aws: Aws, instance: Row) -> bool:
    # The organisation's instance is told to its members, too; only its owner can read it.
    return instance["owner_account_id"] in {None, aws.account_id}


def _instance(listed: dict[str, Any]) -> Row:
    return {
        "instance_arn": required(listed, "InstanceArn", "ListInstances"),
        "identity_store_id": required(listed, "IdentityStoreId", "ListInstances"),
        "owner_account_id": listed.get("OwnerAccountId"),
        "name": listed.get("Name"),
        "status": listed.get("Status"),
    }


def _users(aws: Aws, instance: Row) -> Iterator[Row]:
    store, region = instance["identity_store_id"], instance["region"]
    listed = aws.pages("identitystore", "ListUsers", "Users", region=region, IdentityStoreId=store)
    for each in listed:
        emails = sorted(each.get("Emails", []), key=lambda email: not email.get("Primary"))
        yield {
            "identity_store_id": store,
            "user_id": required(each, "UserId", "ListUsers"),
            "user_name": each.get("UserName"),
            "display_name": each.get("DisplayName"),
            "emails": [email["Value"] for email in emails if email.get("Value")],
            "external_ids": [f"{e['Issuer']}/{e['Id']}" for e in each.get("ExternalIds", [])],
            "status": each.get("UserStatus"),
            "created_at": each.get("CreatedAt"),
        }


def _groups(aws: Aws, instance: Row) -> Iterator[Row]:
    store, region = instance["identity_store_id"], instance["region"]
    listed = aws.pages(
        "identitystore", "ListGroups", "Groups", region=region, IdentityStoreId=store
    )
    for each in listed:
        yield {
            "identity_store_id": store,
            "group_id": required(each, "GroupId", "ListGroups"),
            "display_name": each.get("DisplayName"),
        }


def _members(aws: Aws, group: Row, region: str) -> Iterator[Row]:
    asked = {"IdentityStoreId": group["identity_store_id"], "GroupId": group["group_id"]}
    operation = "ListGroupMemberships"
    listed = aws.pages("identitystore", operation, "GroupMemberships", region=region, **asked)
    for each in listed:
        member = required(each, "MemberId", "ListGroupMemberships")
        yield {
            "identity_store_id": group["identity_store_id"],
            "group_id": group["group_id"],
            "user_id": required(member, "UserId", "ListGroupMemberships"),
        }


def _permission_sets(aws: Aws, instance: Row) -> Iterator[Row]:
    arn, region = instance["instance_arn"], instance["region"]
    operation, asked = "ListPermissionSets", {"InstanceArn": arn}
    if aws.call("sso-admin", operation, region=region, absent=_NO_PERMISSION_SETS, **asked) is None:
        return
    listed = aws.pages("sso-admin", operation, "PermissionSets", region=region, **asked)
    for permission_set in listed:
        yield {"permission_set_arn": permission_set, "instance_arn": arn, "read_errors": []}


def _describe(aws: Aws, permission_set: Row, instance: Row) -> None:
    """Fill in what the permission set holds; what cannot be read stays null."""
    for question in QUESTIONS:
        ask(
            aws,
            "sso-admin",
            permission_set,
            question,
            instance["region"],
            InstanceArn=permission_set["instance_arn"],
            PermissionSetArn=permission_set["permission_set_arn"],
        )


def _assigned(aws: Aws, permission_set: Row, instance: Row) -> Iterator[Row]:
    arn, region = permission_set["permission_set_arn"], instance["region"]
    asked = {"InstanceArn": instance["instance_arn"], "PermissionSetArn": arn}
    operation = "ListAccountsForProvisionedPermissionSet"
    for account in aws.pages("sso-admin", operation, "AccountIds", region=region, **asked):
        listed = aws.pages(
            "sso-admin",
            "ListAccountAssignments",
            "AccountAssignments",
            region=region,
            AccountId=str(account),
            **asked,
        )
        for each in listed:
            yield {
                "instance_arn": instance["instance_arn"],
                "identity_store_id": instance["identity_store_id"],
                "permission_set_arn": arn,
                "account_id": str(account),
                "principal_type": required(each, "PrincipalType", "ListAccountAssignments"),
                "principal_id": required(each, "PrincipalId", "ListAccountAssignments"),
            }
