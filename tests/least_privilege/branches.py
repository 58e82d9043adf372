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
BRANCHES = dict.fromkeys(IDENTITY_CENTER, _CENTER) | {
    "iam:ListUsers": "where the credential report and the account summary count different users",
    "organizations:ListAccounts": "where the account manages an organisation",
    "kms:Decrypt": "where a trail encrypts its objects with a key of KMS; S3 asks for it, nobody else",
}
