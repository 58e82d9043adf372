"""The table for a terminal: one row per control test, outcomes as words."""

from rich import box
from rich.style import Style
from rich.table import Table
from rich.text import Text

from include.model.verdict import Outcome
from include.report.summary import JudgedTest, Summary
from include.report.words import EMULATED, OUTCOMES, as_of, population

_STYLES = {
    Outcome.DEVIATIONS: Style(color="red", bold=True),
    Outcome.INCONCLUSIVE: Style(color="yellow", bold=True),
    Outcome.NO_DEVIATIONS: Style(color="green"),
    Outcome.NO_OCCURRENCES: Style(dim=True),
}


def table(summary: Summary) -> Table:
    """Lay the tests out for 100 columns; every cell is plain text, colour only repeats the word."""
    company = summary.company or "Control tests"
    made = Table(
        title=Text(f"{company}, {as_of(summary.as_of)}", style="bold"),
        caption=Text(EMULATED) if summary.is_emulated else None,
        caption_justify="left",
        title_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    made.add_column("Criterion", no_wrap=True)
    made.add_column("Test", no_wrap=True)
    made.add_column("", ratio=1, overflow="fold")
    for heading in ("Population", "Deviating", "Unreadable"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("Outcome", no_wrap=True)
    criterion = None
    for test in summary.tests:
        made.add_row(*_cells(test, is_first=test.criterion != criterion))
        criterion = test.criterion
    return made


def _cells(test: JudgedTest, *, is_first: bool) -> list[Text]:
    style = _STYLES[test.outcome]
    return [
        Text(test.criterion if is_first else ""),
        Text(test.ref),
        Text(test.title),
        Text(population(test)),
        Text(str(test.deviating_items), style=style if test.deviating_items else ""),
        Text(str(test.unreadable_items), style=style if test.unreadable_items else ""),
        Text(OUTCOMES[test.outcome].word, style=style),
    ]
