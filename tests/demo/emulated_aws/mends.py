"""Mends moto where it differs from AWS, for the calls that the sources read; one function per fact of AWS.

What stays unmended is listed in README.md beside this file.
"""

from tests.demo.emulated_aws import (
    mends_authorisation,
    mends_cloudtrail,
    mends_iam,
    mends_identity_center,
    mends_kms,
    mends_mfa,
    mends_public_keys,
    mends_report,
    mends_s3,
    organization,
)
from tests.demo.emulated_aws.world import World


def apply(world: World) -> None:
    """Patch moto, once per process."""
    mends_authorisation.apply(world)
    mends_cloudtrail.apply()
    mends_iam.apply(world)
    mends_identity_center.apply(world)
    mends_kms.apply()
    mends_mfa.apply(world)
    mends_public_keys.apply(world)
    mends_report.apply(world)
    mends_s3.apply()
    organization.apply(world)
