"""The period's report: one static HTML page in the style of the daily report, pictures inside."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import include.report
from include.model.record import Entry
from include.model.sample import Period
from include.packet.pictures import Picture
from include.report import words

_ROOM = Path(__file__).parent
_REPORT = Path(include.report.__file__).parent
# More than so many deviations are folded away at first; on paper they are all there.
_UNFOLDED = 12
Rows = Sequence[Mapping[str, Any]]


class Shown(NamedTuple):
    """A conclusion as it is shown: a shape that greyscale keeps apart, and the tone of an outcome."""

    glyph: str
    tone: str


CONCLUSIONS = {
    "deviations_noted": Shown("◆", "deviations"),
    "not_tested_throughout": Shown("◐", "inconclusive"),
    "no_deviations_noted": Shown("●", "no_deviations"),
    "did_not_operate": Shown("○", "no_occurrences"),
}


class Report(NamedTuple):
    """What the page and the README are about."""

    company: str
    period: Period
    at: datetime
    last: Entry
    is_emulated: bool
    tables: Mapping[str, Rows]
    populations: Rows
    requests: Rows
    omitted: Sequence[str]

    @property
    def kind(self) -> str:
        """Name it: over a period (Type II), or of one day (Type I)."""
        return "Gap assessment" if self.period.first == self.period.last else "Period report"

    @property
    def span(self) -> str:
        """Write the period as people read it."""
        first, last = self.period.first, self.period.last
        return f"{first}" if first == last else f"{first} to {last}"


def render_page(report: Report, pictures: Sequence[Picture]) -> str:
    """Write the page; every value from evidence or definitions is escaped."""
    return (
        _environment(autoescape=True)
        .get_template("page.html.j2")
        .render(
            _shared(report),
            pictures=pictures,
            shown_conclusions=CONCLUSIONS,
            emulated=words.EMULATED,
            conclusions=report.tables["conclusions"],
            controls=_controls(report),
            criteria=report.tables["criteria"],
            changes=_changes(report.tables),
            after_period=report.tables["after_period"],
            unfolded=_UNFOLDED,
        )
    )


def render_readme(report: Report) -> str:
    """Write how to re-perform any number, in plain language."""
    return _environment(autoescape=False).get_template("readme.md.j2").render(_shared(report))


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([_ROOM, _REPORT]),
        autoescape=autoescape,  # noqa: S701  # the README is Markdown
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        instant=words.instant,
        said=lambda name: str(name).replace("_", " "),
        inline=lambda each: f"data:image/svg+xml;base64,{base64.b64encode(each.svg).decode()}",
    )
    return environment


def _shared(report: Report) -> dict[str, Any]:
    return {**report._asdict(), "kind": report.kind, "span": report.span}


def _controls(report: Report) -> list[dict[str, Any]]:
    """Lay beside each control, in its last version, what the period found of it."""
    latest = {row["control_id"]: row for row in report.tables["controls"]}
    populations = {row["control_id"]: row for row in report.populations}
    return [
        {
            **control,
            "population": populations.get(control_id),
            "deviations": _of(report.tables["deviations"], control_id),
            "draws": _of(report.tables["draws"], control_id),
        }
        for control_id, control in latest.items()
    ]


def _of(rows: Rows, control_id: str) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["control_id"] == control_id]


def _changes(tables: Mapping[str, Rows]) -> list[dict[str, Any]]:
    found = [
        {"name": row[key], "valid_from_at": row["valid_from_at"], "changed": row["changed"]}
        for table, key in (("controls", "control_id"), ("tests", "test_id"))
        for row in tables[table]
        if row["changed"]
    ]
    return sorted(found, key=lambda each: (each["valid_from_at"], each["name"]))
