"""What is kept of CloudTrail's settings: trails, their selectors, their buckets; and the log groups."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.aws._s3_datasets import FLAGS

_STRINGS = pa.list_(pa.string())
_TRAIL_LISTS = ("ec2:DescribeRegions", "cloudtrail:DescribeTrails", "cloudtrail:ListTrails")

TRAILS = Dataset(
    name="aws_cloudtrail_trails",
    grain="One row per trail that records in the account: its own, those of other Regions that reach into "
    "an enabled one, and the organisation's.",
    key=("trail_arn",),
    permissions=(
        *_TRAIL_LISTS,
        "cloudtrail:GetTrailStatus",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetInsightSelectors",
    ),
    columns=[
        column("trail_arn", pa.string(), "ARN of the trail.", nullable=False),
        column("name", pa.string(), "Its name."),
        column("account_id", pa.string(), "The account that owns it.", nullable=False),
        column("home_region", pa.string(), "The Region that it was made in."),
        column(
            "seen_in", _STRINGS, "Enabled Regions that list it, its shadows too.", nullable=False
        ),
        column("is_multi_region", pa.bool_(), "Whether it records every Region."),
        column("is_organization_trail", pa.bool_(), "Whether it records every account."),
        column("includes_global_services", pa.bool_(), "Whether it records IAM, STS and the like."),
        column("bucket", pa.string(), "The bucket that it writes to."),
        column(
            "prefix", pa.string(), "Before `AWSLogs/` in its keys; empty for none.", nullable=False
        ),
        column("log_file_validation_enabled", pa.bool_(), "Whether digests are written."),
        column("kms_key_id", pa.string(), "The key it encrypts with; `none` for S3's own."),
        column("log_group_arn", pa.string(), "The log group it sends to; `none` for none."),
        column("is_logging", pa.bool_(), "Whether it records now."),
        column("start_logging_time", UTC_TIMESTAMP, "When it was last started."),
        column("stop_logging_time", UTC_TIMESTAMP, "When it was last stopped; null for never."),
        column("latest_delivery_time", UTC_TIMESTAMP, "When it last wrote; null for never."),
        column("latest_delivery_error", pa.string(), "S3's last error; `none` for none."),
        column("latest_digest_delivery_time", UTC_TIMESTAMP, "Its last digest; null for never."),
        column("latest_digest_delivery_error", pa.string(), "S3's last error; `none` for none."),
        column(
            "latest_cloud_watch_logs_delivery_time",
            UTC_TIMESTAMP,
            "When it last reached its log group; null for never.",
        ),
        column("latest_cloud_watch_logs_delivery_error", pa.string(), "`none` for none."),
        column("selectors", pa.int64(), "Its rows in `aws_cloudtrail_event_selectors`."),
        column("insight_types", _STRINGS, "Insights that are on, such as `ApiCallRateInsight`."),
        column("read_errors", _STRINGS, "Calls that failed for it, `Operation: ErrorName`."),
    ],
)

SELECTORS = Dataset(
    name="aws_cloudtrail_event_selectors",
    grain="One row per trail and kind of event that a selector lets in, of basic and advanced selectors.",
    key=("trail_arn", "position"),
    permissions=(*_TRAIL_LISTS, "cloudtrail:GetEventSelectors"),
    columns=[
        column("trail_arn", pa.string(), "ARN of the trail.", nullable=False),
        column("position", pa.int64(), "Its place in the answer, from 0.", nullable=False),
        column("form", pa.string(), "`basic` or `advanced`.", nullable=False),
        column("selector_name", pa.string(), "Name of an advanced selector, if it has one."),
        column("event_category", pa.string(), "`Management`, `Data`, `NetworkActivity` ..."),
        column("read_write_type", pa.string(), "`All`, `ReadOnly` or `WriteOnly`."),
        column("resource_type", pa.string(), "Such as `AWS::S3::Object`; `any` for all."),
        column(
            "resource_prefixes",
            _STRINGS,
            "What an ARN begins with to be let in by a `Data` row; `arn:` lets every one in.",
        ),
        column(
            "narrowed_by",
            _STRINGS,
            "What else an event must fulfil, `field Operator value`; empty for nothing.",
            nullable=False,
        ),
    ],
)

TRAIL_BUCKETS = Dataset(
    name="aws_cloudtrail_trail_buckets",
    grain="One row per bucket that a trail of this account writes to, in whichever account it lies.",
    key=("name",),
    permissions=(
        *_TRAIL_LISTS,
        "s3:GetBucketLocation",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketPolicyStatus",
        "s3:GetBucketAcl",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketVersioning",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetLifecycleConfiguration",
    ),
    columns=[
        column("name", pa.string(), "Bucket name.", nullable=False),
        column("trails", _STRINGS, "ARNs of the trails that write to it.", nullable=False),
        column("region", pa.string(), "Region that it lives in."),
        column("read_errors", _STRINGS, "Calls that failed for it, `Operation: ErrorName`."),
        column("public_access_block_exists", pa.bool_(), "Whether it has a block of its own."),
        *(column(flag, pa.bool_(), f"Its own `{flag}`; false without a block.") for flag in FLAGS),
        column("policy_is_public", pa.bool_(), "`IsPublic` of its policy; false without one."),
        column("acl_public_grants", _STRINGS, "Grants to everybody, `group:PERMISSION`."),
        column("object_ownership", pa.string(), "`BucketOwnerEnforced`, ... or `not_set`."),
        column("versioning", pa.string(), "`Enabled`, `Suspended` or `never_enabled`."),
        column("mfa_delete", pa.string(), "`Enabled`, `Disabled` or `not_set`."),
        column("object_lock_enabled", pa.bool_(), "Whether Object Lock is on."),
        column("object_lock_mode", pa.string(), "`COMPLIANCE`, `GOVERNANCE` or `none`."),
        column("object_lock_days", pa.int64(), "Default retention in days; 0 for none."),
        column("lifecycle_rules", pa.int64(), "Lifecycle rules, 0 for none."),
        column(
            "expiration_days",
            pa.int64(),
            "Shortest enabled expiration; 0 when nothing expires, 1 when a rule names a date.",
        ),
    ],
)

LOG_GROUPS = Dataset(
    name="aws_log_groups",
    grain="One row per CloudWatch log group of each enabled Region.",
    key=("arn",),
    permissions=("ec2:DescribeRegions", "logs:DescribeLogGroups"),
    columns=[
        column("arn", pa.string(), "ARN of the log group.", nullable=False),
        column("region", pa.string(), "Its Region.", nullable=False),
        column("name", pa.string(), "Its name.", nullable=False),
        column("creation_time", UTC_TIMESTAMP, "When it was made."),
        column("retention_days", pa.int64(), "Days that it keeps; 0 for ever.", nullable=False),
        column("kms_key_id", pa.string(), "The key it encrypts with; `none` for AWS's own."),
        column("log_group_class", pa.string(), "`STANDARD`, `INFREQUENT_ACCESS` or `DELIVERY`."),
    ],
)
