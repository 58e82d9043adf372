"""Makes rows of what GetAccountAuthorizationDetails says of a user, group, role or policy."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from include.model.dataset import Dataset
from include.sources.aws._authorization_datasets import (
    ATTACHMENTS,
    GROUPS,
    POLICIES,
    ROLES,
    STATEMENTS,
    TRUSTS,
    USERS,
)
from include.sources.aws._client import required
from include.sources.aws._iam_policies import identity_statements, trust_statements

Item = Mapping[str, Any]
Row = dict[str, Any]
Rows = Iterable[tuple[Dataset, Row]]
_OPERATION = "GetAccountAuthorizationDetails"
_SERVICE_LINKED = "/aws-service-role/"


def user_rows(user: Item) -> Rows:
    """Yield the user, what it holds, and its inline policies."""
    row = _named(user, "user", "User")
    groups = user.get("GroupList", [])
    yield USERS, row | {"groups": groups, **_bounded(user), "tags": _tags(user)}
    yield from _held(user, row["arn"], "user", row["user"], "UserPolicyList")


def group_rows(group: Item) -> Rows:
    """Yield the group, what it holds, and its inline policies."""
    row = _named(group, "group", "Group")
    yield GROUPS, row
    yield from _held(group, row["arn"], "group", row["group"], "GroupPolicyList")


def role_rows(role: Item) -> Rows:
    """Yield the role, whom it trusts, what it holds, and its inline policies."""
    row = _named(role, "role", "Role") | _bounded(role) | _last_used(role.get("RoleLastUsed"))
    trusts, errors = _taken_apart(
        trust_statements, role.get("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument"
    )
    yield (
        ROLES,
        row
        | {
            "is_service_linked": str(row["path"]).startswith(_SERVICE_LINKED),
            "instance_profiles": [
                required(each, "InstanceProfileName", _OPERATION)
                for each in role.get("InstanceProfileList", [])
            ],
            "trust_statements": None if trusts is None else len(trusts),
            "tags": _tags(role),
            "read_errors": errors,
        },
    )
    for trust in trusts or ():
        yield TRUSTS, {"role_arn": row["arn"], **trust}
    yield from _held(role, row["arn"], "role", row["role"], "RolePolicyList")


def policy_rows(policy: Item) -> Rows:
    """Yield every version of a managed policy with its statements; the one in force always has a row."""
    arn, name = required(policy, "Arn", _OPERATION), required(policy, "PolicyName", _OPERATION)
    in_force = required(policy, "DefaultVersionId", _OPERATION)
    versions = {
        required(each, "VersionId", _OPERATION): each
        for each in policy.get("PolicyVersionList", [])
    }
    for version in {in_force: {}} | versions:
        told = versions.get(version, {})
        row = {
            "policy": arn,
            "policy_name": name,
            "kind": _kind(arn),
            "version_id": version,
            "is_default_version": version == in_force,
            "create_date": told.get("CreateDate"),
        }
        yield from _policy(row, told.get("Document"))


def _held(item: Item, arn: str, kind: str, name: str, inline: str) -> Rows:
    """Yield what a principal holds and what bounds it; its inline policies are policies of their own."""
    holder = {"principal_arn": arn, "principal_kind": kind, "principal": name}
    bounding = item.get("PermissionsBoundary")
    if bounding:
        policy = required(bounding, "PermissionsBoundaryArn", _OPERATION)
        yield ATTACHMENTS, holder | {"usage": "boundary", **_referred(policy)}
    for each in item.get("AttachedManagedPolicies", []):
        policy = required(each, "PolicyArn", _OPERATION)
        yield ATTACHMENTS, holder | {"usage": "permissions", **_referred(policy)}
    for each in item.get(inline, []):
        policy_name = required(each, "PolicyName", _OPERATION)
        row = {
            "policy": f"{arn}/inline/{policy_name}",
            "policy_name": policy_name,
            "kind": "inline",
        }
        yield ATTACHMENTS, holder | {"usage": "permissions", **row}
        row |= {"version_id": "inline", "is_default_version": True, "create_date": None}
        yield from _policy(row, each.get("PolicyDocument"))


def _policy(row: Row, document: Any) -> Rows:
    statements, errors = _taken_apart(identity_statements, document, "PolicyDocument")
    count = None if statements is None else len(statements)
    yield POLICIES, row | {"statements": count, "read_errors": errors}
    for statement in statements or ():
        named = {key: row[key] for key in ("policy", "version_id", "is_default_version")}
        yield STATEMENTS, named | statement


def _taken_apart(
    apart: Callable[[Any], list[Row]], document: Any, what: str
) -> tuple[list[Row] | None, list[str]]:
    """Return the statements, or None and why there are none to rely on."""
    if document is None:
        return None, [f"{what}: missing"]
    try:
        return apart(document), []
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return None, [f"{what}: MALFORMED ({error})"]


def _named(item: Item, what: str, word: str) -> Row:
    return {
        "arn": required(item, "Arn", _OPERATION),
        what: required(item, f"{word}Name", _OPERATION),
        "path": item.get("Path"),
        f"{what}_id": item.get(f"{word}Id"),
        "create_date": item.get("CreateDate"),
    }


def _last_used(used: Item | None) -> Row:
    if used is None:
        return {"last_used_state": None, "last_used_date": None, "last_used_region": None}
    date = used.get("LastUsedDate")
    return {
        "last_used_state": "used" if date else "never",
        "last_used_date": date,
        "last_used_region": used.get("Region"),
    }


def _bounded(item: Item) -> Row:
    bounding = item.get("PermissionsBoundary") or {}
    return {"permissions_boundary": bounding.get("PermissionsBoundaryArn", "none")}


def _referred(arn: str) -> Row:
    return {"policy": arn, "policy_name": arn.rpartition("/")[2], "kind": _kind(arn)}


def _kind(arn: str) -> str:
    return "aws_managed" if ":iam::aws:policy/" in arn else "customer_managed"


def _tags(item: Item) -> dict[str, str]:
    return {each["Key"]: each["Value"] for each in item.get("Tags", [])}
