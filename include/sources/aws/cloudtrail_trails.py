"""CloudTrail as it is set: trails, what they let in, where they write to; and how long logs are kept.

Every enabled Region is asked, so that shadows of multi-Region trails, trails of one Region and the
organisation's are all there; a Region that is not opted in to is not asked, which is not a refusal. The
bucket of an organisation's trail is read in the account that owns the trail. A bucket may lie in another
account: what that one does not let us read is null, and `read_errors` says so.
"""

from include.model.dataset import Nature, Source
from include.model.errors import SourceError
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws, required
from include.sources.aws._questions import Answer, Columns, Question, Row, ask
from include.sources.aws._regions import each_of, enabled_regions, rows_of
from include.sources.aws._selectors import selectors
from include.sources.aws._trail_datasets import LOG_GROUPS, SELECTORS, TRAIL_BUCKETS, TRAILS
from include.sources.aws._trail_questions import (
    BUCKET,
    INSIGHTS,
    STATUS,
    log_group_row,
    trail_row,
)
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(TRAILS, SELECTORS, TRAIL_BUCKETS, LOG_GROUPS),
)
# A Region that was opted out of after the list of Regions was read.
_OPTED_OUT = ("OptInRequired",)


def collect(aws: Aws, into: Collection) -> None:
    """Read the trails and their settings, their buckets, and every log group."""
    trails: list[Row] = []
    failures: list[SourceError] = []
    with into.reading(TRAILS, SELECTORS, TRAIL_BUCKETS):
        regions = enabled_regions(aws)
        trails = _trails(aws, regions)
        _reconcile(aws, into, trails)
    listed = into.readings[TRAILS.name].error is None
    with into.reading(TRAILS, SELECTORS):
        if listed:
            failures = _selectors(aws, into, trails)
    with into.reading(SELECTORS):
        # No rows would read as no selectors where every trail kept its own to itself.
        if failures and len(failures) == len(trails):
            raise failures[0]
    with into.reading(TRAILS):
        if listed:
            each_of(trails, lambda trail: _status(aws, trail))
            _date(into)
            into.expect(TRAILS, len(trails))
            into.add(TRAILS, trails)
    with into.reading(TRAIL_BUCKETS):
        if listed:
            _buckets(aws, into, [each for each in trails if each["account_id"] == aws.account_id])
    with into.reading(LOG_GROUPS):
        groups = rows_of(enabled_regions(aws), lambda region: _log_groups(aws, region))
        into.expect(LOG_GROUPS, len(groups))
        into.add(LOG_GROUPS, groups)


def _trails(aws: Aws, regions: list[str]) -> list[Row]:
    """List the trails of every Region, each once."""

    def describe(region: str) -> list[Row]:
        answer = aws.call(
            "cloudtrail",
            "DescribeTrails",
            region=region,
            absent=_OPTED_OUT,
            includeShadowTrails=True,
        )
        return [] if answer is None else required(answer, "trailList", "DescribeTrails")

    found: dict[str, Row] = {}
    for region, listed in zip(regions, each_of(regions, describe), strict=True):
        for each in listed:
            arn = required(each, "TrailARN", "DescribeTrails")
            found.setdefault(arn, trail_row(arn, each))["seen_in"].append(region)
    return [found[arn] for arn in sorted(found)]


def _reconcile(aws: Aws, into: Collection, trails: list[Row]) -> None:
    """Hold the trails against the list of the account's own, which is another call."""
    listed = {
        required(each, "TrailARN", "ListTrails")
        for each in aws.pages("cloudtrail", "ListTrails", "Trails")
    }
    read = {str(trail["trail_arn"]) for trail in trails}
    elsewhere = sorted(read - listed)
    into.reconcile(
        TRAILS,
        Reconciliation(
            against="cloudtrail:ListTrails",
            independent_count=len(listed),
            explained=tuple(f"told by its Region alone: {arn}" for arn in elsewhere),
            unexplained_items=len(listed - read),
        ),
    )


def _selectors(aws: Aws, into: Collection, trails: list[Row]) -> list[SourceError]:
    """Add the selectors of all trails; return what kept a trail's from being read."""
    rows: list[Row] = []
    failures: list[SourceError] = []
    for trail in trails:
        made: list[Row] = []

        def columns(answer: Answer, trail: Row = trail, made: list[Row] = made) -> Columns:
            made.extend(selectors(trail["trail_arn"], answer or {}))
            return {"selectors": len(made)}

        failure = _ask_trail(aws, trail, Question("GetEventSelectors", columns), "TrailName")
        rows.extend(made)
        failures.extend([failure] if failure else [])
    into.expect(SELECTORS, len(rows))
    into.add(SELECTORS, rows)
    return failures


def _status(aws: Aws, trail: Row) -> None:
    _ask_trail(aws, trail, STATUS, "Name")
    _ask_trail(aws, trail, INSIGHTS, "TrailName")


def _date(into: Collection) -> None:
    """Count ages by CloudTrail's clock, which its times of delivery come from."""
    clocks = [answer.service_date for answer in into.readings[TRAILS.name].answers]
    known = [clock for clock in clocks if clock]
    if known:
        into.as_of(TRAILS, min(known))


def _ask_trail(aws: Aws, trail: Row, question: Question, named: str) -> SourceError | None:
    # By its ARN: a name says nothing in another account or Region.
    return ask(
        aws, "cloudtrail", trail, question, trail["home_region"], **{named: trail["trail_arn"]}
    )


def _buckets(aws: Aws, into: Collection, trails: list[Row]) -> None:
    names = sorted({trail["bucket"] for trail in trails if trail["bucket"]})
    rows = each_of(names, lambda name: _bucket(aws, name, trails))
    into.expect(TRAIL_BUCKETS, len(names))
    into.add(TRAIL_BUCKETS, rows)


def _bucket(aws: Aws, name: str, trails: list[Row]) -> Row:
    row: Row = {
        "name": name,
        "trails": sorted(each["trail_arn"] for each in trails if each["bucket"] == name),
        "read_errors": [],
    }
    for question in BUCKET:
        ask(aws, "s3", row, question, row.get("region"), Bucket=name)
    return row


def _log_groups(aws: Aws, region: str) -> list[Row]:
    listed = aws.pages("logs", "DescribeLogGroups", "logGroups", region=region)
    return [log_group_row(each, region) for each in listed]
