"""The catalogue of control tests, and how far they cover the criteria of the report."""

from collections.abc import Iterable

from include.control_tests.definitions import Definition, fill, load_all
from include.control_tests.parameters import effective
from include.docs.markdown import code, prose, table
from include.model.company import DEFAULT_COMPANY
from include.model.criteria import CriteriaFile
from include.model.files import read_yaml
from include.report.coverage import criterion_order
from include.report.rules import words


def catalogue() -> str:
    """Write the tests as a table, then each test, then the criteria with the tests that serve them."""
    tests = sorted(load_all().values(), key=lambda each: each.test.ref)
    rows = (
        (
            code(each.test.ref),
            f"[{each.test.title}](#{_anchor(each)})",
            each.test.criteria.primary,
            each.test.severity,
            ", ".join(each.test.per),
            str(len(each.test.examples)),
        )
        for each in tests
    )
    headings = ("Ref", "What must hold", "Criterion", "Severity", "Per", "Examples")
    parts = [f"## {len(tests)} control tests\n", table(headings, rows)]
    parts += [_entry(each) for each in tests]
    return "\n".join([*parts, "## Coverage of the criteria\n", *_coverage(tests)])


def _entry(definition: Definition) -> str:
    test = definition.test
    served = ", ".join((f"**{test.criteria.primary}**", *test.criteria.supporting))
    defaults = effective(definition, {})
    rules = "; ".join(words(each.type, fill(each.kwargs, defaults)) for each in test.expectations)
    file = f"{definition.theme}/{definition.name}.yaml"
    facts = [
        f"[{file}]({file}), {test.severity}, per {' and '.join(test.per)}, serves {served}",
        f"Rule: {rules}",
        f"Reads {code(*definition.reads)}",
    ]
    if test.required:
        facts.append(f"Unreadable without {code(*test.required)}")
    if test.proven_by:
        facts.append(f"None found counts on a day that {code(test.proven_by)} proves whole")
    if test.due_at:
        facts.append(f"Not yet due before {code(test.due_at)}")
    if test.parameters:
        given = "; ".join(f"`{name}` = {_value(value)}" for name, value in test.parameters.items())
        facts.append(f"Parameters: {given}")
    if test.peers:
        peers = "; ".join(f"{name} {code(*ids)}" for name, ids in test.peers.items())
        facts.append(f"Peers: {peers}")
    listed = "\n".join(f"- {fact}" for fact in facts)
    return f"### {test.ref} {test.title}\n\n{prose(test.rationale)}\n\n{listed}\n"


def _coverage(tests: Iterable[Definition]) -> list[str]:
    file = read_yaml(DEFAULT_COMPANY / "criteria.yaml", CriteriaFile)
    serving = {
        criterion: [
            f"**{each.test.ref}**" if each.test.criteria.primary == criterion else each.test.ref
            for each in tests
            if criterion in {each.test.criteria.primary, *each.test.criteria.supporting}
        ]
        for criterion in file.criteria
    }
    rows = (
        (
            criterion,
            text.title,
            text.coverage.replace("_", " "),
            ", ".join(serving[criterion]),
            text.why,
        )
        for criterion, text in sorted(
            file.criteria.items(), key=lambda item: criterion_order(item[0])
        )
    )
    said = (
        "As the [company's own file](../company/criteria.yaml) says; tests in bold serve the criterion first."
        "\n"
    )
    return [said, table(("Criterion", "Asks", "Coverage", "Tests", "Why"), rows)]


def _anchor(definition: Definition) -> str:
    """Return the name that a page gives to a heading."""
    heading = f"{definition.test.ref} {definition.test.title}".lower()
    return "".join(c for c in heading if c.isalnum() or c in "- _").replace(" ", "-")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return code(*map(str, value)) or "none" if isinstance(value, tuple) else str(value)
