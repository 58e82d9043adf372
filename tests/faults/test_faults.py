"""Whatever goes wrong on the way: it is overcome, or it has a name and nothing passes for it."""

import json

import pytest

from include import sources
from include.model.record import CollectionStatus
from tests.faults.catalogue import UNTRIED, cases
from tests.faults.clients import SECRETS
from tests.faults.stage import stage
from tests.faults.table import PAGE, page
from tests.slow import SLOW

pytestmark = [SLOW, pytest.mark.minutes(12)]
CASES = [pytest.param(case, id=case.sentence) for case in cases()]
OVERCOME = (", once", "a Date that is an hour off")
NOTHING = frozenset()


@pytest.fixture(scope="module")
def staged():
    with stage() as made:
        yield made


@pytest.fixture(scope="module")
def result_of(staged):
    """Run a case once, whoever asks for it."""
    known = {}

    def run(case):
        if case.sentence not in known:
            known[case.sentence] = staged.run(case)
        return known[case.sentence]

    return run


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_overcome_or_has_a_name(case, result_of, staged):
    result, honest = result_of(case), staged.honest[case.source]

    failed = [e for e in result.manifests.values() if e.status is CollectionStatus.FAILED]
    assert all(each.cause and each.message and "\n" not in each.message for each in failed)
    if case.fault.endswith(OVERCOME) and "lost" not in case.fault:
        assert result.rows == honest.rows
    is_said = failed or any(row.get("read_errors") for rows in result.rows.values() for row in rows)
    # What the honest run explains as well says nothing of the fault.
    explained = _explained(result) - _explained(honest)
    assert result.rows == honest.rows or is_said or explained


def _explained(result):
    counted = [each.reconciliation for each in result.manifests.values() if each.reconciliation]
    return {why for each in counted for why in each.explained}


@pytest.mark.parametrize("case", CASES)
def test_nothing_passes_for_a_fault_and_no_deviation_is_lost(case, result_of, staged):
    result, honest = result_of(case), staged.honest[case.source].judged

    for test, now in result.judged.items():
        before = honest[test].items
        assert now.items.get("conforming", NOTHING) <= before.get("conforming", NOTHING), test
        kept = now.items.get("deviating", NOTHING) | now.items.get("unreadable", NOTHING)
        lost = before.get("deviating", NOTHING) - kept
        assert now.outcome == "inconclusive" or all(_is_gone(case, each) for each in lost), test


def _is_gone(case, item):
    return bool(case.gone) and case.gone in item


@pytest.mark.parametrize("case", CASES)
def test_what_was_not_collected_leaves_its_tests_without_a_conclusion(case, result_of, staged):
    result = result_of(case)

    failed = {n for n, e in result.manifests.items() if e.status is CollectionStatus.FAILED}
    readers = {n for n, each in staged.readers(case.source).items() if failed & set(each.reads)}
    judged = [each for (test, *_), each in result.judged.items() if test in readers]
    assert {each.outcome for each in judged} <= {"inconclusive"}


@pytest.mark.parametrize("case", CASES)
def test_no_secret_of_the_wire_is_kept(case, result_of):
    result = result_of(case)

    kept = [*result.raw.values(), json.dumps(result.rows, default=str)]
    kept += [each.model_dump_json() for each in result.manifests.values()]
    assert not [secret for secret in SECRETS if any(secret in each for each in kept)]


def test_the_fault_table_says_what_was_seen(result_of, staged):
    seen = page({case: result_of(case) for case in cases()}, staged.honest)

    assert PAGE.read_text(encoding="utf-8") == seen, "run: python -m tests.faults"


def test_every_source_is_tried_or_says_why_not():
    tried = {case.source for case in cases()}

    assert tried.isdisjoint(UNTRIED)
    assert tried | set(UNTRIED) == set(sources.names())
    assert all(UNTRIED.values())
