"""Every control test is tested by the worked examples in its own file."""

import pytest

from include import sources
from include.control_tests.definitions import load_all
from include.control_tests.examples import tables_of, window_of_example
from include.control_tests.judge import judge
from include.control_tests.parameters import effective
from include.control_tests.population import item_ids, population
from include.control_tests.schemas import declared
from include.model.scope import COMPANY_SCOPE_ID, ScopeKind
from include.model.verdict import Verdict, outcome_of

# The scope that an example is about, unless it names another.
SCOPE_IDS = {
    ScopeKind.AWS_ACCOUNT: "123456789012",
    ScopeKind.GITHUB_ORG: "acme",
    ScopeKind.COMPANY: COMPANY_SCOPE_ID,
}
SCHEMAS = declared(sources.load(name).SOURCE for name in sources.names())
CASES = [
    pytest.param(definition, example, id=f"{definition.name}: {example.name}")
    for definition in load_all().values()
    for example in definition.test.examples
]


@pytest.mark.parametrize(("definition", "example"), CASES)
def test_the_example_comes_out_as_written(definition, example):
    tables = tables_of(definition, example, SCHEMAS)
    is_seen = all(table is not None for table in tables.values())

    verdicts = _verdicts(definition, example, tables) if is_seen else {}

    def items(verdict):
        return {item for item, each in verdicts.items() if each is verdict}

    assert items(Verdict.DEVIATING) == set(example.deviating)
    assert items(Verdict.UNREADABLE) == set(example.unreadable)
    assert items(Verdict.NOT_YET_DUE) == set(example.not_yet_due)
    if example.conforming is not None:
        assert items(Verdict.CONFORMING) == set(example.conforming)
    assert example.outcome == outcome_of(
        deviating=len(items(Verdict.DEVIATING)),
        unreadable=len(items(Verdict.UNREADABLE)),
        population=len(verdicts),
        evidence_missing=not is_seen,
    )


def _verdicts(definition, example, tables):
    parameters = effective(definition, example.parameters)
    rows = population(
        definition,
        tables,
        as_of=example.at,
        scope_id=SCOPE_IDS[definition.test.per[0]],
        parameters=parameters,
        interval=window_of_example(example),
    )
    judged = judge(
        definition.name,
        definition.test,
        rows,
        parameters=parameters,
        as_of=[example.at] * rows.num_rows,
    )
    return {
        item: each.verdict for item, each in zip(item_ids(definition, rows), judged, strict=True)
    }
