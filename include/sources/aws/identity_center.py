"""Identity Center as people come by it into accounts: who there is, and who may use what where.

The account that owns the instance is asked; for every other one there is nothing to list. It answers about
now only. Which second factor people need is not told by any API. Assignments are asked for per permission
set and account in which it is provisioned, since nothing lists all of them.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws, required
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
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(INSTANCES, USERS, GROUPS, MEMBERSHIPS, PERMISSION_SETS, ASSIGNMENTS),
)


def collect(aws: Aws, into: Collection) -> None:
    """Read the instances that this account owns, and what is in each."""
    instances: list[Row] = []
    with into.reading(*SOURCE.datasets):
        listed = aws.pages("sso-admin", "ListInstances", "Instances")
        instances = [row for row in map(_instance, listed) if _is_own(aws, row)]
        _keep(into, INSTANCES, instances)
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
            _keep(into, MEMBERSHIPS, _flat(lambda group: _members(aws, group), groups))
    sets: list[Row] = []
    with into.reading(PERMISSION_SETS, ASSIGNMENTS):
        sets = [row for each in instances for row in _permission_sets(aws, each)]
    stores = {each["instance_arn"]: each["identity_store_id"] for each in instances}
    with into.reading(ASSIGNMENTS):
        if into.readings[ASSIGNMENTS.name].error is None:
            _keep(into, ASSIGNMENTS, _flat(lambda each: _assigned(aws, each, stores), sets))
    with into.reading(PERMISSION_SETS):
        if into.readings[PERMISSION_SETS.name].error is None:
            _flat(lambda each: _describe(aws, each), sets)
            _keep(into, PERMISSION_SETS, sets)


def _keep(into: Collection, dataset: Any, rows: list[Row]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)


def _flat(read: Callable[[Row], Iterable[Row]], items: Iterable[Row]) -> list[Row]:
    """Read all, a few at a time, and return what came in their order."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        return [row for rows in pool.map(lambda item: list(read(item)), items) for row in rows]


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
    store = instance["identity_store_id"]
    for each in aws.pages("identitystore", "ListUsers", "Users", IdentityStoreId=store):
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
    store = instance["identity_store_id"]
    for each in aws.pages("identitystore", "ListGroups", "Groups", IdentityStoreId=store):
        yield {
            "identity_store_id": store,
            "group_id": required(each, "GroupId", "ListGroups"),
            "display_name": each.get("DisplayName"),
        }


def _members(aws: Aws, group: Row) -> Iterator[Row]:
    asked = {"IdentityStoreId": group["identity_store_id"], "GroupId": group["group_id"]}
    for each in aws.pages("identitystore", "ListGroupMemberships", "GroupMemberships", **asked):
        member = required(each, "MemberId", "ListGroupMemberships")
        yield {
            "identity_store_id": group["identity_store_id"],
            "group_id": group["group_id"],
            "user_id": required(member, "UserId", "ListGroupMemberships"),
        }


def _permission_sets(aws: Aws, instance: Row) -> Iterator[Row]:
    arn = instance["instance_arn"]
    paginated = aws.pages("sso-admin", "ListPermissionSets", "PermissionSets", InstanceArn=arn)
    for permission_set in paginated:
        yield {"permission_set_arn": permission_set, "instance_arn": arn, "read_errors": []}


def _describe(aws: Aws, permission_set: Row) -> list[Row]:
    """Fill in what the permission set holds; what cannot be read stays null."""
    for question in QUESTIONS:
        ask(
            aws,
            "sso-admin",
            permission_set,
            question,
            None,
            InstanceArn=permission_set["instance_arn"],
            PermissionSetArn=permission_set["permission_set_arn"],
        )
    return []


def _assigned(aws: Aws, permission_set: Row, stores: dict[str, str]) -> Iterator[Row]:
    instance, arn = permission_set["instance_arn"], permission_set["permission_set_arn"]
    asked = {"InstanceArn": instance, "PermissionSetArn": arn}
    operation = "ListAccountsForProvisionedPermissionSet"
    for account in aws.pages("sso-admin", operation, "AccountIds", **asked):
        listed = aws.pages(
            "sso-admin",
            "ListAccountAssignments",
            "AccountAssignments",
            AccountId=str(account),
            **asked,
        )
        for each in listed:
            yield {
                "instance_arn": instance,
                "identity_store_id": stores[instance],
                "permission_set_arn": arn,
                "account_id": str(account),
                "principal_type": required(each, "PrincipalType", "ListAccountAssignments"),
                "principal_id": required(each, "PrincipalId", "ListAccountAssignments"),
            }
