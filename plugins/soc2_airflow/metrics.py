"""What Airflow's own metrics say of evidence, by StatsD or OpenTelemetry, as the installation sends them.

Plain StatsD knows no tags, so a metric's name ends with what it is of; the tags add the scope.
"""

from collections.abc import Iterable

from airflow.sdk.observability import stats

from include.model.interval import IntervalKind
from include.model.record import CollectionStatus, Gap, Judgement, Manifest


def collected(manifests: Iterable[Manifest]) -> None:
    """Tell of collections, each of one dataset in one scope.

    Counters ``soc2.collection.calls|retries|bytes|failed.{dataset}``: datasets that are read together share
    their calls, and each counts them. A timer ``duration``. Gauges ``items``, and of events ``lag_seconds``:
    how long after its end a window was read.
    """
    for each in manifests:
        tags = {"source": each.source, "scope": each.scope.id}
        counted = {
            "calls": sum(each.calls.values()),
            "retries": each.retries,
            "bytes": sum(file.size for file in each.files),
            "failed": int(each.status is CollectionStatus.FAILED),
        }
        for what, count in counted.items():
            stats.incr(f"soc2.collection.{what}.{each.dataset}", count, tags=tags)
        took = each.finished_at - each.observed_at
        stats.timing(f"soc2.collection.duration.{each.dataset}", took, tags=tags)
        if each.received_items is not None:
            stats.gauge(f"soc2.collection.items.{each.dataset}", each.received_items, tags=tags)
        if each.interval.kind is IntervalKind.WINDOW:
            lag = (each.observed_at - each.interval.end).total_seconds()
            stats.gauge(f"soc2.collection.lag_seconds.{each.dataset}", lag, tags=tags)


def missed(gaps: Iterable[Gap]) -> None:
    """Count slots and windows without evidence, newly on record: ``soc2.gaps.{cause}``."""
    for each in gaps:
        tags = {"source": each.source, "scope": each.scope.id}
        stats.incr(f"soc2.gaps.{each.cause}", len(each.intervals), tags=tags)


def judged(judgements: Iterable[Judgement]) -> None:
    """Count assessments, ``soc2.assessments.{outcome}``, and the items that deviate, ``soc2.deviations``."""
    for one in (one for each in judgements for one in each.assessments):
        tags = {"test": one.test, "scope": one.scope.id}
        stats.incr(f"soc2.assessments.{one.outcome}", tags=tags)
        if one.deviating_items:
            stats.incr("soc2.deviations", one.deviating_items, tags=tags)
