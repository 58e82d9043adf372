"""What was concluded of the controls that serve each criterion."""

from collections import Counter

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from include.packet.pictures.style import Picture, Rows, drawn, said

_CONCLUSIONS = {
    "deviations_noted": "#7a1f14",
    "not_tested_throughout": "#c98a1b",
    "no_deviations_noted": "#bcd9c7",
    "did_not_operate": "#eef1ee",
}


def coverage(criteria: Rows, conclusions: Rows) -> Picture:
    """Draw a bar per criterion; one without a bar has no control with a conclusion."""
    found: dict[str, Counter[str]] = {}
    for row in criteria:
        serving = set(row["control_ids"])
        own = [each["conclusion"] for each in conclusions if each["control_id"] in serving]
        found[row["criterion_id"]] = Counter(own)
    figure = Figure(figsize=(9.5, 0.9 + 0.17 * max(len(found), 1)), layout="constrained")
    axes = figure.subplots()
    left = np.zeros(len(found))
    for conclusion, tone in _CONCLUSIONS.items():
        widths = np.array([counts[conclusion] for counts in found.values()], dtype=float)
        axes.barh(
            list(found), widths, left=left, color=tone, ec="#555", lw=0.4, label=said(conclusion)
        )
        left += widths
    axes.set_ylim(len(found) - 0.4, -0.6)
    axes.set_xlabel("conclusions (a control in a scope)")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(ncols=4, loc="lower left", bbox_to_anchor=(0, 1), frameon=False)
    bare = [name for name, counts in found.items() if not counts]
    return drawn(
        figure,
        "coverage",
        "Coverage by criterion",
        f"{len(found) - len(bare)} of {len(found)} criteria have a control with a conclusion; "
        f"without one: {', '.join(bare) or 'none'}. Tables: facts/criteria.csv, facts/conclusions.csv.",
    )
