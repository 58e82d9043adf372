"""What is allowed and used only in a branch, with the reason; test_collector.py goes into each."""

BRANCHES = {
    "iam:ListUsers": "where the credential report and the account summary count different users",
    "organizations:ListAccounts": "where the account manages an organisation",
    "kms:Decrypt": "where a trail encrypts its objects with a key of KMS; S3 asks for it, nobody else",
}
