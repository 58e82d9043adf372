"""A bucket to which AWS Config delivers, and a day that is extracted from it."""

from datetime import UTC, datetime, timedelta

from include.extract import extract
from include.model.config_delivery import ConfigDelivery
from include.model.interval import window_of
from include.model.provenance import command_line_run
from tests.demo.emulated_config import shapes
from tests.sources.conftest import FakeAws

DAY = window_of(datetime(2026, 11, 20, tzinfo=UTC))
BEFORE, AFTER = datetime(2026, 11, 20, 9, 2, tzinfo=UTC), datetime(2026, 11, 21, 9, 4, tzinfo=UTC)
LONG_AGO, NOON = datetime(2026, 3, 1, 8, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
BUCKETS, OBJECTS = "aws_config_s3_buckets", "aws_config_objects"
WITHOUT = (
    *(f"AWS::IAM::{each}" for each in ("User", "Group", "Role", "Policy")),
    "AWS::S3::AccountPublicAccessBlock",
    "AWS::Config::ResourceCompliance",
)
DELIVERY = ConfigDelivery(bucket="config", regions=("us-east-1",), without=WITHOUT)


class Recorded:
    """What AWS Config delivered, and what a locker has of one day of it."""

    def __init__(self, account, locker):
        self.account, self.locker = account, locker
        self.objects = {}

    def put(self, key, body):
        self.objects[key] = body

    def snapshot(self, at, *items, **where):
        self.put(shapes.snapshot_key(at, **where), shapes.packed(items))

    def history(self, *items, delivered_at=NOON + timedelta(hours=6), number=1):
        kind = items[0]["resourceType"]
        key = shapes.history_key(kind, delivered_at, delivered_at, delivered_at, number)
        self.put(key, shapes.packed(items))
        return key

    def extract(self, at=NOW, delivery=DELIVERY, day=DAY):
        """Return the manifests by dataset."""

        def connect(_scope, into):
            answers = {"ListObjectsV2": self._list, "GetObject": self._get}
            aws = FakeAws(into, answers)
            aws.config_delivery = delivery
            return aws

        made = extract(
            *("aws.config_history", self.account, connect),
            locker=self.locker,
            run=command_line_run(),
            interval=day,
            clock=lambda: at,
        )
        return {each.dataset: each for each in made.manifests}

    def _list(self, Bucket, Prefix, Delimiter=None):  # noqa: N803
        assert Bucket == "config"
        keys = sorted(key for key in self.objects if key.startswith(Prefix))
        if Delimiter:
            ends = {key[: key.index(Delimiter, len(Prefix)) + 1] for key in keys}
            return {"KeyCount": len(ends), "CommonPrefixes": [{"Prefix": e} for e in sorted(ends)]}
        listed = [
            {"Key": key, "Size": len(self.objects[key]), "LastModified": NOW, "ETag": '"e"'}
            for key in keys
        ]
        return {"KeyCount": len(listed), "Contents": listed}

    def _get(self, Bucket, Key):  # noqa: N803
        assert Bucket == "config"
        return {"Body": self.objects[Key]}

    def rows(self, made, name=BUCKETS):
        return self.locker.table(made[name].parquet).to_pylist()
