"""Compares what the control tests found with what was planted."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from include.control_tests.definitions import load_all
from include.model.files import read_yaml
from include.model.frozen import Frozen
from include.model.interval import utc_now
from include.report import Summary
from tests.demo.moving import last_due_quarter

Finding = tuple[str, str, str, str]


class Planted(Frozen):
    """One item that a test must name; ``{quarter}`` in it stands for the last one whose review is due.

    Of state, ``since_days`` says for how many days it has been so by now; none: for as long as anybody looks.
    """

    test: str
    ref: str
    scope: str
    item: str
    why: str
    id: str | None = None
    since_days: int | None = None


class Truth(Frozen):
    """A file of truth: every planted defect, and nothing else deviates."""

    deviations: tuple[Planted, ...]
    not_yet_due: tuple[Planted, ...]
    unreadable: tuple[Planted, ...]


@dataclass(frozen=True)
class Comparison:
    """How the findings and the truth differ; each finding is kind, ref, scope and item."""

    planted: int
    found: int
    missing: tuple[Finding, ...]
    unexpected: tuple[Finding, ...]

    @property
    def is_exact(self) -> bool:
        """Tell whether all of the truth was found and nothing else."""
        return not self.missing and not self.unexpected

    def lines(self) -> list[str]:
        """Say it in words: the count, then every difference."""
        count = f"{self.found} of {self.planted} planted defects found, {len(self.unexpected)} unexpected"
        missing = [f"  missing: {_words(each)}" for each in self.missing]
        return [count, *missing, *(f"  unexpected: {_words(each)}" for each in self.unexpected)]


def read_truth(path: Path) -> Truth:
    """Read the truth as of now."""
    truth, quarter = read_yaml(path, Truth), last_due_quarter(utc_now())
    return Truth(
        **{
            kind: tuple(
                each.model_copy(update={"item": each.item.replace("{quarter}", quarter)})
                for each in getattr(truth, kind)
            )
            for kind in Truth.model_fields
        }
    )


def read_observable(*paths: Path) -> Truth:
    """Read several truths as one, without what no observation of the present can name.

    Defects of events (a merge, a deployment) are found by tests that are judged per day.
    """
    observable = {name for name, each in load_all().items() if each.test.nature == "state"}
    truths = [read_truth(path) for path in paths]
    return Truth(
        **{
            kind: tuple(
                each for truth in truths for each in getattr(truth, kind) if each.test in observable
            )
            for kind in Truth.model_fields
        }
    )


def compare(summary: Summary, truth: Truth) -> Comparison:
    """Hold the latest findings against the truth, item by item; items not yet due are counted per test."""
    found = {
        (kind, test.ref, item.scope.id, item.id)
        for test in summary.tests
        for kind, items in (("deviating", test.deviating), ("unreadable", test.unreadable))
        for item in items
    }
    found |= {
        ("not yet due", test.ref, "", f"{test.not_yet_due_items} items")
        for test in summary.tests
        if test.not_yet_due_items
    }
    waiting = Counter(each.ref for each in truth.not_yet_due)
    deviating = {("deviating", each.ref, each.scope, each.item) for each in truth.deviations}
    expected = (
        deviating
        | {("unreadable", each.ref, each.scope, each.item) for each in truth.unreadable}
        | {("not yet due", ref, "", f"{count} items") for ref, count in waiting.items()}
    )
    return Comparison(
        planted=len(deviating),
        found=len(deviating & found),
        missing=tuple(sorted(expected - found)),
        unexpected=tuple(sorted(found - expected)),
    )


def _words(finding: Finding) -> str:
    kind, ref, scope, item = finding
    return " ".join(filter(None, (ref, scope, item, kind)))
