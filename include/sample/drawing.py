"""Draws from a frozen population by a seed, keeps every draw, and says of a discarded one why.

The order is by SHA-256 of the seed, a newline and the item's key: anybody can compute it, nobody can steer it
without knowing the seed before the population was sealed.
"""

from collections.abc import Callable
from datetime import datetime

import pyarrow as pa

from include.control_tests.query import connect
from include.locker import Locker
from include.locker.encoding import encode_parquet
from include.model.errors import Refused
from include.model.frozen import canonical_json, sha256
from include.model.integrity import Seal
from include.model.interval import utc_now
from include.model.record import Entry
from include.model.reference import Run
from include.model.sample import DiscardedDraw, Draw, FrozenPopulation, Period, Strata
from include.sample.drawn import with_facts
from include.sample.freezing import latest_frozen

# Strata take turns, in the order of their names, until enough is drawn.
_DRAW = """
    SELECT * EXCLUDE (stratum, turn) FROM (
        SELECT *, row_number() OVER (
            PARTITION BY stratum ORDER BY sha256($seed || chr(10) || key)
        ) AS turn
        FROM (SELECT *, {stratum} AS stratum FROM population)
    )
    ORDER BY turn, stratum
    LIMIT $size
"""


def draw(
    locker: Locker,
    control: str,
    period: Period,
    *,
    size: int,
    seed: str,
    strata: Strata | None = None,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Draw from the population that was frozen last, and record it; the same draw is recorded once.

    Raises:
        Refused: the population was not frozen and sealed before, or is smaller than the draw.
        LockerCorrupt: the population's file is not what was recorded.
    """
    frozen, number = _sealed(locker, control, period)
    if size > frozen.items:
        raise Refused(
            f"{control} {period}: {size} items were asked of a population of {frozen.items}; "
            f"ask for {frozen.items} to see all of it"
        )
    asked = (number, size, seed, strata)
    for entry in locker.entries(after=number):
        if isinstance(entry.record, Draw) and _asked(entry.record) == asked:
            return entry
    table = pick(locker.table(frozen.parquet), size=size, seed=seed, strata=strata)
    with locker.draft() as draft:
        name = sha256(canonical_json(asked))[:16]
        place = f"samples/control={control}/{period.first}_{period.last}/{name}.parquet"
        return draft.commit(
            Draw(
                population=number,
                control=control,
                period=period,
                population_sha256=frozen.population_sha256,
                size=size,
                seed=seed,
                strata=strata,
                keys=table["key"].to_pylist(),
                parquet=draft.add(place, encode_parquet(with_facts(locker, table))),
                recorded_at=clock(),
                run=run,
            )
        )


def pick(population: pa.Table, *, size: int, seed: str, strata: Strata | None) -> pa.Table:
    """Return the drawn rows in the order of the draw."""
    query = _DRAW.format(stratum=strata or "''")
    with connect() as connection:
        connection.register("population", population)
        drawn: pa.Table = connection.sql(
            query, params={"seed": seed, "size": size}
        ).to_arrow_table()
    return drawn.cast(population.schema)


def discard(
    locker: Locker,
    number: int,
    reason: str,
    *,
    run: Run,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record that nobody goes on with a draw, and why.

    Raises:
        Refused: the entry is no draw, or was discarded before.
    """
    of = (
        next((entry.record for entry in locker.entries(after=number - 1)), None)
        if number > 0
        else None
    )
    if not isinstance(of, Draw):
        raise Refused(f"entry {number} of the log is no draw; give the entry that the draw printed")
    for entry in locker.entries(after=number):
        if isinstance(entry.record, DiscardedDraw) and entry.record.draw == number:
            raise Refused(f"draw {number} was discarded before, by entry {entry.number}")
    with locker.draft() as draft:
        return draft.commit(DiscardedDraw(draw=number, reason=reason, recorded_at=clock(), run=run))


def _asked(drawn: Draw) -> tuple[int, int, str, Strata | None]:
    return (drawn.population, drawn.size, drawn.seed, drawn.strata)


def _sealed(locker: Locker, control: str, period: Period) -> tuple[FrozenPopulation, int]:
    entry = latest_frozen(locker, control, period)
    if entry is None or not isinstance(entry.record, FrozenPopulation):
        raise Refused(
            f"{control} {period}: its population was never frozen; say --freeze, seal the locker, "
            "and only then ask for a seed"
        )
    after = locker.entries(after=entry.number)
    if not any(
        isinstance(each.record, Seal) and each.record.last >= entry.number for each in after
    ):
        raise Refused(
            f"{control} {period}: the population (entry {entry.number}) is not sealed yet; run "
            "python -m include.seal, and only then ask for a seed"
        )
    return entry.record, entry.number
