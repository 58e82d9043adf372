"""Collects events of a range of days by hand, a task per source, scope and chunk of days."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import (
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
)

from include import sources
from include.model.errors import LASTING, DefinitionError, NotDeclared, NotKnowable
from include.model.interval import Interval, window_of
from soc2_airflow import hooks, lineage
from soc2_airflow.links import EvidenceLink
from soc2_airflow.runs import run_of
from soc2_airflow.scopes import scope_ids

_DAY = timedelta(days=1)
CHUNK_DAYS = 30
NATURES = ("events", "history")


def days(first: str, last: str) -> list[Interval]:
    """List the UTC days from the first to the last, both inclusive.

    Raises:
        DefinitionError: they are in the wrong order.
    """
    start, end = (
        datetime.combine(date.fromisoformat(d), datetime.min.time(), UTC) for d in (first, last)
    )
    if end < start:
        raise DefinitionError(f"{first} is after {last}; give the first day first")
    return [window_of(start + _DAY * number) for number in range((end - start).days + 1)]


def chunks(first: str, last: str, wanted: Sequence[str]) -> list[dict[str, str]]:
    """Cut a range into tasks: each source and scope, at most thirty days at a time.

    Raises:
        DefinitionError: a source does not exist, or is of state, which can't be collected later.
    """
    known = sources.names(*NATURES)
    for name in wanted:
        if name in sources.names() and name not in known:
            raise DefinitionError(
                f"{name}: state is observed now or never; a backfill can't reach it"
            )
        if name not in known:
            offered = ", ".join(known) or "none: no source of events is installed"
            raise DefinitionError(f"{name}: no such source of events; there are: {offered}")
    windows = days(first, last)
    parts = [windows[i : i + CHUNK_DAYS] for i in range(0, len(windows), CHUNK_DAYS)]
    return [
        {"source": name, "scope_id": scope_id, "first": part[0].id, "last": part[-1].id}
        for name in wanted or known
        for scope_id in scope_ids(name.split(".")[0])
        for part in parts
    ]


class BackfillEvidence(lineage.TellsLineage, BaseOperator):
    """Collect one source in one scope for a chunk of days; keep what came of each day.

    A day that can't be known is a gap and is named; the rest goes on.
    """

    template_fields: Sequence[str] = ("source", "scope_id", "first", "last")
    ui_color = "#dce9f5"
    operator_extra_links = (EvidenceLink(),)

    def __init__(self, *, source: str, scope_id: str, first: str, last: str, **kwargs: Any) -> None:
        """Name the source, the scope, and the first and last day."""
        super().__init__(**kwargs)
        self.source, self.scope_id, self.first, self.last = source, scope_id, first, last

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb day by day; return days collected and days that can't be known."""
        from include.extract import extract

        known = hooks.company().scope
        scope = known.scope(self.scope_id)
        locker, run = hooks.locker(), run_of(context)
        connect = hooks.connect(self.source, scope, known)
        failures: list[str] = []
        counted = {"collected": 0, "unknowable": 0}
        for window in days(self.first, self.last):
            try:
                made = extract(self.source, scope, connect, locker=locker, run=run, interval=window)
            except NotDeclared as undeclared:
                # It is so of every day.
                raise AirflowSkipException(str(undeclared)) from None
            except NotKnowable as unknowable:
                self.log.warning("%s", unknowable)
                counted["unknowable"] += 1
                continue
            except DefinitionError as error:
                raise AirflowFailException(str(error)) from None
            self.has_written(lineage.kept(locker, made.manifests))
            # What nobody paid for, keeps or recorded stays a gap with that cause; asking again is no use.
            lasting = [each for each in made.failed if each.cause in LASTING]
            failures += [
                f"{window.id}: {each.message}" for each in made.failed if each not in lasting
            ]
            counted["collected"] += not made.failed
            counted["unknowable"] += bool(lasting)
        if failures:
            raise AirflowException(f"{len(failures)} collections failed, first {failures[0]}")
        return counted
