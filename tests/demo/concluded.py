"""What a period came to, as the warehouse tells it, and how `make demo-period` prints that."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from include.warehouse.connection import connect

Conclusion = Mapping[str, Any]
_COLOURS = {"no_deviations_noted": "green", "deviations_noted": "red"}
_UNSHOWN = "none of its tests has judged yet"
_PUBLISHED = """
    SELECT to_jsonb(found)::text FROM soc2.v_period_conclusion AS found
    WHERE found.period_id = $1 AND found.published_at IS NOT NULL
    ORDER BY found.control_id, found.scope_kind, found.scope_id, found.basis
"""


def conclusions(uri: str, period_id: str) -> list[Conclusion]:
    """Read the published conclusions of a period, a mapping of the view's columns per control and scope.

    Raises:
        WarehouseUnreachable: the warehouse is down, or refused the query.
    """
    with connect(uri) as connection:
        cursor = connection.cursor()
        cursor.execute(_PUBLISHED, (period_id,))
        found = [json.loads(text) for (text,) in cursor.fetchall()]
        cursor.close()
    return found


def table(found: Sequence[Conclusion], title: str) -> Table:
    """Lay out what was tested at all: n of N, occurrences, and every gap with its causes."""
    made = Table(
        title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    made.add_column("Control", no_wrap=True)
    made.add_column("Scope", no_wrap=True)
    made.add_column("Conclusion", no_wrap=True)
    for heading in ("Deviating", "Tested"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("Days not tested, and why", ratio=1, overflow="fold")
    for each in found:
        if each["expected_days"]:
            made.add_row(*_cells(each))
    return made


def not_judged(found: Sequence[Conclusion]) -> str:
    """Name the controls of which nothing was judged, in one line."""
    named = [each["control_id"] for each in found if each["conclusion_reason"] == _UNSHOWN]
    return f"None of its tests has judged: {', '.join(named)}" if named else ""


def _cells(each: Conclusion) -> list[Text]:
    word = each["conclusion"]
    return [
        Text(each["control_id"]),
        Text(each["scope_id"]),
        Text(word.replace("_", " "), style=_COLOURS.get(word, "yellow")),
        Text(f"{each['deviating_items']} of {each['items_tested']}"),
        Text(f"{each['tested_occurrences']} of {each['expected_occurrences']}"),
        Text("; ".join(map(_gap, each["gaps"])) or "none"),
    ]


def _gap(gap: Mapping[str, Any]) -> str:
    until = f" to {gap['last_date']}" if gap["days"] > 1 else ""
    bridged = ", bridged" if gap["is_bridged"] else ""
    return f"{gap['first_date']}{until}: {', '.join(gap['causes'])}{bridged}"
