"""The fault table as a page: each source and fault, and what becomes of the evidence and of the tests."""

from collections.abc import Mapping
from pathlib import Path

from include.docs.markdown import code, table
from tests.faults.cases import Case
from tests.faults.catalogue import UNTRIED
from tests.faults.results import Result

PAGE = Path(__file__).parents[2] / "include" / "sources" / "FAULTS.md"
_HEAD = """\
# What becomes of a fault

A source is asked through a wire that lies, with each of these faults; the tests that read the source judge
what came. Either looking again overcomes it, or it has a name and the tests do not conclude: no fault
makes a pass, none loses a deviation without saying so, and every call has a time-out.

*Recovered*: the same rows as without the fault. *Named*: the dataset is not collected, or the item is kept as
unreadable, with the cause. Where an item is gone by the time it is read, or a page was lost, the counts say
so. A register's file that was cut off between two entries is a shorter register: its hash and its commit
(`register_files`) alone tell. The page is generated from what was seen (`python -m tests.faults`), and a
test holds it.
"""


def page(results: Mapping[Case, Result], honest: Mapping[str, Result]) -> str:
    """Write the page."""
    parts = [_HEAD]
    for name, reason in UNTRIED.items():
        parts.append(f"**Not tried**: {code(name)}: {reason}.\n")
    for source in dict.fromkeys(case.source for case in results):
        rows = [
            (case.fault, case.where, *_said(each, honest[source]))
            for case, each in results.items()
            if case.source == source
        ]
        parts.append(f"## {source}\n\n{table(('Fault', 'Strikes', 'Evidence', 'Tests'), rows)}")
    return "\n".join(parts)


def _said(result: Result, honest: Result) -> tuple[str, str]:
    return _evidence(result, honest), _tests(result, honest)


def _evidence(result: Result, honest: Result) -> str:
    failed = {name: each.cause for name, each in result.manifests.items() if each.cause}
    causes = sorted({str(cause) for cause in failed.values()})
    if failed:
        share = "all" if len(failed) == len(result.manifests) else len(failed)
        return f"named: {', '.join(causes)} ({share} of {len(result.manifests)} datasets)"
    if result.rows == honest.rows:
        return "recovered"
    items = sum(bool(row.get("read_errors")) for rows in result.rows.values() for row in rows)
    return f"named: {items} unreadable item(s)" if items else "named: explained in the counts"


def _tests(result: Result, honest: Result) -> str:
    if not result.judged:
        return "none judged: what reads it is not part of this company"
    open_now = sum(
        each.outcome == "inconclusive" and honest.judged[name].outcome != "inconclusive"
        for name, each in result.judged.items()
    )
    unreadable = sum(
        len(
            each.items.get("unreadable", frozenset())
            - honest.judged[name].items.get("unreadable", frozenset())
        )
        for name, each in result.judged.items()
    )
    said = [f"{open_now} inconclusive"] * bool(open_now) + [
        f"{unreadable} items unreadable"
    ] * bool(unreadable)
    return ", ".join(said) or "as without the fault"
