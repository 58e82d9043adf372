"""CloudTrail's digests: for each hour of a day one that is signed and linked, for each log object its hash.

Verified here, by the public keys of ListPublicKeys. Read are the digests that end in the day, the one before
them, and of the next day as many as are needed to find every log object listed. Trails that this account
sees in the client's Region are read, and those of all Regions are seen everywhere; what its own bucket
policy keeps back makes the datasets unreadable.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import urllib3
from botocore.exceptions import BotoCoreError

from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import DAY, Interval
from include.model.scope import ScopeKind
from include.sources.aws import _digests
from include.sources.aws._client import CONCURRENCY, Aws, required
from include.sources.aws._digest_datasets import DIGESTS, OBJECTS
from include.sources.aws._digests import BACKFILL, Digest
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(DIGESTS, OBJECTS),
)
HOUR = timedelta(hours=1)
_NO_ORGANIZATION = ("AWSOrganizationsNotInUseException",)


@dataclass(frozen=True)
class _Place:
    """A trail's Region: where its digests and log objects lie."""

    arn: str
    validates: bool
    bucket: str
    folder: str
    region: str

    def prefix(self, kind: str, day: datetime) -> str:
        return f"{self.folder}{kind}/{self.region}/{day:%Y/%m/%d}/"


def collect(aws: Aws, into: Collection) -> None:
    """Read and verify the window's digests, and hash the log objects that they list."""
    with into.reading(DIGESTS, OBJECTS), ThreadPoolExecutor(CONCURRENCY) as pool:
        for place in _places(aws):
            found = _Found(aws, place, into.interval, pool)
            hours, objects = list(found.hours()), list(found.objects())
            into.expect(DIGESTS, len(hours))
            into.add(DIGESTS, hours)
            into.expect(OBJECTS, len(objects))
            into.add(OBJECTS, objects)
        for dataset in (DIGESTS, OBJECTS):
            into.expect(dataset, 0)


class _Found:
    """What lies at one place for one window."""

    def __init__(self, aws: Aws, place: _Place, window: Interval, pool: ThreadPoolExecutor) -> None:
        self._aws, self._place, self._window, self._pool = aws, place, window, pool
        days = (window.start - DAY, window.start, window.end)
        listed = [_listing(aws, place.bucket, place.prefix("CloudTrail-Digest", d)) for d in days]
        self.logs = _listing(aws, place.bucket, place.prefix("CloudTrail", window.start))
        before, own, after = ([key for key in sorted(each) if _is_own(key)] for each in listed)
        late = [key for each in listed[1:] for key in sorted(each) if key.endswith(BACKFILL)]
        self._keys = self._public_keys() if before or own or after or late else {}
        self._digests: dict[str, Digest | None] = {}
        self._read([*before[-1:], *own, *after[:1], *late])
        for key in after[1:]:
            if set(self.logs) <= set(self._listed()):
                break
            self._read([key])

    def hours(self) -> Iterator[dict[str, Any]]:
        """Yield what is known of each hour of the window."""
        digests = [each for each in self._digests.values() if each and each.starts and each.ends]
        own = [each for each in digests if not each.is_backfill]
        for hour in _hours(self._window):
            covering = [each for each in own if _spans(each, hour)]
            digest = max(covering, key=lambda each: each.key, default=None)
            yield {
                "trail_arn": self._place.arn,
                "region": self._place.region,
                "hour": hour,
                "log_file_validation": self._place.validates,
                "covered_seconds": _covered(own, hour),
                "backfill_digests": sum(
                    each.is_backfill and digest is not None and each.ends == digest.ends
                    for each in digests
                ),
                **(self._facts(digest) if digest else {}),
            }

    def objects(self) -> Iterator[dict[str, Any]]:
        """Yield every log object that is there or is listed, with its hash where it is listed."""
        listed = self._listed()
        folder = self._place.prefix("CloudTrail", self._window.start)
        keys = sorted({*self.logs, *(key for key in listed if key.startswith(folder))})
        hashes = self._pool.map(self._hash, (k for k in keys if k in self.logs and k in listed))
        hashed = dict(hashes)
        for key in keys:
            digest, file = listed.get(key, (None, {}))
            yield {
                "bucket": self._place.bucket,
                "key": key,
                "trail_arn": self._place.arn,
                "region": self._place.region,
                "log_file_validation": self._place.validates,
                "exists": key in self.logs,
                "last_modified": self.logs.get(key),
                "listed_by": digest and digest.key,
                "listed_by_backfill": digest and digest.is_backfill,
                "listing_signature": digest and digest.signature(self._keys),
                "expected_sha256": file.get("hashValue"),
                "found_sha256": hashed.get(key),
            }

    def _facts(self, digest: Digest) -> dict[str, Any]:
        if digest.previous and digest.previous not in self._digests:
            self._read([digest.previous])
        return {
            "digest_key": digest.key,
            "starts_at": digest.starts,
            "ends_at": digest.ends,
            "signature": digest.signature(self._keys),
            "states_its_place": digest.states_its_place(self._aws.account_id),
            "previous_key": digest.previous,
            "link": digest.link(self._digests.get(digest.previous or "")),
            "listed_files": sum(1 for _ in digest.files()),
        }

    def _listed(self) -> dict[str, tuple[Digest, Mapping[str, Any]]]:
        """Return by key which digest lists a log object, the first of them, and how."""
        listed: dict[str, tuple[Digest, Mapping[str, Any]]] = {}
        for digest in filter(None, self._digests.values()):
            for file in digest.files():
                if file.get("s3Bucket") == self._place.bucket:
                    listed.setdefault(str(file.get("s3Object")), (digest, file))
        return listed

    def _read(self, keys: list[str]) -> None:
        for key, digest in zip(keys, self._pool.map(self._digest, keys), strict=True):
            self._digests[key] = digest

    def _digest(self, key: str) -> Digest | None:
        came = _content(self._aws, self._place.bucket, key)
        return came and _digests.read(self._place.bucket, key, *came)

    def _hash(self, key: str) -> tuple[str, str | None]:
        came = _content(self._aws, self._place.bucket, key)
        return key, came and _digests.content_hash(came[1])

    def _public_keys(self) -> dict[str, bytes]:
        keys = self._aws.pages(
            *("cloudtrail", "ListPublicKeys", "PublicKeyList"),
            region=self._place.region,
            StartTime=self._window.start - DAY,
            EndTime=self._window.end + DAY,
        )
        return {each["Fingerprint"]: _digests.public_key(each["Value"]) for each in keys}


