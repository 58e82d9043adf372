"""What is kept of IAM's authorisation details: who is there, what they hold, what it says."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_STRINGS = pa.list_(pa.string())
_CONDITIONS = column(
    "conditions",
    pa.list_(pa.struct([("operator", pa.string()), ("key", pa.string()), ("values", _STRINGS)])),
    "Conditions, operator and key in lower case; empty for none.",
    nullable=False,
)
_CALLS = ("iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary", "iam:ListRoles")
_ERRORS = column("read_errors", _STRINGS, "What could not be read of this item alone.")
_TAGS = column("tags", pa.map_(pa.string(), pa.string()), "Tags; empty for none.")
_BOUNDARY = column(
    "permissions_boundary", pa.string(), "ARN of the policy that bounds it; `none` without one."
)


def _named(what: str) -> tuple[pa.Field, ...]:
    return (
        column("arn", pa.string(), f"ARN of the {what}.", nullable=False),
        column(what, pa.string(), f"Name of the {what}.", nullable=False),
        column("path", pa.string(), "Path, `/` for none."),
        column(f"{what}_id", pa.string(), "Id that AWS never gives again."),
        column("create_date", UTC_TIMESTAMP, f"When the {what} was made."),
    )


USERS = Dataset(
    name="aws_iam_user_details",
    grain="One row per IAM user, as the authorisation details tell; root is none.",
    key=("arn",),
    permissions=_CALLS,
    columns=[
        *_named("user"),
        column("groups", _STRINGS, "Names of the groups that the user is in; empty for none."),
        _BOUNDARY,
        _TAGS,
    ],
)

GROUPS = Dataset(
    name="aws_iam_groups",
    grain="One row per IAM group.",
    key=("arn",),
    permissions=_CALLS,
    columns=[*_named("group")],
)

ROLES = Dataset(
    name="aws_iam_roles",
    grain="One row per IAM role, AWS's own service-linked roles among them.",
    key=("arn",),
    permissions=_CALLS,
    columns=[
        *_named("role"),
        column(
            "is_service_linked",
            pa.bool_(),
            "Whether AWS made it for a service of its own, which alone can change it.",
        ),
        column("max_session_seconds", pa.int64(), "The longest session that it gives."),
        column(
            "last_used_state",
            pa.string(),
            "`used`, or `never` (not in the 400 days that AWS remembers).",
        ),
        column("last_used_date", UTC_TIMESTAMP, "Last use, when the state is `used`."),
        column("last_used_region", pa.string(), "Region of the last use."),
        _BOUNDARY,
        column("instance_profiles", _STRINGS, "Names of the instance profiles that carry it."),
        column(
            "trust_statements",
            pa.int64(),
            "Statements of its trust policy; null when that could not be understood.",
        ),
        _TAGS,
        _ERRORS,
    ],
)

POLICIES = Dataset(
    name="aws_iam_policies",
    grain="One row per kept version of each managed policy that is used or our own, and per inline one.",
    key=("policy", "version_id"),
    permissions=_CALLS,
    columns=[
        column(
            "policy",
            pa.string(),
            "ARN; of an inline policy `ARN of its holder/inline/name`.",
            nullable=False,
        ),
        column("policy_name", pa.string(), "Name.", nullable=False),
        column("kind", pa.string(), "`aws_managed`, `customer_managed` or `inline`."),
        column("version_id", pa.string(), "`v1`, ... or `inline`.", nullable=False),
        column(
            "is_default_version",
            pa.bool_(),
            "Whether this version is in force; an inline policy is.",
            nullable=False,
        ),
        column("create_date", UTC_TIMESTAMP, "When this version was made; null for inline."),
        column(
            "statements",
            pa.int64(),
            "Statements of this version; null when it could not be understood.",
        ),
        _ERRORS,
    ],
)

ATTACHMENTS = Dataset(
    name="aws_iam_attachments",
    grain="One row per policy that a user, group or role holds or is bounded by.",
    key=("principal_arn", "usage", "policy"),
    permissions=_CALLS,
    columns=[
        column("principal_arn", pa.string(), "ARN of who holds it.", nullable=False),
        column("principal_kind", pa.string(), "`user`, `group` or `role`.", nullable=False),
        column("principal", pa.string(), "Name of who holds it.", nullable=False),
        column(
            "usage",
            pa.string(),
            "`permissions` for what it allows, `boundary` for what bounds it.",
            nullable=False,
        ),
        column("policy", pa.string(), "The policy, as in `aws_iam_policies`.", nullable=False),
        column("policy_name", pa.string(), "Its name.", nullable=False),
        column(
            "kind", pa.string(), "`aws_managed`, `customer_managed` or `inline`.", nullable=False
        ),
    ],
)

_STATEMENT = (
    column("position", pa.int64(), "Place of the statement, from 0.", nullable=False),
    column("sid", pa.string(), "Statement id, if it has one."),
    column("effect", pa.string(), "`Allow` or `Deny`.", nullable=False),
    column(
        "actions", _STRINGS, "Actions in lower case; empty where it says NotAction.", nullable=False
    ),
    column("not_actions", _STRINGS, "NotAction in lower case; empty for none.", nullable=False),
)

STATEMENTS = Dataset(
    name="aws_iam_policy_statements",
    grain="One row per statement of each version of each policy.",
    key=("policy", "version_id", "position"),
    permissions=_CALLS,
    columns=[
        column("policy", pa.string(), "The policy, as in `aws_iam_policies`.", nullable=False),
        column("version_id", pa.string(), "The version, as in `aws_iam_policies`.", nullable=False),
        column(
            "is_default_version", pa.bool_(), "Whether that version is in force.", nullable=False
        ),
        *_STATEMENT,
        column("resources", _STRINGS, "Resources; empty for NotResource.", nullable=False),
        column("not_resources", _STRINGS, "NotResource; empty for none.", nullable=False),
        _CONDITIONS,
    ],
)

TRUSTS = Dataset(
    name="aws_iam_trust_statements",
    grain="One row per statement of each role's trust policy: who may assume it.",
    key=("role_arn", "position"),
    permissions=_CALLS,
    columns=[
        column("role_arn", pa.string(), "ARN of the role.", nullable=False),
        *_STATEMENT,
        column(
            "principals",
            _STRINGS,
            "`*`, or `Kind:value`; with `not ` before it for NotPrincipal.",
            nullable=False,
        ),
        _CONDITIONS,
    ],
)
