"""Lists what CloudTrail delivered to a bucket: an account's folders, and what lies in them, page by page."""

from collections.abc import Iterator, Mapping
from typing import Any

from include.model.errors import Cause, SourceIncomplete
from include.sources.aws._client import Aws, required

LIST = "ListObjectsV2"


def homes(aws: Aws, trail: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the folders in which a trail delivers for the account.

    Of an organisation's trail they are two or more, as it may have been the account's own before.
    """
    bucket, prefix = required(trail, "S3BucketName", "DescribeTrails"), trail.get("S3KeyPrefix")
    root = f"{prefix}/AWSLogs/" if prefix else "AWSLogs/"
    roots = [root]
    if trail.get("IsOrganizationTrail"):
        roots += [f"{root}{name}/" for name in folders(aws, bucket, root) if name[:2] == "o-"]
    return tuple(f"{each}{aws.account_id}/" for each in roots)


def folders(aws: Aws, bucket: str, prefix: str) -> list[str]:
    """Name the folders right behind a prefix."""
    return [
        required(each, "Prefix", LIST)[len(prefix) :].rstrip("/")
        for page in pages(aws, Bucket=bucket, Prefix=prefix, Delimiter="/")
        for each in page.get("CommonPrefixes", ())
    ]


def pages(aws: Aws, **asked: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every page of a list; S3 leaves out a list that is empty, and counts what it lists.

    Raises:
        SourceIncomplete: fewer or other names came than were counted and asked for, some came twice, or
            there is a next page and nobody says where.
    """
    more, token, seen = True, None, set[str]()
    while more:
        following: dict[str, Any] = {"ContinuationToken": token} if token else {}
        page = aws.refer("s3", LIST, **asked, **following)
        counted = required(page, "KeyCount", LIST)
        names = [
            *(required(each, "Key", LIST) for each in page.get("Contents", ())),
            *(required(each, "Prefix", LIST) for each in page.get("CommonPrefixes", ())),
        ]
        more, token = page.get("IsTruncated", False), page.get("NextContinuationToken")
        strangers = [each for each in names if not each.startswith(asked["Prefix"])]
        if counted != len(names) or strangers or seen & {*names} or (more and not token):
            msg = (
                f"{LIST} of {asked['Bucket']}/{asked['Prefix']}: {len(names)} of {counted} names came, or "
                "other ones, or some twice, or the next page is not named; run again"
            )
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        seen |= {*names}
        yield page
