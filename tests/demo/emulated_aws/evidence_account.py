"""An account beside the company's that keeps its evidence: a locked bucket, a key that seals, who writes."""

from moto.backends import get_backend

from tests.demo.emulated_aws.authorising import SHIPPED
from tests.demo.emulated_aws.seeding import PARTITION

REGION = "us-east-1"
BUCKET, PREFIX = "quillhaven-soc2-locker", "evidence"
WRITER = "soc2-evidence-writer"
ALIAS = "alias/soc2-seal"


def seed(account: str, hub: str, external_id: str) -> None:
    """Make what deploy/aws/README.md tells to make by hand, with the files that are shipped."""
    s3 = get_backend("s3")[account][PARTITION]
    s3.create_bucket(BUCKET, REGION)
    s3.put_bucket_versioning(BUCKET, "Enabled")
    s3.put_object_lock_configuration(BUCKET, True)  # noqa: FBT003
    kms = get_backend("kms")[account][REGION]
    key = kms.create_key(None, "SIGN_VERIFY", "ECC_NIST_P256", "Signs seals.", None)
    kms.create_alias(key.id, ALIAS)
    iam = get_backend("iam")[account][PARTITION]
    trust = (SHIPPED / "trust-policy.json").read_text(encoding="utf-8")
    trust = trust.replace("HUB_PRINCIPAL_ARN", hub).replace("EXTERNAL_ID", external_id)
    iam.create_role(WRITER, trust, "/", None, "", [], "3600")
    may = (SHIPPED / "evidence-writer-policy.json").read_text(encoding="utf-8")
    may = may.replace("BUCKET", BUCKET).replace("PREFIX", PREFIX)
    iam.put_role_policy(WRITER, WRITER, may.replace("SEALING_KEY_ARN", key.arn))
