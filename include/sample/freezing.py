"""Puts a population on record before anybody knows by which seed it will be drawn from."""

from collections.abc import Callable
from datetime import datetime

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import encode_csv, encode_parquet
from include.model.errors import Refused, WindowOpen
from include.model.frozen import sha256
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.sample import FrozenPopulation, Period
from include.sample.judged import read_judged
from include.sample.population import population, unseen_days


def freeze(
    locker: Locker,
    control: str,
    period: Period,
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record the population of a control's tests over a period; the same one is recorded once.

    Raises:
        DefinitionError: no such control then, or none of its tests is automated.
        Refused: there is nothing to draw from.
        WindowOpen: the period is not over.
    """
    if period.last >= clock().date():
        raise WindowOpen(f"{period}: its last day is not over; freeze it when it is")
    judged = read_judged(locker, period)
    found = judged.of(control)
    table = population(locker, found, period)
    unseen = unseen_days(found, period)
    if not table.num_rows:
        raise Refused(
            f"{control} {period}: its tests found no item to draw; days of which no population is known: "
            f"{unseen}"
        )
    hashed = population_sha256(table)
    held = latest_frozen(locker, control, period)
    if held and isinstance(held.record, FrozenPopulation):
        is_same = held.record.population_sha256 == hashed and held.record.unseen_days == unseen
        if is_same:
            return held
    with locker.draft() as draft:
        place = f"populations/control={control}/{period.first}_{period.last}/{hashed[:16]}-{judged.through}"
        return draft.commit(
            FrozenPopulation(
                control=control,
                period=period,
                through=judged.through,
                items=table.num_rows,
                unseen_days=unseen,
                population_sha256=hashed,
                parquet=draft.add(f"{place}.parquet", encode_parquet(table)),
                csv=draft.add(f"{place}.csv", encode_csv(table)),
                recorded_at=clock(),
                run=run,
            )
        )


def population_sha256(table: pa.Table) -> str:
    """Hash a population: its keys, sorted, each with a newline."""
    return sha256("".join(f"{key}\n" for key in sorted(table["key"].to_pylist())).encode())


def latest_frozen(locker: Locker, control: str, period: Period) -> Entry | None:
    """Return the latest record of a control's population in a period."""
    found = None
    for entry in locker.entries():
        record = entry.record
        if isinstance(record, FrozenPopulation) and (record.control, record.period) == (
            control,
            period,
        ):
            found = entry
    return found
