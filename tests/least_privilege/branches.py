"""What is allowed and used only in a branch, with the reason.

Each is gone into by test_collector.py, Identity Center's by test_identity_center.py.
"""

_CENTER = "where the account owns the instance of Identity Center"
IDENTITY_CENTER = (
    "identitystore:ListGroupMemberships",
    "identitystore:ListGroups",
    "identitystore:ListUsers",
    "sso:DescribePermissionSet",
    "sso:GetInlinePolicyForPermissionSet",
    "sso:GetPermissionsBoundaryForPermissionSet",
    "sso:ListAccountAssignments",
    "sso:ListAccountsForProvisionedPermissionSet",
    "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
    "sso:ListManagedPoliciesInPermissionSet",
    "sso:ListPermissionSets",
)
_MANAGES = "where the account manages an organisation"
_ORGANIZATION = (
    "Accounts",
    "AccountsForParent",
    "OrganizationalUnitsForParent",
    "Roots",
    "TagsForResource",
)
BRANCHES = dict.fromkeys(IDENTITY_CENTER, _CENTER) | {
    **{f"organizations:List{each}": _MANAGES for each in _ORGANIZATION},
    "iam:ListUsers": "where the credential report and the account summary count different users",
    "kms:Decrypt": "where a trail encrypts its objects with a key of KMS; S3 asks for it, nobody else",
}
