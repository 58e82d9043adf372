"""AWS Config's record of a day's end: how IAM, S3 buckets and its own rules stood, from delivered files.

AWS Config kept this state itself, as it was; it is no observation of ours and stands in datasets of its own.
Known is what lies between two snapshots that follow each other as the channel delivers them; where recording
stood still nothing is carried over, and the day is a gap. Nothing chains history files: a lost one is noticed
by the last state of a resource alone, not by one that was changed again before the second snapshot. Where
the files lie, scope.yaml says by account (`config_delivery`). They stay in the bucket, named by key, version
and hash.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from include.model.config_delivery import ConfigDelivery
from include.model.dataset import Dataset, Nature, Source
from include.model.errors import NotDeclared
from include.model.interval import DAY
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws
from include.sources.aws._config_datasets import (
    ACCOUNT_BLOCKS,
    ALL,
    ITEMS_OF,
    OBJECTS,
    RECORDINGS,
)
from include.sources.aws._config_items import ACCOUNT_BLOCK, TYPES, Item, Resource
from include.sources.aws._config_objects import Objects
from include.sources.aws._config_region import SLACK, Region
from include.sources.aws._config_rows import rows_of
from include.sources.aws._config_timeline import Hole, words
from include.sources.aws._delivery_lists import folders
from include.sources.aws._s3_datasets import FLAGS
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.HISTORY,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=ALL,
    late_days=3,
    # The longest time between two snapshots, and some hours for the second one to come.
    settles_hours=27,
)


def collect(aws: Aws, into: Collection) -> None:
    """Read the state in which the day ended, and account for every file that it was read from."""
    regions: list[Region] = []
    with into.reading(*ALL):
        delivery = _delivery(aws)
        end, now = into.interval.end, into.observed_at
        regions = [Region(aws, delivery, each, end, now) for each in delivery.regions]
        strangers = _others(aws, delivery, end)
        items = _latest(item for each in regions for item in each.items.values())
        told = rows_of(items.values())
        holes = [hole for each in regions for hole in each.holes]
        holes += _not_in_snapshots(delivery, regions)
        _none_was_ever_set(aws, delivery, items, told)
        _add(into, RECORDINGS, [each.row for each in regions])
        _add(into, OBJECTS, [row for each in regions for row in each.objects])
        for dataset, kinds in ITEMS_OF:
            _add(into, dataset, told.get(dataset.name, []))
            own = [each for each in holes if each.resource_type in kinds]
            why = "; ".join(filter(None, (strangers, words(own))))
            if why:
                into.unreadable(dataset, why)


def _add(into: Collection, dataset: Dataset, rows: list[dict[str, Any]]) -> None:
    into.expect(dataset, len(rows))
    into.add(dataset, rows)


def _delivery(aws: Aws) -> ConfigDelivery:
    if aws.config_delivery is None:
        msg = (
            f"{aws.account_id}: scope.yaml does not say where AWS Config delivers; name its bucket and "
            "Regions beside the account (config_delivery), or do without its history"
        )
        raise NotDeclared(msg)
    return aws.config_delivery


def _latest(items: Iterable[Item]) -> dict[Resource, Item]:
    """Return each resource once: what is global is recorded in every Region that asks for it."""
    latest: dict[Resource, Item] = {}
    for each in items:
        known = latest.get(each.resource)
        if known is None or known.order < each.order:
            latest[each.resource] = each
    return latest


def _not_in_snapshots(delivery: ConfigDelivery, regions: Iterable[Region]) -> Iterator[Hole]:
    """Yield the types of which no snapshot holds anything, and scope.yaml does not say that there is none."""
    found = {kind for each in regions for kind in each.types}
    for kind in TYPES:
        if kind not in found and kind not in delivery.without:
            what = (
                f"no snapshot holds any {kind}: AWS Config does not record it, or there is none; record "
                "it, or name it in scope.yaml (config_delivery, without)"
            )
            yield Hole(kind, what)


def _none_was_ever_set(
    aws: Aws, delivery: ConfigDelivery, items: Mapping[Resource, Item], told: dict[str, list[Any]]
) -> None:
    """Add the row of an account that never had a block, where scope.yaml says that it has none."""
    if ACCOUNT_BLOCK in delivery.without and not any(kind == ACCOUNT_BLOCK for kind, _ in items):
        row = {"account_id": aws.account_id, "block_exists": False, "read_errors": []}
        told[ACCOUNT_BLOCKS.name] = [row | dict.fromkeys(FLAGS, False)]


def _others(aws: Aws, delivery: ConfigDelivery, end: datetime) -> str | None:
    """Say of Regions that record on the day, too, that scope.yaml does not name them."""
    home = delivery.home(aws.account_id)
    named = folders(aws, delivery.bucket, home)
    strangers = [
        each
        for each in named
        if each not in delivery.regions
        and Objects(aws, delivery, each).snapshots(end - DAY - SLACK, end + DAY + SLACK)
    ]
    if not strangers:
        return None
    regions = ", ".join(strangers)
    return f"AWS Config records in {regions}, too; name it in scope.yaml (config_delivery, regions)"
