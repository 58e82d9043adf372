"""CloudTrail's digests of a day: whether AWS signed them, how each links to the one before, what they list.

Verified here, by the public keys of ListPublicKeys and the hash of each log object; what stands in these is
``aws.cloudtrail_events``'. Read are the digests that end on the day, of the next as
many as list its last objects, and the one that each names before it. Only trails with log file validation
write digests; those are read that the client's Region sees, among them all that reach every Region.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from include.model.dataset import Dataset, Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.interval import DAY, Interval
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws, required
from include.sources.aws._digest_datasets import DIGESTS, OBJECTS
from include.sources.aws._digests import Digest, is_backfill, read
from include.sources.aws._log_hashes import NO_HASHES, Hashes, Same, earlier_hashes, hashes
from include.sources.aws._trail_places import Place, places
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(DIGESTS, OBJECTS),
    # A `_backfill` digest lists afterwards what was delayed.
    late_days=3,
    is_delivered=True,
)


def collect(aws: Aws, into: Collection) -> None:
    """Read and verify the window's digests; hold what they list against what is there."""
    found: list[_Found] = []
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        with into.reading(DIGESTS, OBJECTS):
            found = [_Found(aws, place, into.interval, pool) for place in places(aws)]
            _add(into, DIGESTS, [row for each in found for row in each.digests()])
        with into.reading(OBJECTS):
            if into.readings[DIGESTS.name].error is None:
                known = earlier_hashes(into)
                _add(into, OBJECTS, [row for each in found for row in each.objects(known)])


def _add(into: Collection, dataset: Dataset, rows: list[dict[str, Any]]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)


class _Found:
    """What lies at one place for one window."""

    def __init__(self, aws: Aws, place: Place, window: Interval, pool: ThreadPoolExecutor) -> None:
        self._aws, self._place, self._window, self._pool = aws, place, window, pool
        before, day, after = (
            place.digests(aws, each) for each in (window.start - DAY, window.start, window.end)
        )
        self._listed, self._of_day = {**before, **day, **after}, frozenset(day)
        self._logs = place.logs(aws, window.start)
        self._keys = self._public_keys() if day or after else {}
        own = sorted((key for key in after if not is_backfill(key)), key=_name)
        # The next day's first began on this one; more of them may list its last objects.
        self._digests = self._read([*day, *sorted(after.keys() - {*own}), *own[:1]])
        for key in own[1:]:
            if self._logs.keys() <= self._listings().keys():
                break
            self._digests |= self._read([key])
        named = {digest.previous for digest in self._digests.values() if digest.previous}
        self._before = self._digests | self._read(sorted(named - self._digests.keys()))

    def digests(self) -> Iterator[dict[str, Any]]:
        """Yield every digest that spans a part of the window, and those of the day that nobody can read."""
        for key, digest in self._digests.items():
            if not self._spans(digest):
                continue
            yield {
                "bucket": self._place.bucket,
                "digest_key": key,
                "trail_arn": self._place.arn,
                "region": self._place.region,
                "is_backfill": digest.is_backfill,
                "last_modified": self._listed[key].last_modified,
                "starts_at": digest.starts,
                "ends_at": digest.ends,
                "signature": digest.signature(self._keys),
                "states_its_place": digest.states_its_place(self._aws.account_id),
                "previous_key": digest.previous,
                "link": digest.link(self._before.get(digest.previous or "")),
                "listed_objects": sum(1 for _ in digest.files()),
            }

    def objects(self, known: Mapping[Same, Hashes]) -> Iterator[dict[str, Any]]:
        """Yield every log object of the window that is there or is listed; hashes may be ``known``."""
        listings, bucket = self._listings(), self._place.bucket
        own = {key for key in listings if self._place.holds_logs_of(self._window.start, key)}
        keys = sorted(own | self._logs.keys())
        hashed = self._pool.map(
            lambda key: (
                hashes(self._aws, bucket, key, self._logs[key], known)
                if key in listings and key in self._logs
                else NO_HASHES
            ),
            keys,
        )
        for key, found in zip(keys, hashed, strict=True):
            digest, stated = listings.get(key, (None, {}))
            there = self._logs.get(key)
            yield {
                "trail_arn": self._place.arn,
                "bucket": bucket,
                "key": key,
                "region": self._place.region,
                "exists": there is not None,
                "last_modified": there and there.last_modified,
                "etag": there and there.etag,
                "listed_by": digest and digest.key,
                "listing_signature": digest and digest.signature(self._keys),
                "listed_sha256": stated.get("hashValue"),
                **found._asdict(),
            }

    def _spans(self, digest: Digest) -> bool:
        if digest.starts is None or digest.ends is None:
            return digest.key in self._of_day
        return digest.starts < self._window.end and digest.ends > self._window.start

    def _listings(self) -> dict[str, tuple[Digest, Mapping[str, Any]]]:
        """Return by key which digest lists a log object, the first of them, and how."""
        listings: dict[str, tuple[Digest, Mapping[str, Any]]] = {}
        for digest in sorted(self._digests.values(), key=lambda each: each.is_backfill):
            for stated in digest.files():
                if stated.get("s3Bucket") == self._place.bucket:
                    listings.setdefault(str(stated.get("s3Object")), (digest, stated))
        return listings

    def _read(self, keys: list[str]) -> dict[str, Digest]:
        """Read digests, a few at a time; one that no list names may be missing."""
        return {digest.key: digest for digest in self._pool.map(self._digest, keys) if digest}

    def _digest(self, key: str) -> Digest | None:
        listed = self._listed.get(key)
        absent = () if listed else ("NoSuchKey",)
        bucket = self._place.bucket
        answer = self._aws.call("s3", "GetObject", absent=absent, Bucket=bucket, Key=key)
        if answer is None:
            return None
        body = required(answer, "Body", "GetObject")
        if listed and len(body) != listed.size:
            msg = f"s3://{bucket}/{key}: {len(body)} of {listed.size} bytes came; run again"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        return read(bucket, key, answer.get("Metadata", {}), body)

    def _public_keys(self) -> dict[str, bytes]:
        keys = self._aws.pages(
            *("cloudtrail", "ListPublicKeys", "PublicKeyList"),
            region=self._place.region,
            StartTime=self._window.start - DAY,
            EndTime=self._window.end + DAY,
        )
        return {
            required(each, "Fingerprint", "ListPublicKeys"): required(
                each, "Value", "ListPublicKeys"
            )
            for each in keys
        }


def _name(key: str) -> str:
    """Return what comes after the folders: of one trail and Region in the order of time."""
    return key.rpartition("/")[2]
