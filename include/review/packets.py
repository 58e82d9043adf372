"""Writes a reviewer's packet: a page that opens offline, and a table to fill in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.locker.encoding import encode_csv
from include.model.review import Observed

FORM = (
    *("system", "scope_id", "account", "decision", "reason"),
    *("person", "rights", "last_used", "change", "flags"),
)
DECISIONS = ("keep", "change", "revoke")


@dataclass(frozen=True)
class Frame:
    """What every page of one review says."""

    company: str
    review: str
    as_of: date
    due_on: date
    accounts_sha256: str
    previous: str | None
    observed: tuple[Observed, ...]
    unknown: tuple[str, ...]


def by_reviewer(accounts: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Yield each reviewer with the accounts to decide about."""
    for reviewer in sorted(set(accounts["reviewer"].to_pylist())):
        yield reviewer, accounts.filter(pc.equal(accounts["reviewer"], reviewer))


def form(accounts: pa.Table) -> bytes:
    """Write the table that a reviewer fills in: ``decision`` and ``reason`` are empty."""
    rows = [
        {
            **{name: row.get(name) or "" for name in FORM},
            "person": row["owner"],
            "rights": row["rights"] or "not known",
            "flags": "; ".join(row["flags"]),
        }
        for row in accounts.to_pylist()
    ]
    schema = pa.schema([(name, pa.string()) for name in FORM])
    return encode_csv(pa.Table.from_pylist(rows, schema=schema))


def page(frame: Frame, reviewer: str, accounts: pa.Table) -> str:
    """Write the page; every value from evidence is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    rows = accounts.to_pylist()
    groups: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        groups.setdefault(f"{row['system']} {row['scope_id']}", []).append(row)
    return environment.get_template("packet.html.j2").render(
        frame=frame,
        reviewer=reviewer,
        groups=groups,
        accounts=len(rows),
        flagged=sum(bool(row["flags"]) for row in rows),
        last_day=frame.due_on,
    )
