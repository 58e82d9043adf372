"""Adds plain, conforming users and buckets to production, for measuring at size."""

from moto.backends import get_backend

from tests.demo.emulated_aws.seeding import PARTITION
from tests.demo.emulated_aws.seeding_buckets import add_bucket
from tests.demo.emulated_aws.seeding_users import add_user
from tests.demo.emulated_aws.seeds import BucketSeed, KeySeed, UserSeed
from tests.demo.emulated_aws.world import Clock

ACCOUNT = "123456789012"


def add_users(count: int, clock: Clock) -> None:
    """Add key users with MFA, one in ten by hardware, so that both ways of listing devices are needed."""
    iam = get_backend("iam")[ACCOUNT][PARTITION]
    for number in range(count):
        seed = UserSeed(
            name=f"plain-user-{number:05}",
            created=200,
            path="/plain/",
            mfa=("hardware",) if number % 10 == 0 else ("virtual",),
            keys=(KeySeed(rotated=10 + number % 70, used=1),),
        )
        add_user(iam, seed, clock)


def add_buckets(count: int, clock: Clock) -> None:
    """Add internal buckets with everything as it should be."""
    s3 = get_backend("s3")[ACCOUNT][PARTITION]
    for number in range(count):
        name = f"quillhaven-prod-plain-{number:05}"
        add_bucket(s3, BucketSeed(name=name, created=100, data_class="internal", expires=90), clock)
