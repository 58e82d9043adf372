"""What each bucket is asked, and which columns each answer fills. No answer (None): it was never set."""

from include.sources.aws._questions import Answer, Columns, Question
from include.sources.aws._s3_datasets import FLAGS

_DAYS_OF_A_YEAR = 365
_PUBLIC_GROUPS = ("AllUsers", "AuthenticatedUsers")


def location(answer: Answer) -> str:
    """Return a bucket's Region; the two oldest have names of their own."""
    constraint = str((answer or {}).get("LocationConstraint") or "us-east-1")
    return {"EU": "eu-west-1"}.get(constraint, constraint)


def public_access_block(answer: Answer) -> Columns:
    """Return the four flags, of a bucket or an account; false without a block, null when left out."""
    if answer is None:
        return dict.fromkeys(FLAGS, False)
    block = answer["PublicAccessBlockConfiguration"]
    names = {flag: "".join(word.capitalize() for word in flag.split("_")) for flag in FLAGS}
    return {flag: block.get(name) for flag, name in names.items()}


def _encryption(answer: Answer) -> Columns:
    if answer is None:
        return {"sse_algorithm": "none", "kms_key_id": None, "bucket_key_enabled": False}
    rule = answer["ServerSideEncryptionConfiguration"]["Rules"][0]
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    return {
        "sse_algorithm": default.get("SSEAlgorithm"),
        "kms_key_id": default.get("KMSMasterKeyID"),
        "bucket_key_enabled": rule.get("BucketKeyEnabled", False),
    }


def _bucket_block(answer: Answer) -> Columns:
    return {"public_access_block_exists": answer is not None, **public_access_block(answer)}


def _policy_status(answer: Answer) -> Columns:
    return {"policy_is_public": answer["PolicyStatus"]["IsPublic"] if answer else False}


def _ownership(answer: Answer) -> Columns:
    if answer is None:
        return {"object_ownership": "not_set"}
    return {"object_ownership": answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"]}


def _acl(answer: Answer) -> Columns:
    grants = answer["Grants"] if answer else []
    named = [(each["Grantee"].get("URI", "").rpartition("/")[2], each) for each in grants]
    public = [f"{group}:{each['Permission']}" for group, each in named if group in _PUBLIC_GROUPS]
    return {"acl_public_grants": sorted(public)}


def _versioning(answer: Answer) -> Columns:
    versioning = answer or {}
    return {
        "versioning": versioning.get("Status", "never_enabled"),
        "mfa_delete": versioning.get("MFADelete", "not_set"),
    }


def _object_lock(answer: Answer) -> Columns:
    lock = answer["ObjectLockConfiguration"] if answer else {}
    retention = lock.get("Rule", {}).get("DefaultRetention", {})
    years = retention.get("Years") or 0
    return {
        "object_lock_enabled": lock.get("ObjectLockEnabled") == "Enabled",
        "object_lock_mode": retention.get("Mode", "none"),
        "object_lock_days": retention.get("Days") or years * _DAYS_OF_A_YEAR,
    }


def _lifecycle(answer: Answer) -> Columns:
    rules = answer["Rules"] if answer else []
    enabled = [rule.get("Expiration", {}) for rule in rules if rule.get("Status") == "Enabled"]
    days = [expiration["Days"] for expiration in enabled if "Days" in expiration]
    return {
        "lifecycle_rules": len(rules),
        "lifecycle_least_expiration_days": min(days, default=None),
    }


def _logging(answer: Answer) -> Columns:
    target = (answer or {}).get("LoggingEnabled")
    return {"logging_target_bucket": target["TargetBucket"] if target else "none"}


def _tagging(answer: Answer) -> Columns:
    tags = {each["Key"]: each["Value"] for each in (answer["TagSet"] if answer else [])}
    data_class = tags.get("data-class", "").strip().lower()
    return {"tags": sorted(tags.items()), "data_class": data_class or "unclassified"}


POLICY_STATUS = Question("GetBucketPolicyStatus", _policy_status, ("NoSuchBucketPolicy",))
QUESTIONS = (
    Question(
        "GetBucketEncryption", _encryption, ("ServerSideEncryptionConfigurationNotFoundError",)
    ),
    Question("GetPublicAccessBlock", _bucket_block, ("NoSuchPublicAccessBlockConfiguration",)),
    Question("GetBucketAcl", _acl),
    Question("GetBucketOwnershipControls", _ownership, ("OwnershipControlsNotFoundError",)),
    Question("GetBucketVersioning", _versioning),
    Question("GetObjectLockConfiguration", _object_lock, ("ObjectLockConfigurationNotFoundError",)),
    Question("GetBucketLifecycleConfiguration", _lifecycle, ("NoSuchLifecycleConfiguration",)),
    Question("GetBucketLogging", _logging),
    Question("GetBucketTagging", _tagging, ("NoSuchTagSet",)),
)
