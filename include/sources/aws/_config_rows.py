"""Makes rows of configuration items: S3's here, IAM's beside, AWS Config's own rules.

An item is the whole of what AWS Config recorded of a resource; of what it does not say nobody can tell, save
for settings that an item only holds once they were made.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from include.sources.aws._bucket_policy import statements
from include.sources.aws._config_datasets import ACCOUNT_BLOCKS, BUCKETS, OUTCOMES
from include.sources.aws._config_iam import policy_rows, principal_rows
from include.sources.aws._config_items import (
    ACCOUNT_BLOCK,
    BUCKET,
    GROUP,
    OUTCOME,
    POLICY,
    ROLE,
    USER,
    Item,
    plain,
    told,
)
from include.sources.aws._s3_datasets import FLAGS

Row = dict[str, Any]
Rows = Iterable[tuple[str, Row]]
_MALFORMED = (LookupError, TypeError, ValueError, AttributeError)
_PUBLIC_GROUPS = frozenset({"AllUsers", "AuthenticatedUsers"})
_CAMEL = {
    flag: flag.split("_")[0] + "".join(w.title() for w in flag.split("_")[1:]) for flag in FLAGS
}


def rows_of(items: Iterable[Item]) -> dict[str, list[Row]]:
    """Return the rows by dataset of the items that were the last before the day's end."""
    rows: dict[str, list[Row]] = {}
    for item in items:
        if item.is_there or item.is_gone:
            for name, row in _MAKERS[item.resource_type](item):
                rows.setdefault(name, []).append(row)
    return rows


def _bucket(item: Item) -> Rows:
    row = {
        "name": item.resource_name or item.resource_id,
        "arn": item.arn or f"arn:aws:s3:::{item.resource_id}",
        "region": item.region,
        **_recorded(item),
    }
    if item.is_there:
        said = _said(row, item.supplementary)
        for member, read in _OF_A_BUCKET.items():
            _fill(row, member, said, read)
        # An item holds a block once it was set.
        _fill(row, "PublicAccessBlockConfiguration", {_BLOCK: {}, **said}, _flags)
        tags = item.tags or {}
        data_class = str(tags.get("data-class", "")).strip().lower()
        row["data_class"] = data_class or "unclassified"
        if row["statements"] is not None:
            row["policy_exists"] = bool(row["statements"])
    yield BUCKETS.name, row


def _account_block(item: Item) -> Rows:
    row = _recorded(item)
    gone = row.pop("deleted")
    row |= {"account_id": item.resource_id, "block_exists": not gone}
    said = {} if gone else _said(row, item.configuration)
    _fill(row, _BLOCK, {_BLOCK: said}, _flags)
    yield ACCOUNT_BLOCKS.name, row


def _outcome(item: Item) -> Rows:
    resource_type, _, resource_id = item.resource_id.partition("/")
    row = {"resource_type": resource_type, "resource_id": resource_id, **_recorded(item)}
    if item.is_there:
        said = _said(row, item.configuration)
        _fill(row, "configRuleList", said, _rules)
    yield OUTCOMES.name, row


def _recorded(item: Item) -> Row:
    return {"captured_at": item.captured_at, "deleted": item.is_gone, "read_errors": []}


def _said(row: Row, raw: bytes) -> Mapping[str, Any]:
    """Return what an item holds, or nothing, and say so."""
    try:
        said = plain(raw)
    except ValueError:
        said = None
    if isinstance(said, Mapping):
        return said
    row["read_errors"].append("configuration: MALFORMED")
    return {}


def _fill(row: Row, member: str, said: Mapping[str, Any], read: Callable[[Any], Row]) -> None:
    """Fill the columns of one member, or say in ``read_errors`` why they stay null."""
    if member not in said:
        row["read_errors"].append(f"{member}: not recorded")
        return
    try:
        row |= read(told(said[member]))
    except _MALFORMED as error:
        row["read_errors"].append(f"{member}: MALFORMED ({error})")


def _encryption(said: Any) -> Row:
    default = said["rules"][0]["applyServerSideEncryptionByDefault"]
    return {
        "sse_algorithm": default["sseAlgorithm"],
        "kms_key_id": default.get("kmsMasterKeyID") or default.get("kmsMasterKeyId"),
    }


def _policy(said: Any) -> Row:
    text = said["policyText"]
    if not text:
        return {"statements": []}
    rows = [{k: v for k, v in each.items() if k != "bucket"} for each in statements("", text)]
    if not rows:
        raise ValueError("the policy has no statement")
    return {"statements": rows}


def _grants(said: Any) -> Row:
    granted = [*(said.get("grantList") or ()), *(said.get("grantSet") or ())]
    named = [(each["grantee"], each["permission"]) for each in granted]
    # A group stands by its name, somebody else as an object.
    public = {f"{who}:{what}" for who, what in named if str(who) in _PUBLIC_GROUPS}
    return {"acl_public_grants": sorted(public)}


def _versioning(said: Any) -> Row:
    status = said["status"]
    return {"versioning": "never_enabled" if status in {None, "Off"} else status}


def _flags(said: Any) -> Row:
    if not said:
        return dict.fromkeys(FLAGS, False)
    return {flag: _flag(said[name]) for flag, name in _CAMEL.items()}


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!a} is neither true nor false")
    return value


def _rules(said: Any) -> Row:
    listed = [
        {"rule": each["configRuleName"], "compliance": each["complianceType"]} for each in said
    ]
    return {"rules": sorted(listed, key=lambda each: str(each["rule"]))}


_BLOCK = "PublicAccessBlockConfiguration"
_OF_A_BUCKET: dict[str, Callable[[Any], Row]] = {
    "ServerSideEncryptionConfiguration": _encryption,
    "BucketPolicy": _policy,
    "AccessControlList": _grants,
    "BucketVersioningConfiguration": _versioning,
}
_MAKERS: dict[str, Callable[[Item], Rows]] = {
    BUCKET: _bucket,
    ACCOUNT_BLOCK: _account_block,
    OUTCOME: _outcome,
    USER: principal_rows,
    GROUP: principal_rows,
    ROLE: principal_rows,
    POLICY: policy_rows,
}
