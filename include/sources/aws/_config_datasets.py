"""What is kept of AWS Config: the state of each day's end, what its rules said, the files that say so."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.aws._config_items import (
    ACCOUNT_BLOCK,
    BUCKET,
    GROUP,
    OUTCOME,
    POLICY,
    ROLE,
    USER,
)
from include.sources.aws._s3_datasets import FLAGS

_PERMISSIONS = ("s3:ListBucket", "s3:GetObject")
_TEXT, _FLAG, _COUNT = pa.string(), pa.bool_(), pa.int64()
_STRINGS = pa.list_(_TEXT)
_CONDITIONS = pa.list_(pa.struct([("operator", _TEXT), ("key", _TEXT), ("values", _STRINGS)]))
_ERRORS = column("read_errors", _STRINGS, "What of this item alone was not recorded or understood.")
_RECORDED = (
    column("captured_at", UTC_TIMESTAMP, "When AWS Config recorded this state.", nullable=False),
    column(
        "deleted",
        _FLAG,
        "Whether it was deleted since the last snapshot before the day's end.",
        nullable=False,
    ),
    _ERRORS,
)
_GRANTED = pa.struct([("usage", _TEXT), ("policy", _TEXT), ("policy_name", _TEXT), ("kind", _TEXT)])
_BUCKET_STATEMENT = pa.struct(
    [
        *(("position", _COUNT), ("sid", _TEXT), ("effect", _TEXT), ("principals", _STRINGS)),
        *(("actions", _STRINGS), ("resources", _STRINGS), ("conditions", _CONDITIONS)),
    ]
)
_IAM_STATEMENT = pa.struct(
    [
        *(("position", _COUNT), ("sid", _TEXT), ("effect", _TEXT), ("actions", _STRINGS)),
        *(("not_actions", _STRINGS), ("resources", _STRINGS), ("not_resources", _STRINGS)),
        ("conditions", _CONDITIONS),
    ]
)

RECORDINGS = Dataset(
    name="aws_config_recordings",
    grain="One row per Region in which AWS Config records, with the two snapshots around the day's end.",
    key=("region",),
    permissions=_PERMISSIONS,
    columns=[
        column("region", _TEXT, "The Region.", nullable=False),
        column(
            "before_at", UTC_TIMESTAMP, "The last snapshot until the day's end.", nullable=False
        ),
        column("after_at", UTC_TIMESTAMP, "The first snapshot after it.", nullable=False),
        column("resources", _COUNT, "Resources of the types read that existed.", nullable=False),
        column("changes", _COUNT, "Changes from that snapshot to the day's end.", nullable=False),
    ],
)

OBJECTS = Dataset(
    name="aws_config_objects",
    grain="One row per delivered file that the state of the day's end was read from.",
    key=("bucket", "key"),
    permissions=_PERMISSIONS,
    columns=[
        column("bucket", _TEXT, "The delivery channel's bucket.", nullable=False),
        column("key", _TEXT, "Key of the object.", nullable=False),
        column("region", _TEXT, "Region in the key.", nullable=False),
        column("kind", _TEXT, "`snapshot`, `history` or `foreign`.", nullable=False),
        column("etag", _TEXT, "Entity tag, as the list gave it."),
        column("version_id", _TEXT, "Version that was read; null in a bucket without versions."),
        column("size", _COUNT, "Bytes, as delivered.", nullable=False),
        column("last_modified", UTC_TIMESTAMP, "When it was delivered.", nullable=False),
        column("taken_at", UTC_TIMESTAMP, "When a snapshot was taken, by its name; else null."),
        column("sha256", _TEXT, "SHA-256 of its bytes, as delivered.", nullable=False),
        column("status", _TEXT, "`read`; `quarantined` where any of it was not.", nullable=False),
        column("reason", _TEXT, "Why it is quarantined."),
        column("items", _COUNT, "Configuration items in it; null where nobody can count them."),
        column("kept", _COUNT, "Items of the resource types that are read.", nullable=False),
        column("quarantined", _COUNT, "Items that nobody can read.", nullable=False),
    ],
)

BUCKETS = Dataset(
    name="aws_config_s3_buckets",
    grain="One row per bucket that AWS Config records, as the day ended; columns mean what those of "
    "`aws_s3_buckets` do.",
    key=("name",),
    permissions=_PERMISSIONS,
    columns=[
        column("name", _TEXT, "Bucket name.", nullable=False),
        column("arn", _TEXT, "Bucket ARN.", nullable=False),
        column("region", _TEXT, "Region that the bucket lives in."),
        *_RECORDED,
        column("sse_algorithm", _TEXT, "`AES256`, `aws:kms` or `aws:kms:dsse`."),
        column("kms_key_id", _TEXT, "Key of the default encryption; null for AWS's own."),
        *(
            column(flag, _FLAG, f"The bucket's own `{flag}`; false without a block.")
            for flag in FLAGS
        ),
        column("policy_exists", _FLAG, "Whether a bucket policy is attached."),
        column(
            "statements",
            pa.list_(_BUCKET_STATEMENT),
            "Statements of its policy, as in `aws_s3_bucket_policy_statements`; empty without a policy.",
        ),
        column("acl_public_grants", _STRINGS, "Grants to everybody, `group:Permission`."),
        column("versioning", _TEXT, "`Enabled`, `Suspended` or `never_enabled`."),
        column("data_class", _TEXT, "The tag `data-class`; `unclassified` without it."),
    ],
)

ACCOUNT_BLOCKS = Dataset(
    name="aws_config_s3_account_public_access_blocks",
    grain="One row: the account's block of public access as the day ended, also where there was none.",
    key=("account_id",),
    permissions=_PERMISSIONS,
    columns=[
        column("account_id", _TEXT, "The account.", nullable=False),
        column("block_exists", _FLAG, "Whether the account has a block.", nullable=False),
        column(
            "captured_at", UTC_TIMESTAMP, "When AWS Config recorded it; null where it never did."
        ),
        *(column(flag, _FLAG, f"The account's `{flag}`; false without a block.") for flag in FLAGS),
        _ERRORS,
    ],
)

PRINCIPALS = Dataset(
    name="aws_config_iam_principals",
    grain="One row per IAM user, group and role that AWS Config records, as the day ended.",
    key=("arn",),
    permissions=_PERMISSIONS,
    columns=[
        column("arn", _TEXT, "ARN.", nullable=False),
        column("principal_kind", _TEXT, "`user`, `group` or `role`.", nullable=False),
        column("principal", _TEXT, "Name.", nullable=False),
        column("principal_id", _TEXT, "Id that AWS never gives again.", nullable=False),
        *_RECORDED,
        column("groups", _STRINGS, "Groups that a user is in; null for others."),
        column("granted", pa.list_(_GRANTED), "Policies, as in `aws_iam_attachments`."),
    ],
)

POLICIES = Dataset(
    name="aws_config_iam_policies",
    grain="One row per policy that the company wrote, managed or inline, in the version in force then.",
    key=("policy",),
    permissions=_PERMISSIONS,
    columns=[
        column("policy", _TEXT, "ARN, or `ARN of its holder/inline/name`.", nullable=False),
        column("policy_name", _TEXT, "Name.", nullable=False),
        column("kind", _TEXT, "`customer_managed` or `inline`.", nullable=False),
        *_RECORDED,
        column(
            "statements",
            pa.list_(_IAM_STATEMENT),
            "Statements, as in `aws_iam_policy_statements`; null when they could not be understood.",
        ),
    ],
)

OUTCOMES = Dataset(
    name="aws_config_rule_outcomes",
    grain="One row per resource that AWS Config's own rules judged: what they said of it as the day ended.",
    key=("resource_type", "resource_id"),
    permissions=_PERMISSIONS,
    columns=[
        column("resource_type", _TEXT, "Type of what was judged.", nullable=False),
        column("resource_id", _TEXT, "Id of what was judged.", nullable=False),
        *_RECORDED,
        column(
            "rules",
            pa.list_(pa.struct([("rule", _TEXT), ("compliance", _TEXT)])),
            "Rules by the names that the company gave them, each `COMPLIANT` or `NON_COMPLIANT`.",
        ),
    ],
)

# Which types of resources a dataset is read from.
ITEMS_OF = (
    (BUCKETS, (BUCKET,)),
    (ACCOUNT_BLOCKS, (ACCOUNT_BLOCK,)),
    (PRINCIPALS, (USER, GROUP, ROLE)),
    (POLICIES, (POLICY, USER, GROUP, ROLE)),
    (OUTCOMES, (OUTCOME,)),
)
ALL = (RECORDINGS, OBJECTS, *(each for each, _ in ITEMS_OF))
