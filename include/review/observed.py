"""Finds what was observed last before an instant, and asks it by SQL: accounts, owners, rights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from itertools import dropwhile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from include import sources
from include.control_tests.query import connect, parse
from include.control_tests.schemas import OBSERVED_AT
from include.control_tests.views import expand
from include.locker import Locker
from include.locker.veiling import erased
from include.model.dataset import Nature
from include.model.errors import Cause, OutOfReach, Refused
from include.model.record import CollectionStatus, Manifest
from include.model.review import Observed
from include.model.scope import Scope, ScopeKind
from include.review.lists import LISTS

_SQL = Path(__file__).parent / "sql"
# Older than that it does not say what there was on the day: every list is read four times a day.
LOOK_BACK = timedelta(days=2)
_ASKED = {
    ScopeKind.AWS_ACCOUNT: ("aws", "instances"),
    ScopeKind.GITHUB_ORG: ("github",),
    ScopeKind.COMPANY: ("company", "owners", "people"),
}
# Without these nobody knows whose an account is; a company that keeps no such register is told so.
_OWNERS = ("register_roster", "register_service_accounts", "register_break_glass_principals")


@dataclass
class Seen:
    """The tables of one scope as they were observed last, by dataset, and what is not known of it."""

    scope: Scope
    tables: dict[str, pa.Table] = field(default_factory=dict)
    observed: list[Observed] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def see(
    locker: Locker, scopes: Iterable[Scope], before: datetime, *, is_whole: bool = True
) -> list[Seen]:
    """Return what each scope showed at its last observation before an instant.

    ``is_whole`` refuses to go on where a list is missing; otherwise what is missing is said to be unknown.

    Raises:
        OutOfReach: nothing at all was observed in the two days before it.
        Refused: a list of accounts, or whose they are, was not observed in the two days before it.
        LockerCorrupt: a file is not what its record says.
    """
    last, said = _last(locker, before)
    if not said:
        raise OutOfReach(
            f"nothing was observed in the two days before {before:%F %H:%M} UTC: who had access then "
            "can't be known any more"
        )
    found = []
    for scope in scopes:
        each = Seen(scope)
        for dataset in _read_of(scope.kind):
            manifest = last.get((dataset, scope.id))
            if manifest is None or manifest.parquet is None:
                _miss(each, dataset, said.get((dataset, scope.id)), before, is_whole=is_whole)
                continue
            each.tables[dataset] = locker.table(manifest.parquet)
            each.observed.append(
                Observed(
                    dataset=dataset,
                    scope_id=scope.id,
                    observed_at=manifest.observed_at,
                    sha256=manifest.parquet.sha256,
                )
            )
            if gone := erased(each.tables[dataset], bool):
                each.unknown.append(gone)
            if manifest.unreadable:
                each.unknown.append(f"{dataset} of {scope.id}: {manifest.unreadable}")
        found.append(each)
    return found


def ask(
    name: str, tables: Mapping[str, pa.Table], *, as_of: datetime, scope_id: str
) -> list[dict[str, Any]]:
    """Ask a question of ``sql/``, in which a dataset that is not given is empty."""
    sql = _question(name)
    query = parse(sql)
    given = {"as_of": as_of, "scope_id": scope_id}
    engine = _engine()
    for dataset in query.tables:
        engine.register(dataset, tables.get(dataset, _empty(dataset, name)))
    params = {key: given[key] for key in query.parameters}
    rows: list[dict[str, Any]] = engine.sql(sql, params=params or None).to_arrow_table().to_pylist()
    for dataset in query.tables:
        engine.unregister(dataset)
    return rows


def _last(
    locker: Locker, before: datetime
) -> tuple[dict[tuple[str, str], Manifest], dict[tuple[str, str], Manifest]]:
    """Return the last collected, and the last manifest of any kind, of each dataset and scope."""
    collected: dict[tuple[str, str], Manifest] = {}
    said: dict[tuple[str, str], Manifest] = {}
    for entry in locker.newest():
        record = entry.record
        if not isinstance(record, Manifest) or record.nature is not Nature.STATE:
            continue
        # A day between: what was observed first may have been recorded last.
        if record.observed_at < before - LOOK_BACK - timedelta(days=1):
            break
        if before - LOOK_BACK <= record.observed_at < before:
            key = (record.dataset, record.scope.id)
            _newer(said, key, record)
            if record.status is CollectionStatus.COLLECTED:
                _newer(collected, key, record)
    return collected, said


def _newer(held: dict[tuple[str, str], Manifest], key: tuple[str, str], record: Manifest) -> None:
    known = held.get(key)
    order = (record.observed_at, record.revision)
    if known is None or order > (known.observed_at, known.revision):
        held[key] = record


def _miss(
    seen: Seen, dataset: str, last: Manifest | None, before: datetime, *, is_whole: bool
) -> None:
    """Say what is not known because of a dataset that did not come, or refuse to go on without it."""
    needed = (*LISTS[seen.scope.kind], *_OWNERS)
    if last is not None and last.cause is Cause.NOT_KEPT:
        seen.unknown.append(f"{dataset}: the company does not keep it")
    elif is_whole and dataset in needed:
        raise Refused(
            f"{dataset} of {seen.scope.id} was not observed in the two days before {before:%F %H:%M} UTC; "
            "review as of a day on which it was"
        )
    else:
        seen.unknown.append(f"{dataset} of {seen.scope.id} was not observed")


@cache
def _read_of(kind: ScopeKind) -> tuple[str, ...]:
    """List the datasets that the questions read of one kind of scope."""
    read: set[str] = set()
    for name in _ASKED[kind]:
        read |= parse(_question(name)).tables.keys()
    return tuple(sorted(each for each in read if _declared()[each][0] is kind))


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    """Open DuckDB once: that costs more than most questions, and following asks many."""
    return connect()


@cache
def _question(name: str) -> str:
    """Return a question behind the views that it reads; its own comment would stand before them."""
    text = (_SQL / f"{name}.sql").read_text(encoding="utf-8")
    lines = dropwhile(lambda line: line.startswith("--"), text.splitlines(keepends=True))
    sql, _ = expand("".join(lines))
    return sql


def _empty(dataset: str, question: str) -> pa.Table:
    schema = _declared()[dataset][1]
    if question == "sightings":
        schema = schema.append(OBSERVED_AT)
    return schema.empty_table()


@cache
def _declared() -> dict[str, tuple[ScopeKind, pa.Schema]]:
    return {
        dataset.name: (source.scope_kind, dataset.columns)
        for source in (sources.load(name).SOURCE for name in sources.names(Nature.STATE.value))
        for dataset in source.datasets
    }
