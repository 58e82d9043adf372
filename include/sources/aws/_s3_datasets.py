"""What is kept of S3: buckets, the statements of their policies, the account's public access block."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_STRINGS = pa.list_(pa.string())
FLAGS = (
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
)

BUCKETS = Dataset(
    name="aws_s3_buckets",
    grain="One row per general purpose bucket that the account owns.",
    key=("name",),
    permissions=(
        "s3:ListAllMyBuckets",
        "s3:GetBucketLocation",
        "s3:GetEncryptionConfiguration",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketAcl",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketVersioning",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetBucketLogging",
        "s3:GetBucketTagging",
        "s3:GetBucketPolicy",
    ),
    columns=[
        column("name", pa.string(), "Bucket name.", nullable=False),
        column("arn", pa.string(), "Bucket ARN.", nullable=False),
        column("region", pa.string(), "Region that the bucket lives in."),
        column(
            "creation_date", UTC_TIMESTAMP, "When the bucket was made, or its policy last changed."
        ),
        column(
            "vanished",
            pa.bool_(),
            "Whether it was deleted between listing and reading.",
            nullable=False,
        ),
        column(
            "read_errors",
            _STRINGS,
            "Calls that failed for this bucket alone, `Operation: ErrorName`.",
        ),
        column(
            "sse_algorithm",
            pa.string(),
            "Default encryption: `AES256`, `aws:kms`, `aws:kms:dsse`, or `none`.",
        ),
        column(
            "kms_key_id",
            pa.string(),
            "Key of the default encryption; null for AES256 and the AWS managed key.",
        ),
        column("bucket_key_enabled", pa.bool_(), "Whether an S3 bucket key saves KMS calls."),
        column(
            "public_access_block_exists", pa.bool_(), "Whether the bucket has a block of its own."
        ),
        *(
            column(flag, pa.bool_(), f"The bucket's own `{flag}`; false without a block.")
            for flag in FLAGS
        ),
        column("policy_exists", pa.bool_(), "Whether a bucket policy is attached."),
        column(
            "policy_is_public",
            pa.bool_(),
            "`IsPublic` of the policy status; false without a policy.",
        ),
        column(
            "object_ownership",
            pa.string(),
            "`BucketOwnerEnforced` (ACLs off), ... or `not_set` (ACLs on).",
        ),
        column(
            "acl_public_grants",
            _STRINGS,
            "Grants to AllUsers or AuthenticatedUsers, `group:PERMISSION`.",
        ),
        column("versioning", pa.string(), "`Enabled`, `Suspended` or `never_enabled`."),
        column("mfa_delete", pa.string(), "`Enabled`, `Disabled` or `not_set`."),
        column("object_lock_enabled", pa.bool_(), "Whether Object Lock is on."),
        column(
            "object_lock_mode",
            pa.string(),
            "Default retention: `COMPLIANCE`, `GOVERNANCE` or `none`.",
        ),
        column(
            "object_lock_days", pa.int64(), "Default retention in days (a year is 365); 0 for none."
        ),
        column("lifecycle_rules", pa.int64(), "Lifecycle rules, 0 for none."),
        column(
            "lifecycle_least_expiration_days",
            pa.int64(),
            "Shortest enabled expiration; null when none expires.",
        ),
        column("logging_target_bucket", pa.string(), "Where access logs go; `none` when nowhere."),
        column("tags", pa.map_(pa.string(), pa.string()), "Tags; empty for none."),
        column(
            "data_class",
            pa.string(),
            "The tag `data-class` in lower case; `unclassified` without it.",
        ),
    ],
)

STATEMENTS = Dataset(
    name="aws_s3_bucket_policy_statements",
    grain="One row per statement of each bucket policy.",
    key=("bucket", "position"),
    permissions=("s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:GetBucketPolicy"),
    columns=[
        column("bucket", pa.string(), "Bucket name.", nullable=False),
        column(
            "position", pa.int64(), "Place of the statement in the policy, from 0.", nullable=False
        ),
        column("sid", pa.string(), "Statement id, if it has one."),
        column("effect", pa.string(), "`Allow` or `Deny`."),
        column(
            "principals", _STRINGS, "`*`, or `Kind:value`; with `not ` before it for NotPrincipal."
        ),
        column(
            "actions", _STRINGS, "Actions in lower case; with `not ` before them for NotAction."
        ),
        column("resources", _STRINGS, "Resources; with `not ` before them for NotResource."),
        column(
            "conditions",
            pa.list_(
                pa.struct([("operator", pa.string()), ("key", pa.string()), ("values", _STRINGS)])
            ),
            "Conditions, operator and key in lower case.",
        ),
    ],
)

ACCOUNT_BLOCKS = Dataset(
    name="aws_s3_account_public_access_blocks",
    grain="One row per account, also where no block was ever set.",
    key=("account_id",),
    permissions=("s3:GetAccountPublicAccessBlock",),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("block_exists", pa.bool_(), "Whether the account has a block."),
        *(
            column(flag, pa.bool_(), f"The account's `{flag}`; false without a block.")
            for flag in FLAGS
        ),
    ],
)
