"""The page: one static HTML file that opens offline, loads nothing and runs no script."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.model.record import CollectionStatus
from include.model.verdict import Outcome
from include.report import words
from include.report.summary import JudgedTest, Summary

# More than so many items are folded away at first; on paper and for a search they are all there.
_UNFOLDED_ITEMS = 12


def render(summary: Summary) -> str:
    """Write the page; every value from evidence or definitions is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        instant=words.instant,
        interval=words.interval_words,
        peer=words.peer,
        said=lambda name: str(name).replace("_", " "),
    )
    return environment.get_template("page.html.j2").render(
        summary=summary,
        outcomes=words.OUTCOMES,
        Outcome=Outcome,
        emulated=words.EMULATED,
        as_of=words.as_of(summary.as_of),
        population=words.population,
        scope_population=words.scope_population,
        unfolded=_UNFOLDED_ITEMS,
        failed=[
            each for each in summary.collections if each.manifest.status is CollectionStatus.FAILED
        ],
        example=_example(summary),
    )


def _example(summary: Summary) -> JudgedTest | None:
    """Pick the test by which the page shows how a number is verified: one with a file of evidence."""
    return next((t for t in summary.tests if any(e.manifest.parquet for e in t.evidence)), None)
