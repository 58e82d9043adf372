"""How long deviations of settings were open before they were mended."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from include.packet.pictures.style import SEVERITIES, Picture, Rows, drawn

_TIMES = {
    "within 1 day": 1.0,
    "within 7 days": 7.0,
    "within 30 days": 30.0,
    "within 90 days": 90.0,
    "longer": None,
}


def remediation(rows: Rows) -> Picture:
    """Draw a bar per span of time, by severity."""
    closed = {
        (row["test_id"], row["scope_id"], row["item_id"], row["first_observed_at"]): row
        for row in rows
        if row["interval_kind"] == "slot" and row["open_days"] is not None
    }
    figure = Figure(figsize=(9.5, 2.2), layout="constrained")
    axes = figure.subplots()
    bottom = np.zeros(len(_TIMES))
    for severity, tone in SEVERITIES.items():
        times = [_bin(row["open_days"]) for row in closed.values() if row["severity"] == severity]
        heights = np.array([times.count(name) for name in _TIMES], dtype=float)
        axes.bar(
            list(_TIMES), heights, bottom=bottom, color=tone, ec="#333", lw=0.4, label=str(severity)
        )
        bottom += heights
    axes.set_ylim(0, max(bottom.max() * 1.05, 1))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylabel("mended deviations")
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    told = ", ".join(f"{int(count)} {name}" for name, count in zip(_TIMES, bottom, strict=True))
    return drawn(
        figure,
        "time_to_remediate",
        "Time to remediate",
        f"{len(closed)} deviations of settings were mended: {told}. Table: facts/deviations.csv.",
    )


def _bin(days: float) -> str:
    return next(name for name, most in _TIMES.items() if most is None or days <= most)
