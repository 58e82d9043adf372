"""Makes trails and log groups as their seeds say."""

from typing import Any

from moto.backends import get_backend

from tests.demo.emulated_aws.seeds import LogGroupSeed, TrailSeed


def add_log_group(account_id: str, seed: LogGroupSeed) -> None:
    """Make the log group in its Region."""
    backend = get_backend("logs")[account_id][seed.region]
    backend.create_log_group(seed.name, {}).retention_in_days = seed.days


def add_trail(account_id: str, seed: TrailSeed) -> None:
    """Make the trail and start it; its bucket and log group must exist already."""
    backend = get_backend("cloudtrail")[account_id][seed.region]
    group = seed.log_group and get_backend("logs")[account_id][seed.region].groups[seed.log_group]
    trail = backend.create_trail(
        seed.name,
        seed.bucket,
        s3_key_prefix=None,
        sns_topic_name=None,
        is_global=seed.everywhere,
        is_multi_region=seed.everywhere,
        log_validation=seed.validated,
        is_org_trail=seed.organization,
        cw_log_group_arn=f"{group.arn}:*" if group else None,
        cw_role_arn=f"arn:aws:iam::{account_id}:role/cloudtrail-to-logs" if group else None,
        kms_key_id=seed.key,
        tags_list=[],
    )
    if seed.data_buckets:
        trail.put_event_selectors([], _selectors(seed.data_buckets))
    trail.start_logging()


def _selectors(buckets: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "Name": "management",
            "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}],
        },
        {
            "Name": "confidential objects",
            "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                {
                    "Field": "resources.ARN",
                    "StartsWith": [f"arn:aws:s3:::{bucket}/" for bucket in buckets],
                },
            ],
        },
    ]
