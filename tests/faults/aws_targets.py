"""Which calls to AWS are struck together."""

from tests.faults.cases import Target

BUCKET = "quillhaven-prod-evidence"
USER = "svc-backup"
DIGEST = "_us-east-1_quillhaven_us-east-1_20260224T120531Z"
IAM_BEHIND = Target(
    "aws.iam",
    "the finished report and one user's devices",
    lambda asked: asked.operation == "GetCredentialReport" or asked.item == USER,
)
S3_ACCOUNT = Target(
    "aws.s3",
    "the list and the account's block",
    lambda asked: asked.operation == "ListBuckets" or asked.item == "the account",
)
S3_BUCKET = Target("aws.s3", "every call about one bucket", lambda asked: asked.item == BUCKET)
A_DIGEST = Target(
    "aws.cloudtrail_digests",
    "one digest",
    lambda asked: asked.operation == "GetObject" and DIGEST in asked.item,
)
DIGEST_LISTS = Target(
    "aws.cloudtrail_digests", "the lists", lambda asked: asked.operation == "ListObjectsV2"
)
PUBLIC_KEYS = Target(
    "aws.cloudtrail_digests", "the public keys", lambda asked: asked.operation == "ListPublicKeys"
)
FINDINGS = Target(
    "aws.access_analyzer",
    "the lists of findings",
    lambda asked: asked.operation == "ListFindingsV2",
)
USERS = Target(
    "aws.identity_center", "the list of users", lambda asked: asked.operation == "ListUsers"
)
PERMISSION_SET = Target(
    "aws.identity_center",
    "what a permission set holds",
    lambda asked: asked.operation == "GetInlinePolicyForPermissionSet",
)
LOG_LISTS = Target(
    "aws.application_logs", "the lists", lambda asked: asked.operation == "ListObjectsV2"
)
A_LOG = Target(
    "aws.application_logs",
    "one object",
    lambda asked: asked.operation == "GetObject" and asked.item.endswith("/06.json.gz"),
)
CONFIG_LISTS = Target(
    "aws.config_history", "the lists", lambda asked: asked.operation == "ListObjectsV2"
)
A_SNAPSHOT = Target(
    "aws.config_history",
    "the later snapshot",
    lambda asked: asked.operation == "GetObject" and "ConfigSnapshot_20260225" in asked.item,
)
A_CHANGE = Target(
    "aws.config_history",
    "the history",
    lambda asked: asked.operation == "GetObject" and "ConfigHistory_" in asked.item,
)
SPECIAL = {
    "aws.access_analyzer": (FINDINGS,),
    "aws.application_logs": (A_LOG, LOG_LISTS),
    "aws.config_history": (A_SNAPSHOT, A_CHANGE, CONFIG_LISTS),
    "aws.cloudtrail_digests": (A_DIGEST, DIGEST_LISTS, PUBLIC_KEYS),
    "aws.iam": (IAM_BEHIND,),
    "aws.identity_center": (USERS, PERMISSION_SET),
    "aws.s3": (S3_ACCOUNT, S3_BUCKET),
}
LISTS = (
    Target("aws.iam", "the list", lambda asked: asked.operation == "ListVirtualMFADevices"),
    Target("aws.s3", "the list", lambda asked: asked.operation == "ListBuckets"),
    Target("aws.organization", "the list", lambda asked: asked.operation == "ListAccounts"),
    Target(
        "aws.iam_authorization",
        "the details",
        lambda asked: asked.operation == "GetAccountAuthorizationDetails",
    ),
    DIGEST_LISTS,
    USERS,
    LOG_LISTS,
    CONFIG_LISTS,
)
# Of these there are many at once, of each Region or unit: no call is the second one of all.
LISTS_OF_MANY = (
    FINDINGS,
    Target(
        "aws.cloudtrail_trails",
        "the lists of log groups",
        lambda asked: asked.operation == "DescribeLogGroups",
    ),
    Target(
        "aws.organization",
        "the lists of accounts by unit",
        lambda asked: asked.operation == "ListAccountsForParent",
    ),
)
