"""The pictures of a period as SVG: readable in grey, each with the sentence that says the same."""

from collections.abc import Mapping

import matplotlib as mpl

from include.model.sample import Period
from include.packet.pictures.calendar import calendar
from include.packet.pictures.coverage import coverage
from include.packet.pictures.episodes import episodes
from include.packet.pictures.remediation import remediation
from include.packet.pictures.style import STYLE, Picture, Rows

__all__ = ["Picture", "pictures"]


def pictures(tables: Mapping[str, Rows], period: Period) -> tuple[Picture, ...]:
    """Draw the calendar, the episodes, the coverage and the time to remediate."""
    with mpl.rc_context(STYLE):
        return (
            calendar(tables["calendar"], period),
            episodes(tables["deviations"], period),
            coverage(tables["criteria"], tables["conclusions"]),
            remediation(tables["deviations"]),
        )