def _places(aws: Aws) -> Iterator[_Place]:
    answer = aws.call("cloudtrail", "DescribeTrails")
    for trail in required(answer, "trailList", "DescribeTrails"):
        bucket, arn = (
            required(trail, key, "DescribeTrails") for key in ("S3BucketName", "TrailARN")
        )
        organization = _organization(aws) if trail.get("IsOrganizationTrail") else None
        parts = (trail.get("S3KeyPrefix"), "AWSLogs", organization, aws.account_id)
        folder = "/".join(part for part in parts if part) + "/"
        regions = {required(trail, "HomeRegion", "DescribeTrails")}
        for kind in ("CloudTrail", "CloudTrail-Digest"):
            regions |= _folders(aws, bucket, f"{folder}{kind}/")
        for region in sorted(regions):
            validates = bool(trail.get("LogFileValidationEnabled"))
            yield _Place(arn, validates, bucket, folder, region)


def _organization(aws: Aws) -> str | None:
    answer = aws.call("organizations", "DescribeOrganization", absent=_NO_ORGANIZATION)
    if answer is None:
        return None
    organization = required(answer, "Organization", "DescribeOrganization")
    return str(required(organization, "Id", "DescribeOrganization"))


def _pages(aws: Aws, bucket: str, prefix: str, **more: Any) -> Iterator[Mapping[str, Any]]:
    # Not by the client's own pages: S3 leaves out the list where it is empty.
    token: dict[str, Any] = {}
    while True:
        answer = (
            aws.call("s3", "ListObjectsV2", Bucket=bucket, Prefix=prefix, **more, **token) or {}
        )
        required(answer, "KeyCount", "ListObjectsV2")
        yield answer
        if not answer.get("IsTruncated"):
            return
        token = {"ContinuationToken": required(answer, "NextContinuationToken", "ListObjectsV2")}


def _listing(aws: Aws, bucket: str, prefix: str) -> dict[str, datetime]:
    return {
        each["Key"]: each["LastModified"]
        for page in _pages(aws, bucket, prefix)
        for each in page.get("Contents", ())
    }


def _folders(aws: Aws, bucket: str, prefix: str) -> set[str]:
    return {
        each["Prefix"].removeprefix(prefix).rstrip("/")
        for page in _pages(aws, bucket, prefix, Delimiter="/")
        for each in page.get("CommonPrefixes", ())
    }


def _content(aws: Aws, bucket: str, key: str) -> tuple[Mapping[str, str], bytes] | None:
    """Get an object's metadata and bytes; None where it is not there."""
    answer = aws.call("s3", "GetObject", absent=("NoSuchKey",), Bucket=bucket, Key=key)
    if answer is None:
        return None
    try:
        return answer.get("Metadata", {}), answer["Body"].read()
    except (BotoCoreError, urllib3.exceptions.HTTPError, OSError) as error:
        msg = f"s3://{bucket}/{key} broke off while it was read ({type(error).__name__}): run again"
        raise SourceIncomplete(msg, cause=Cause.UNREACHABLE) from error


def _is_own(key: str) -> bool:
    return not key.endswith(BACKFILL)


def _hours(window: Interval) -> list[datetime]:
    return [window.start + HOUR * n for n in range((window.end - window.start) // HOUR)]


def _spans(digest: Digest, hour: datetime) -> bool:
    return bool(digest.starts and digest.ends and digest.starts <= hour < digest.ends)


def _covered(digests: list[Digest], hour: datetime) -> int:
    """Count the seconds of an hour that lie within any of the digests."""
    spans = sorted((each.starts, each.ends) for each in digests if each.starts and each.ends)
    reached, covered = hour, timedelta()
    for start, end in spans:
        first, last = max(start, reached), min(end, hour + HOUR)
        if first < last:
            covered, reached = covered + (last - first), last
    return int(covered.total_seconds())
