"""What is kept of Identity Center: people, groups, permission sets, and who is assigned to which account."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_STRINGS = pa.list_(pa.string())
_INSTANCES = ("ec2:DescribeRegions", "sso:ListInstances")
_STORE = column("identity_store_id", pa.string(), "The identity store.", nullable=False)
_INSTANCE = column("instance_arn", pa.string(), "The instance.", nullable=False)

INSTANCES = Dataset(
    name="aws_identity_center_instances",
    grain="One row per instance that this account is told of: its own, and the organisation's, which another "
    "one owns.",
    key=("instance_arn",),
    permissions=_INSTANCES,
    columns=[
        _INSTANCE,
        _STORE,
        column("owner_account_id", pa.string(), "Account that owns the instance."),
        column("name", pa.string(), "Name, if it has one."),
        column("status", pa.string(), "`ACTIVE` ..."),
        column("region", pa.string(), "Region that it answers in.", nullable=False),
    ],
)
USERS = Dataset(
    name="aws_identity_center_users",
    grain="One row per user of an identity store.",
    key=("identity_store_id", "user_id"),
    permissions=(*_INSTANCES, "identitystore:ListUsers"),
    person="user_id",
    personal=("display_name", "emails"),
    columns=[
        _STORE,
        column("user_id", pa.string(), "Id in the store.", nullable=False),
        column("user_name", pa.string(), "Name that the user signs in with."),
        column("display_name", pa.string(), "Name as people read it."),
        column("emails", _STRINGS, "Addresses, the primary one first; empty for none."),
        column("external_ids", _STRINGS, "Ids at the identity provider, `issuer/id`."),
        column("status", pa.string(), "`ENABLED` or `DISABLED`; null where it is not told."),
        column("created_at", UTC_TIMESTAMP, "When it was made; null where it is not told."),
    ],
)
GROUPS = Dataset(
    name="aws_identity_center_groups",
    grain="One row per group of an identity store.",
    key=("identity_store_id", "group_id"),
    permissions=(*_INSTANCES, "identitystore:ListGroups"),
    columns=[
        _STORE,
        column("group_id", pa.string(), "Id in the store.", nullable=False),
        column("display_name", pa.string(), "Name of the group."),
    ],
)
MEMBERSHIPS = Dataset(
    name="aws_identity_center_memberships",
    grain="One row per user in a group.",
    key=("identity_store_id", "group_id", "user_id"),
    permissions=(*_INSTANCES, "identitystore:ListGroups", "identitystore:ListGroupMemberships"),
    columns=[
        _STORE,
        column("group_id", pa.string(), "The group.", nullable=False),
        column("user_id", pa.string(), "The member.", nullable=False),
    ],
)
PERMISSION_SETS = Dataset(
    name="aws_identity_center_permission_sets",
    grain="One row per permission set.",
    key=("permission_set_arn",),
    permissions=(
        *_INSTANCES,
        "sso:ListPermissionSets",
        "sso:DescribePermissionSet",
        "sso:ListManagedPoliciesInPermissionSet",
        "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso:GetInlinePolicyForPermissionSet",
        "sso:GetPermissionsBoundaryForPermissionSet",
    ),
    columns=[
        column("permission_set_arn", pa.string(), "The permission set.", nullable=False),
        _INSTANCE,
        column("name", pa.string(), "Name."),
        column("session_duration", pa.string(), "Longest session, ISO 8601, such as `PT8H`."),
        column("managed_policies", _STRINGS, "ARNs of AWS's policies in it; empty for none."),
        column("customer_policies", _STRINGS, "Path and name of the accounts' own policies in it."),
        column(
            "inline_policy", pa.string(), "Its own policy as it is written; `none` without one."
        ),
        column("permissions_boundary", pa.string(), "ARN, or path and name; `none` without one."),
        column("read_errors", _STRINGS, "Calls that failed for it alone, `Operation: ErrorName`."),
    ],
)
ASSIGNMENTS = Dataset(
    name="aws_identity_center_assignments",
    grain="One row per user or group that may use a permission set in an account.",
    key=("permission_set_arn", "account_id", "principal_type", "principal_id"),
    permissions=(
        *_INSTANCES,
        "sso:ListPermissionSets",
        "sso:ListAccountsForProvisionedPermissionSet",
        "sso:ListAccountAssignments",
    ),
    columns=[
        _INSTANCE,
        column("identity_store_id", pa.string(), "Store of the principal.", nullable=False),
        column("permission_set_arn", pa.string(), "The permission set.", nullable=False),
        column("account_id", pa.string(), "Account that it opens.", nullable=False),
        column("principal_type", pa.string(), "`USER` or `GROUP`.", nullable=False),
        column("principal_id", pa.string(), "Id of the user or group.", nullable=False),
    ],
)
