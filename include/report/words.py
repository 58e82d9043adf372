"""The words that a reader sees for what the model names, the same on the page and in the terminal."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from include.model.interval import Interval, IntervalKind
from include.model.verdict import Outcome
from include.report.summary import JudgedScope, JudgedTest

EMULATED = "Emulated company: not evidence of anything real"


class Shown(NamedTuple):
    """An outcome as it is shown: a word, a shape that greyscale keeps apart, and its meaning."""

    word: str
    glyph: str
    meaning: str


# In the order in which a reader needs them.
OUTCOMES = {
    Outcome.DEVIATIONS: Shown(
        "deviations",
        "◆",
        "At least one item of the population deviates from the rule, whatever else could not be read.",
    ),
    Outcome.INCONCLUSIVE: Shown(
        "inconclusive",
        "◐",
        "Nothing deviates among what could be read, but an item or a whole collection could not be"
        " read. Unknown never counts as conforming.",
    ),
    Outcome.NO_DEVIATIONS: Shown(
        "no deviations",
        "●",
        "The population is complete and not empty, every item could be read and none deviates.",
    ),
    Outcome.NO_OCCURRENCES: Shown(
        "no occurrences",
        "○",
        "The population is complete and empty: there was nothing to which the rule applies.",
    ),
}


def population(test: JudgedTest) -> str:
    """Write the population; ``12+`` when a scope was not seen, ``unknown`` when none was."""
    return _count(test.population_items, is_seen=test.is_seen)


def scope_population(judged: JudgedScope) -> str:
    """Write the population of one scope, ``unknown`` when nobody saw it."""
    return _count(judged.assessment.population_items, is_seen=judged.is_seen)


def as_of(intervals: Iterable[Interval]) -> str:
    """Say which slot and which day a report is about."""
    return ", ".join(interval_words(each) for each in intervals)


def interval_words(interval: Interval) -> str:
    """Write a slot as ``slot 2026-11-24 06:00 to 12:00 UTC``, a window as ``day 2026-11-24``."""
    if interval.kind is IntervalKind.WINDOW:
        return f"day {interval.start:%Y-%m-%d}"
    end = "%H:%M" if interval.end.date() == interval.start.date() else "%Y-%m-%d %H:%M"
    return f"slot {interval.start:%Y-%m-%d %H:%M} to {interval.end.strftime(end)} UTC"


def instant(moment: datetime | None) -> str:
    """Write an instant to the second, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if moment else "unknown"


def peer(tool: str) -> str:
    """Write ``aws_config`` as a product's name: AWS Config."""
    return " ".join("AWS" if word == "aws" else word.capitalize() for word in tool.split("_"))


def _count(items: int, *, is_seen: bool) -> str:
    if is_seen:
        return str(items)
    return f"{items}+" if items else "unknown"
