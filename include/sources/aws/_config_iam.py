"""Makes rows of IAM's configuration items, by what reads the same of GetAccountAuthorizationDetails.

AWS Config writes the members of that answer with a small first letter, documents URL-encoded, and null for a
list that is empty.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from include.model.errors import SourceIncomplete
from include.sources.aws import _authorization_datasets as authorization
from include.sources.aws import _authorization_rows as details
from include.sources.aws._config_datasets import POLICIES, PRINCIPALS
from include.sources.aws._config_items import GROUP, ROLE, USER, Item, plain

Row = dict[str, Any]
Rows = Iterable[tuple[str, Row]]
_READERS = {USER: details.user_rows, GROUP: details.group_rows, ROLE: details.role_rows}
_HELD = {
    USER: ("userPolicyList", "attachedManagedPolicies", "groupList"),
    GROUP: ("groupPolicyList", "attachedManagedPolicies"),
    ROLE: ("rolePolicyList", "attachedManagedPolicies"),
}
_GRANTED = ("usage", "policy", "policy_name", "kind")


def principal_rows(item: Item) -> Rows:
    """Yield a user, group or role with what it holds, and a row for each of its inline policies."""
    kind = item.resource_type.rpartition("::")[2].lower()
    row = {
        "arn": item.arn or f"{item.resource_type} {item.resource_id}",
        "principal_kind": kind,
        "principal": item.resource_name or item.resource_id,
        "principal_id": item.resource_id,
        **_recorded(item),
    }
    if item.is_there:
        try:
            told = list(_READERS[item.resource_type](_as_answered(item)))
        except (SourceIncomplete, LookupError, TypeError, ValueError, AttributeError) as error:
            row["read_errors"] = [f"configuration: MALFORMED ({error})"]
            told = []
        else:
            granted = [each for dataset, each in told if dataset is authorization.ATTACHMENTS]
            row["granted"] = [{name: each[name] for name in _GRANTED} for each in granted]
        for dataset, each in told:
            if dataset is authorization.USERS:
                row["groups"] = each["groups"]
        yield from _policies(item, told)
    yield PRINCIPALS.name, row


def policy_rows(item: Item) -> Rows:
    """Yield the version in force of a policy that the company wrote."""
    row = {
        "policy": item.arn or item.resource_id,
        "policy_name": item.resource_name or item.resource_id,
        "kind": "customer_managed",
        **_recorded(item),
    }
    if item.is_there:
        try:
            told = list(details.policy_rows(_as_answered(item)))
        except (SourceIncomplete, LookupError, TypeError, ValueError, AttributeError) as error:
            row["read_errors"] = [f"configuration: MALFORMED ({error})"]
        else:
            yield from _policies(item, told)
            return
    yield POLICIES.name, row


def _policies(item: Item, told: list[tuple[Any, Row]]) -> Rows:
    """Yield each policy's version in force, its statements in its row."""
    for dataset, policy in told:
        if dataset is not authorization.POLICIES or not policy["is_default_version"]:
            continue
        said = [
            {name: value for name, value in each.items() if name not in _OF_THE_VERSION}
            for kind, each in told
            if kind is authorization.STATEMENTS
            and each["policy"] == policy["policy"]
            and each["is_default_version"]
        ]
        yield (
            POLICIES.name,
            {
                **{name: policy[name] for name in ("policy", "policy_name", "kind")},
                **_recorded(item),
                "read_errors": policy["read_errors"],
                "statements": None if policy["statements"] is None else said,
            },
        )


_OF_THE_VERSION = frozenset({"policy", "version_id", "is_default_version"})


def _recorded(item: Item) -> Row:
    return {"captured_at": item.captured_at, "deleted": item.is_gone, "read_errors": []}


def _as_answered(item: Item) -> Mapping[str, Any]:
    """Return an item's configuration as GetAccountAuthorizationDetails would have told it."""
    said = plain(item.configuration)
    if not isinstance(said, Mapping):
        msg = "it holds no object"
        raise TypeError(msg)
    # What it holds and does not name is not known to be nothing.
    missing = [name for name in _HELD.get(item.resource_type, ()) if name not in said]
    if missing:
        raise KeyError(missing[0])
    answered: dict[str, Any] = _capital(said)
    # A boundary is an object, or its policy's ARN alone.
    boundary = answered.get("PermissionsBoundary")
    if isinstance(boundary, str):
        answered["PermissionsBoundary"] = {"PermissionsBoundaryArn": boundary}
    return answered


def _capital(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            f"{name[:1].upper()}{name[1:]}": _capital(each)
            for name, each in value.items()
            # Null stands for a list without anything in it.
            if each is not None
        }
    if isinstance(value, list):
        return [_capital(each) for each in value]
    return value
