"""The calendar: every control on every day, by the outcome that weighs most."""

from collections import Counter

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from include.model.sample import Period
from include.packet.pictures.style import Picture, Rows, drawn, name_months, said

# Each tone is lighter than the one before: a black-and-white print keeps them apart.
TONES = {
    "deviations": "#7a1f14",
    "inconclusive": "#c98a1b",
    "not_tested": "#ffffff",
    "no_deviations": "#bcd9c7",
    "no_occurrences": "#eef1ee",
}
_HATCHED = "not_tested"
_HATCHED = "not_tested"


def calendar(rows: Rows, period: Period) -> Picture:
    """Draw a row per control and a column per day; what was not tested is white and hatched."""
    controls = sorted({row["control_id"] for row in rows})
    days = (period.last - period.first).days + 1
    levels = list(TONES)
    cells = np.full((max(len(controls), 1), days), levels.index(_HATCHED))
    for row in rows:
        at = (row["day_date"] - period.first).days
        cells[controls.index(row["control_id"]), at] = levels.index(row["outcome"])
    figure = Figure(figsize=(9.5, 0.9 + 0.2 * max(len(controls), 1)), layout="constrained")
    axes = figure.subplots()
    extent = (0, days, len(controls) or 1, 0)
    axes.imshow(
        cells,
        cmap=ListedColormap(list(TONES.values())),
        vmin=0,
        vmax=len(TONES) - 1,
        aspect="auto",
        interpolation="none",
        extent=extent,
    )
    for line, at in np.argwhere(cells == levels.index(_HATCHED)):
        axes.add_patch(
            Rectangle((at, line), 1, 1, fill=False, hatch="/////", linewidth=0, ec="#555")
        )
    axes.set_yticks([place + 0.5 for place in range(len(controls))], controls)
    axes.set_yticks(range(len(controls)), minor=True)
    axes.grid(which="minor", axis="y", color="white", linewidth=1.2)
    axes.tick_params(which="both", length=0)
    name_months(axes, period)
    legend = [
        Patch(facecolor=tone, label=said(level), ec="#555", hatch="/////" * (level == _HATCHED))
        for level, tone in TONES.items()
    ]
    axes.legend(handles=legend, ncols=5, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    counts = Counter(levels[level] for level in cells.flat) if controls else Counter()
    told = ", ".join(f"{counts[level]} {said(level)}" for level in levels)
    return drawn(
        figure,
        "calendar",
        "Every control on every day",
        f"{len(controls)} controls on {days} days. Days of a control: {told}. Table: facts/calendar.csv.",
    )
