"""Finds what validated trails deliver: for each of them and Region, where its digests and log objects lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from include.sources.aws._client import Aws, required
from include.sources.aws._delivery_lists import LIST, folders, homes, pages

DIGESTS, LOGS = "CloudTrail-Digest", "CloudTrail"


@dataclass(frozen=True)
class Listed:
    """An object as its bucket lists it."""

    size: int
    last_modified: datetime
    etag: str | None


@dataclass(frozen=True)
class Place:
    """A trail's Region: one bucket, and the folders of the account in it."""

    arn: str
    name: str
    home_region: str
    bucket: str
    folders: tuple[str, ...]
    region: str

    def digests(self, aws: Aws, day: datetime) -> dict[str, Listed]:
        """List the trail's digests that end on a day; another trail's may lie beside them."""
        whose = f"_{DIGESTS}_{self.region}_{self.name}_{self.home_region}_"
        listed = self._listed(aws, DIGESTS, day)
        return {key: each for key, each in listed.items() if whose in key}

    def logs(self, aws: Aws, day: datetime) -> dict[str, Listed]:
        """List the log objects whose names are of a day."""
        return self._listed(aws, LOGS, day)

    def holds_logs_of(self, day: datetime, key: str) -> bool:
        """Tell whether a key is that of a log object of a day."""
        return any(key.startswith(self._prefix(folder, LOGS, day)) for folder in self.folders)

    def _listed(self, aws: Aws, kind: str, day: datetime) -> dict[str, Listed]:
        return {
            required(each, "Key", LIST): Listed(
                required(each, "Size", LIST),
                required(each, "LastModified", LIST),
                each.get("ETag"),
            )
            for folder in self.folders
            for page in pages(aws, Bucket=self.bucket, Prefix=self._prefix(folder, kind, day))
            for each in page.get("Contents", ())
        }

    def _prefix(self, folder: str, kind: str, day: datetime) -> str:
        return f"{folder}{kind}/{self.region}/{day:%Y/%m/%d}/"


def places(aws: Aws) -> Iterator[Place]:
    """Yield every Region to which a trail of log file validation delivered; others sign nothing.

    Raises:
        SourceIncomplete: a list came without its end.
    """
    answer = aws.call("cloudtrail", "DescribeTrails", includeShadowTrails=True)
    for trail in required(answer, "trailList", "DescribeTrails"):
        if not trail.get("LogFileValidationEnabled"):
            continue
        arn, name, home, bucket = (
            required(trail, key, "DescribeTrails")
            for key in ("TrailARN", "Name", "HomeRegion", "S3BucketName")
        )
        own = homes(aws, trail)
        regions = {
            region
            for folder in own
            for kind in (LOGS, DIGESTS)
            for region in folders(aws, bucket, f"{folder}{kind}/")
        }
        for region in sorted(regions):
            yield Place(arn, name, home, bucket, own, region)
