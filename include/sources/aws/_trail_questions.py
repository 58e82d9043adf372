"""What each trail and its bucket is asked, and which columns each answer fills; see ``_bucket_questions``."""

from datetime import UTC, datetime

from include.sources.aws._bucket_questions import POLICY_STATUS, QUESTIONS, location
from include.sources.aws._client import required
from include.sources.aws._questions import Answer, Columns, Question, Row


def trail_row(arn: str, described: Row) -> Row:
    """Return a described trail's columns; what it is asked beside that is filled in later."""
    return {
        "trail_arn": arn,
        "name": described.get("Name"),
        "account_id": arn.split(":")[4],
        "home_region": described.get("HomeRegion"),
        "seen_in": [],
        "is_multi_region": described.get("IsMultiRegionTrail"),
        "is_organization_trail": described.get("IsOrganizationTrail"),
        "includes_global_services": described.get("IncludeGlobalServiceEvents"),
        "bucket": described.get("S3BucketName"),
        "prefix": described.get("S3KeyPrefix") or "",
        "log_file_validation_enabled": described.get("LogFileValidationEnabled"),
        "kms_key_id": described.get("KmsKeyId") or "none",
        "log_group_arn": described.get("CloudWatchLogsLogGroupArn") or "none",
        "read_errors": [],
    }


def log_group_row(listed: Row, region: str) -> Row:
    """Return a listed log group's columns."""
    made = listed.get("creationTime")
    return {
        "arn": required(listed, "arn", "DescribeLogGroups").removesuffix(":*"),
        "region": region,
        "name": required(listed, "logGroupName", "DescribeLogGroups"),
        "creation_time": made and datetime.fromtimestamp(made / 1000, UTC),
        "retention_days": listed.get("retentionInDays") or 0,
        "kms_key_id": listed.get("kmsKeyId") or "none",
        "log_group_class": listed.get("logGroupClass"),
    }


def _state(answer: Answer) -> Columns:
    said = answer or {}
    names = ("Delivery", "DigestDelivery", "CloudWatchLogsDelivery")
    columns = ("delivery", "digest_delivery", "cloud_watch_logs_delivery")
    return {
        "is_logging": said["IsLogging"],
        "start_logging_time": said.get("StartLoggingTime"),
        "stop_logging_time": said.get("StopLoggingTime"),
        **{
            f"latest_{c}_time": said.get(f"Latest{n}Time")
            for n, c in zip(names, columns, strict=True)
        },
        **{
            f"latest_{c}_error": said.get(f"Latest{n}Error") or "none"
            for n, c in zip(names, columns, strict=True)
        },
    }


def _insights(answer: Answer) -> Columns:
    listed = answer["InsightSelectors"] if answer else []
    return {"insight_types": sorted(each["InsightType"] for each in listed)}


def _expiration(answer: Answer) -> Columns:
    rules = answer["Rules"] if answer else []
    expirations = [each.get("Expiration", {}) for each in rules if each["Status"] == "Enabled"]
    # On its date such a rule removes what was written the day before.
    days = [
        1 if "Date" in each else each["Days"] for each in expirations if {*each} & {"Date", "Days"}
    ]
    return {"lifecycle_rules": len(rules), "expiration_days": min(days, default=0)}


_OF_A_BUCKET = (
    *("GetPublicAccessBlock", "GetBucketAcl", "GetBucketOwnershipControls"),
    *("GetBucketVersioning", "GetObjectLockConfiguration"),
)
_EXPIRATION = Question(
    "GetBucketLifecycleConfiguration", _expiration, ("NoSuchLifecycleConfiguration",)
)
_LOCATION = Question("GetBucketLocation", lambda answer: {"region": location(answer)})
STATUS = Question("GetTrailStatus", _state)
INSIGHTS = Question("GetInsightSelectors", _insights, ("InsightNotEnabledException",))
BUCKET = (
    _LOCATION,
    POLICY_STATUS,
    *(each for each in QUESTIONS if each.operation in _OF_A_BUCKET),
    _EXPIRATION,
)
