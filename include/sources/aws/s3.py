"""S3 as an account's buckets are set: who can read them, how they are encrypted, kept and logged.

S3 answers about now only. Directory buckets, access points and object ACLs are other APIs and not read.
What was never set is a value of its own; what could not be read is null, and `read_errors` says why: a
call that fails for one bucket loses neither the bucket nor the others.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceError
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.aws._bucket_policy import statements
from include.sources.aws._bucket_questions import (
    POLICY_STATUS,
    QUESTIONS,
    location,
    public_access_block,
)
from include.sources.aws._client import CONCURRENCY, Aws, required
from include.sources.aws._questions import Answer, Columns, Question, ask
from include.sources.aws._s3_datasets import ACCOUNT_BLOCKS, BUCKETS, STATEMENTS
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(BUCKETS, STATEMENTS, ACCOUNT_BLOCKS),
)
# The most that S3 gives in a page; asking for pages at all is what makes it name each bucket's Region.
_PAGE = 10_000


def collect(aws: Aws, into: Collection) -> None:
    """Read every bucket, the statements of their policies, and the account's public access block."""
    buckets: list[dict[str, Any]] = []
    failures: list[SourceError] = []
    with into.reading(BUCKETS, STATEMENTS):
        buckets = [_bucket(each) for each in _listed(aws)]
        into.expect(BUCKETS, len(buckets))
        failures = _policies(aws, into, buckets)
    with into.reading(STATEMENTS):
        # No rows would read as no statements where every bucket kept its policy to itself.
        if failures and not any("policy_exists" in bucket for bucket in buckets):
            raise failures[0]
    with into.reading(BUCKETS):
        _each(lambda bucket: _settings(aws, bucket), buckets)
        if into.readings[BUCKETS.name].error is None:
            into.add(BUCKETS, sorted(buckets, key=lambda bucket: str(bucket["name"])))
            into.reconcile(BUCKETS, _listed_again(aws, into, buckets))
    with into.reading(ACCOUNT_BLOCKS):
        _account_block(aws, into)


def _listed(aws: Aws) -> Iterator[dict[str, Any]]:
    return aws.pages("s3", "ListBuckets", "Buckets", MaxBuckets=_PAGE)


def _listed_again(aws: Aws, into: Collection, buckets: list[dict[str, Any]]) -> Reconciliation:
    """Hold the buckets that were read against a second list; S3 itself never says how many there are.

    A bucket made or deleted meanwhile is named. One that is older than the first list and not in it was
    kept from us, as by a page that got lost: that remains unexplained.
    """
    clocks = (answer.service_date for answer in into.readings[BUCKETS.name].answers)
    first_asked = next((clock for clock in clocks if clock), into.observed_at)
    again = {
        required(each, "Name", "ListBuckets"): each.get("CreationDate") for each in _listed(aws)
    }
    read = {str(bucket["name"]): bucket["vanished"] for bucket in buckets}
    strangers = sorted(again.keys() - read.keys())
    created = [name for name in strangers if (made := again[name]) and made >= first_asked]
    deleted = sorted(name for name, vanished in read.items() if vanished or name not in again)
    return Reconciliation(
        against="s3:ListBuckets, asked again after the last bucket",
        independent_count=len(again),
        explained=(
            *(f"created since the first list: {name}" for name in created),
            *(f"deleted since the first list: {name}" for name in deleted),
        ),
        unexplained_items=len(strangers) - len(created),
    )


def _bucket(listed: dict[str, Any]) -> dict[str, Any]:
    name = required(listed, "Name", "ListBuckets")
    return {
        "name": name,
        "arn": listed.get("BucketArn", f"arn:aws:s3:::{name}"),
        "region": listed.get("BucketRegion"),
        "creation_date": listed.get("CreationDate"),
        "vanished": False,
        "read_errors": [],
    }


def _each(
    read: Callable[[dict[str, Any]], list[dict[str, Any]]], buckets: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Read all buckets, a few at a time, and return what came in their order."""
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        return [row for rows in pool.map(read, buckets) for row in rows]


def _policies(aws: Aws, into: Collection, buckets: list[dict[str, Any]]) -> list[SourceError]:
    """Add the statements of all policies; return what kept a policy from being read."""
    failures: list[SourceError] = []
    rows = _each(lambda bucket: _policy(aws, bucket, failures), buckets)
    into.expect(STATEMENTS, len(rows))
    into.add(STATEMENTS, rows)
    return failures


def _policy(aws: Aws, bucket: dict[str, Any], failures: list[SourceError]) -> list[dict[str, Any]]:
    """Fill ``policy_exists`` and return the statements; a policy that nobody can read fills nothing."""
    rows: list[dict[str, Any]] = []

    def columns(answer: Answer) -> Columns:
        rows.extend(statements(bucket["name"], answer["Policy"]) if answer else ())
        return {"policy_exists": answer is not None}

    if bucket["region"] is None:
        _ask(
            aws, bucket, Question("GetBucketLocation", lambda answer: {"region": location(answer)})
        )
    failure = _ask(aws, bucket, Question("GetBucketPolicy", columns, ("NoSuchBucketPolicy",)))
    if failure and not bucket["vanished"]:
        failures.append(failure)
    return rows


def _settings(aws: Aws, bucket: dict[str, Any]) -> list[dict[str, Any]]:
    if bucket.get("policy_exists") is False:
        bucket["policy_is_public"] = False
    else:
        _ask(aws, bucket, POLICY_STATUS)
    for question in QUESTIONS:
        _ask(aws, bucket, question)
    return []


def _ask(aws: Aws, bucket: dict[str, Any], question: Question) -> SourceError | None:
    """Fill the columns of one question, or say in ``read_errors`` why they stay null and return it."""
    if bucket["vanished"]:
        return None
    failure = ask(aws, "s3", bucket, question, bucket["region"], Bucket=bucket["name"])
    if failure and failure.cause is Cause.VANISHED:
        # A bucket that is gone is no bucket that could not be read.
        bucket["vanished"], bucket["read_errors"] = True, bucket["read_errors"][:-1]
    return failure


def _account_block(aws: Aws, into: Collection) -> None:
    answer = aws.call(
        "s3control",
        "GetPublicAccessBlock",
        absent=("NoSuchPublicAccessBlockConfiguration",),
        AccountId=aws.account_id,
    )
    if answer is not None:
        required(answer, "PublicAccessBlockConfiguration", "GetPublicAccessBlock")
    row = {
        "account_id": aws.account_id,
        "block_exists": answer is not None,
        **public_access_block(answer),
    }
    into.expect(ACCOUNT_BLOCKS, 1)
    into.add(ACCOUNT_BLOCKS, [row])
