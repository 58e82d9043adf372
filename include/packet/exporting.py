"""The plain lists that auditors ask for, per month as CSV, each by a query over the locker's evidence."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from include.control_tests.query import connect, parse
from include.locker.encoding import encode_csv
from include.model.dataset import UTC_TIMESTAMP, Nature
from include.model.errors import DefinitionError
from include.model.frozen import sha256
from include.model.record import CollectionStatus, Manifest
from include.model.sample import Period
from include.packet.cut import AsOf
from include.packet.queries import Query, queries

Asked = dict[str, list[Manifest]]
INDEX = pa.schema(
    {
        "month": pa.string(),
        "export": pa.string(),
        "title": pa.string(),
        "rows": pa.int64(),
        "file": pa.string(),
        "sha256": pa.string(),
        "query": pa.string(),
        "evidence": pa.list_(pa.string()),
        "remark": pa.string(),
    }
)


def export(locker: AsOf, period: Period, out: Path) -> pa.Table:
    """Write every month's lists and their queries below ``out``; return the index of them.

    Raises:
        DefinitionError: a query does not fit the evidence.
        LockerCorrupt: evidence is missing, or is not what was recorded.
    """
    named = {query: tuple(parse(query.sql).tables) for query in queries("exports")}
    wanted = {dataset for datasets in named.values() for dataset in datasets}
    asked: Asked = defaultdict(list)
    for entry in locker.entries():
        if isinstance(entry.record, Manifest) and entry.record.dataset in wanted:
            asked[entry.record.dataset].append(entry.record)
    out.mkdir(parents=True)
    for query in named:
        (out / f"{query.name}.sql").write_text(query.sql, encoding="utf-8")
    rows = [
        _exported(
            locker, {name: list(_in(asked[name], month)) for name in datasets}, query, month, out
        )
        for month in months(period)
        for query, datasets in named.items()
    ]
    index = pa.Table.from_pylist(rows, schema=INDEX)
    (out / "index.csv").write_bytes(encode_csv(index))
    return index


def months(period: Period) -> Iterator[Period]:
    """Yield the months of a period, the first and last cut to it."""
    first = period.first.replace(day=1)
    while first <= period.last:
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield Period(first=max(first, period.first), last=min(last, period.last))
        first = date.fromordinal(last.toordinal() + 1)


def _exported(
    locker: AsOf, asked: Asked, query: Query, month: Period, out: Path
) -> dict[str, object]:
    used = {name: list(_of(manifests)) for name, manifests in asked.items()}
    row: dict[str, object] = {
        "month": f"{month.first:%Y-%m}",
        "export": query.name,
        "title": query.title,
        "query": f"{query.name}.sql",
        "remark": "; ".join(_lacking(asked, month)) or None,
    }
    if not all(used.values()):
        return row
    table = _answer(locker, query, used)
    content, name = encode_csv(table), f"{month.first:%Y-%m}/{query.name}.csv"
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_bytes(content)
    files = {each.parquet.sha256 for of in used.values() for each in of if each.parquet}
    return {
        **row,
        "rows": table.num_rows,
        "file": name,
        "sha256": sha256(content),
        "evidence": sorted(files),
    }


def _answer(locker: AsOf, query: Query, used: Asked) -> pa.Table:
    with connect() as connection:
        for dataset, manifests in used.items():
            connection.register(dataset, _joined(locker, manifests))
        try:
            return connection.sql(query.sql).to_arrow_table()
        except duckdb.Error as error:
            said = str(error).splitlines()[0]
            raise DefinitionError(f"exports/{query.name}.sql: {said}; correct the query") from None


def _lacking(asked: Asked, month: Period) -> Iterator[str]:
    """Say what a list lacks: a dataset, a scope of it, or days of its events."""
    days = (month.last - month.first).days + 1
    for dataset, manifests in asked.items():
        if not any(_is_collected(each) for each in manifests):
            yield f"{dataset} was not collected in this month"
            continue
        for scope in sorted({each.scope.id for each in manifests}):
            own = [each for each in manifests if each.scope.id == scope and _is_collected(each)]
            if not own:
                yield f"{dataset} was not collected in {scope}"
            elif own[0].nature is not Nature.STATE:
                held = len({each.interval.start for each in own})
                if held < days:
                    yield f"{dataset}: {held} of {days} days were collected in {scope}"


def _in(manifests: list[Manifest], month: Period) -> Iterator[Manifest]:
    return (each for each in manifests if each.interval.start.date() in month)


def _is_collected(manifest: Manifest) -> bool:
    return manifest.status is CollectionStatus.COLLECTED


def _of(manifests: list[Manifest]) -> Iterator[Manifest]:
    """Take all that was collected of events, and of state the last observation in each scope."""
    collected = [each for each in manifests if _is_collected(each)]
    last = {each.scope.id: each for each in sorted(collected, key=lambda each: each.observed_at)}
    for each in collected:
        if each.nature is not Nature.STATE or last[each.scope.id] is each:
            yield each


def _joined(locker: AsOf, manifests: list[Manifest]) -> pa.Table:
    """Join what came, with scope and observation; of an event that came again the later row stands."""
    tables = []
    for each in manifests:
        if each.parquet is None:
            continue
        table = locker.table(each.parquet)
        scope = pa.array([each.scope.id] * table.num_rows, pa.string())
        at = pa.array([each.observed_at] * table.num_rows, UTC_TIMESTAMP)
        tables.append(table.append_column("scope_id", scope).append_column("observed_at", at))
    joined = pa.concat_tables(tables, promote_options="default")
    key = (joined.schema.metadata or {}).get(b"key", b"").decode().split(",")
    numbered = joined.append_column("_row", pa.array(range(joined.num_rows), pa.int64()))
    by = numbered.group_by(["scope_id", *filter(None, key)])
    latest = by.aggregate([("_row", "max")])["_row_max"] if any(key) else numbered["_row"]
    return joined.take(latest.combine_chunks().sort())
