"""Conclude: publish a period's conclusions, as the warehouse tells them, in the locker's log.

Publishing records what was said and from what; a correction comes as another publication beside it. The next
load appends it to `fct_period_conclusion`.
"""

import json
from collections.abc import Callable
from datetime import date, datetime

from include.locker import Locker
from include.model.errors import DefinitionError
from include.model.frozen import canonical_json, sha256
from include.model.interval import utc_now
from include.model.publication import Publication
from include.model.record import Entry
from include.model.reference import Run
from include.warehouse.connection import connect

__all__ = ["conclude"]

_CONCLUSIONS = """
    SELECT to_jsonb(each)::text FROM soc2.period_conclusion($1, $2, $3) AS each
    ORDER BY each.control_id, each.scope_kind, each.scope_id, each.basis
"""


def conclude(
    locker: Locker,
    warehouse_uri: str,
    *,
    period_id: str,
    days: tuple[date, date],
    run: Run,
    as_of: datetime | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Entry:
    """Record a period's conclusions, by default from what is known now; return the log's entry.

    Raises:
        DefinitionError: nothing is known of any control at that instant.
        WarehouseUnreachable: the warehouse is down, or was never loaded.
    """
    now = clock()
    known_at = as_of or now
    with connect(warehouse_uri) as connection:
        cursor = connection.cursor()
        cursor.execute(_CONCLUSIONS, (*days, known_at))
        found = [json.loads(text) for (text,) in cursor.fetchall()]
        cursor.close()
    if not found:
        raise DefinitionError(
            f"period {period_id}: nothing was known of any control at {known_at:%FT%TZ}; load first"
        )
    content = canonical_json(found)
    with locker.draft() as draft:
        path = f"publications/{days[0]}_{days[1]}/{now:%Y%m%dT%H%M%S%f}-{sha256(content)[:12]}.json"
        return draft.commit(
            Publication(
                period_id=period_id,
                first_day=days[0],
                last_day=days[1],
                known_at=known_at,
                conclusions=draft.add(path, content),
                recorded_at=now,
                run=run,
            )
        )
