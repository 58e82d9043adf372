"""IAM as its users, groups and roles are authorised: what each holds, what that says, whom roles trust.

One listing tells everything in pages that share one marker; AWS's own policies are in it where they are
used. IAM answers about now only. Resource policies (buckets, keys, queues), service control policies and
sessions' policies are other APIs and not read; what people get by Identity Center stands in its roles.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from include.model.dataset import Nature, Source
from include.model.scope import ScopeKind
from include.sources.aws._authorization_counts import (
    COUNTED,
    counted,
    counts,
    roles_reconciled,
    together,
)
from include.sources.aws._authorization_datasets import (
    ATTACHMENTS,
    GROUPS,
    POLICIES,
    ROLES,
    STATEMENTS,
    TRUSTS,
    USERS,
)
from include.sources.aws._authorization_rows import (
    Rows,
    group_rows,
    policy_rows,
    role_rows,
    user_rows,
)
from include.sources.aws._client import Aws, required
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(USERS, GROUPS, ROLES, POLICIES, ATTACHMENTS, STATEMENTS, TRUSTS),
)
Row = dict[str, Any]
_PAGE = 1000  # the most that IAM gives
_LISTS: dict[str, Callable[[Mapping[str, Any]], Rows]] = {
    "UserDetailList": user_rows,
    "GroupDetailList": group_rows,
    "RoleDetailList": role_rows,
    "Policies": policy_rows,
}


def collect(aws: Aws, into: Collection) -> None:
    """Read the details page by page, and hold them against the account summary and the list of roles.

    All of it is kept or nothing: a group that did not come would leave its members without its rights.
    """
    with into.reading(*SOURCE.datasets):
        before = counts(aws)
        came, roles = _details(aws, into)
        after = counts(aws)
        listed = _sessions(aws, roles)
        into.expect(ROLES, len(roles))
        into.add(ROLES, roles)
        parts = [counted(name, before[name], came[name], after[name]) for name in COUNTED]
        clocks = (answer.service_date for answer in into.readings[ROLES.name].answers)
        first_asked = next((clock for clock in clocks if clock), into.observed_at)
        parts.append(roles_reconciled({role["arn"] for role in roles}, listed, first_asked))
        for dataset, part in ((USERS, parts[0]), (GROUPS, parts[1]), (ROLES, parts[-1])):
            into.reconcile(dataset, part)
        for dataset in (POLICIES, ATTACHMENTS, STATEMENTS, TRUSTS):
            into.reconcile(dataset, together(parts))


def _details(aws: Aws, into: Collection) -> tuple[Counter[str], list[Row]]:
    """Add what every page holds; return how many came of what, and the roles, which miss a column yet."""
    came: Counter[str] = Counter()
    roles: list[Row] = []
    pages = aws.lists("iam", "GetAccountAuthorizationDetails", tuple(_LISTS), MaxItems=_PAGE)
    for page in pages:
        found: dict[str, list[Row]] = {each.name: [] for each in SOURCE.datasets}
        for name, rows_of in _LISTS.items():
            for item in page.get(name, []):
                for dataset, row in rows_of(item):
                    found[dataset.name].append(row)
        roles.extend(found[ROLES.name])
        for dataset in SOURCE.datasets:
            if dataset is not ROLES:
                into.expect(dataset, len(found[dataset.name]))
                into.add(dataset, found[dataset.name])
        own = (each for each in page.get("Policies", []) if ":iam::aws:" not in each["Arn"])
        came += Counter(
            Users=len(found[USERS.name]),
            Groups=len(found[GROUPS.name]),
            Policies=sum(1 for _ in own),
        )
    return came, roles


def _sessions(aws: Aws, roles: list[Row]) -> dict[str, Mapping[str, Any]]:
    """Fill in the longest session, which the list of roles alone tells, and return that list by ARN."""
    listed: dict[str, Mapping[str, Any]] = {
        required(each, "Arn", "ListRoles"): each
        for each in aws.pages("iam", "ListRoles", "Roles", MaxItems=_PAGE)
    }
    for role in roles:
        role["max_session_seconds"] = listed.get(role["arn"], {}).get("MaxSessionDuration")
    return listed
