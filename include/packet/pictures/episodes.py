"""How many deviations of settings were open on each day, by severity."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from include.model.sample import Period
from include.packet.pictures.style import SEVERITIES, Picture, Rows, days_of, drawn, name_months


def episodes(rows: Rows, period: Period) -> Picture:
    """Draw steps by day, the severest at the bottom."""
    found = {
        (row["test_id"], row["scope_id"], row["item_id"], row["first_observed_at"]): row
        for row in rows
        if row["interval_kind"] == "slot" and row["first_observed_at"]
    }
    days = days_of(period)
    open_on = {
        severity: [_open(found.values(), severity, day) for day in days] for severity in SEVERITIES
    }
    figure = Figure(figsize=(9.5, 2.6), layout="constrained")
    axes = figure.subplots()
    places = np.arange(len(days))
    axes.stackplot(
        np.append(places, len(days)),
        [[*counts, counts[-1]] for counts in open_on.values()],
        step="post",
        labels=[str(each) for each in SEVERITIES],
        colors=list(SEVERITIES.values()),
        edgecolor="#333",
        linewidth=0.4,
    )
    axes.set_xlim(0, len(days))
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("open deviations")
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    name_months(axes, period)
    totals = [sum(counts) for counts in zip(*open_on.values(), strict=True)]
    most = max(totals)
    return drawn(
        figure,
        "episodes",
        "Deviations of settings, open on each day",
        f"{len(found)} episodes. At most {most} were open, first on {days[totals.index(most)]}; "
        f"{totals[-1]} were open on the last day. Table: facts/deviations.csv.",
    )


def _open(episodes: Iterable[Mapping[str, Any]], severity: str, day: date) -> int:
    return sum(
        row["severity"] == severity
        and row["first_observed_at"].date() <= day
        and (row["closed_at"] is None or row["closed_at"].date() > day)
        for row in episodes
    )
