"""What the pictures share: tones that grey keeps apart, months below, SVG of the same bytes."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from include.model.control import Severity
from include.model.sample import Period

Rows = Sequence[Mapping[str, Any]]
# A fixed salt instead of a random one: the same numbers give the same bytes.
STYLE: Any = {
    "svg.hashsalt": "soc2",
    "svg.fonttype": "path",
    "font.size": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.5,
}
# Each tone is lighter than the one before: a print in black and white keeps them apart.
SEVERITIES = {
    Severity.CRITICAL: "#4a0f08",
    Severity.HIGH: "#a3402f",
    Severity.MEDIUM: "#d79a6b",
    Severity.LOW: "#f0d9c0",
}


class Picture(NamedTuple):
    """An SVG, its title, and the sentence for who can't see it."""

    name: str
    title: str
    alternative: str
    svg: bytes


def name_months(axes: Axes, period: Period) -> None:
    """Name the first day of the period, and of every month that begins far enough from it to be read."""
    days = days_of(period)
    # A name takes a fourteenth of the picture; a year has room for all of its months.
    near = len(days) / 13
    firsts = [
        place for place, day in enumerate(days) if place == 0 or (day.day == 1 and place > near)
    ]
    axes.set_xticks(firsts, [f"{days[place]:%Y-%m-%d}" for place in firsts])


def days_of(period: Period) -> list[date]:
    """List the days of a period."""
    return [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]


def said(word: str) -> str:
    """Write a word of the data as people read it."""
    return word.replace("_", " ")


def drawn(figure: Figure, name: str, title: str, alternative: str) -> Picture:
    """Write a figure as SVG, without date and creator."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    return Picture(name, title, alternative, buffer.getvalue())
