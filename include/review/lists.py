"""Which lists hold a system's accounts, and in which scope they are read."""

from collections.abc import Mapping
from typing import Any

from include.model.scope import ScopeKind

LISTS = {
    ScopeKind.AWS_ACCOUNT: ("aws_iam_users", "aws_identity_center_users"),
    ScopeKind.GITHUB_ORG: ("github_members", "github_outside_collaborators"),
    ScopeKind.COMPANY: ("register_accounts",),
}
_OF_SYSTEM = {
    "aws": ("aws", ("aws_iam_users",)),
    # Its users stand at the account that owns the instance.
    "identity_center": ("aws", ("aws_identity_center_users",)),
    "github": ("github", LISTS[ScopeKind.GITHUB_ORG]),
}


def lists_of(account: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return where an account is listed, as ``aws:123456789012`` or ``company``, and by which datasets."""
    if account["system"] not in _OF_SYSTEM:
        return "company", LISTS[ScopeKind.COMPANY]
    place, lists = _OF_SYSTEM[account["system"]]
    return f"{place}:{account['scope_id'].casefold()}", lists
