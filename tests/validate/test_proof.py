"""That nothing deviates counts only on a day of which another test proves that no event is missing."""

import pytest

from include.control_tests.definitions import load_all
from include.model.errors import DefinitionError
from include.model.verdict import Outcome
from tests.validate.kept import DAY_1, DAY_2, TEST, Kept, at

# The prover: merges of the second branch stand for whatever shows that a log is whole.
PROVER = (
    TEST.replace("ABC-01", "ABC-02")
    .replace("from test_merges m\n", "from (select * from test_merges where number >= 100) m\n")
    .replace("title: Every merge", "title: The log of merges is whole, and every one")
)


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path)
    text = TEST.replace("nature: events", "nature: events\nproven_by: the_log_is_whole")
    kept.path.write_text(
        text.replace("where m.number not in", "where m.number < 100 and m.number not in")
    )
    (tmp_path / "logging").mkdir()
    (tmp_path / "logging" / "the_log_is_whole.yaml").write_text(PROVER)
    kept.known(at(1))
    for hour in (-1, 60):
        kept.branches(at(hour), 1)
    return kept


def assessed(judgements, day=DAY_1):
    return [one for each in judgements if each.interval == day for one in each.assessments][-1]


@pytest.mark.parametrize(
    ("merges", "outcome", "is_complete"),
    [
        ([(100, 5, 1)], Outcome.NO_OCCURRENCES, True),
        ([(100, 5, 1), (1, 6, 1)], Outcome.NO_DEVIATIONS, True),
        ([(100, 5, 1), (1, 6, 0)], Outcome.DEVIATIONS, True),
        ([], Outcome.INCONCLUSIVE, False),
        ([(1, 6, 1)], Outcome.INCONCLUSIVE, False),
        ([(100, 5, 0)], Outcome.INCONCLUSIVE, False),
        ([(100, 5, None), (1, 6, 1)], Outcome.INCONCLUSIVE, False),
        ([(100, 5, 0), (1, 6, 0)], Outcome.DEVIATIONS, False),
    ],
)
def test_nothing_found_is_a_pass_on_a_proven_day_alone(kept, merges, outcome, is_complete):
    kept.merges(*merges)

    one = assessed(kept.judge())

    assert (one.outcome, one.is_complete) == (outcome, is_complete)


def test_the_reason_names_the_test_that_proves(kept):
    kept.merges((1, 6, 1), (100, 5, 0))

    one = assessed(kept.judge())

    assert one.reason == "ABC-02 does not prove that no event is missing: deviations"
    assert one.conforming_items == one.population_items == 1


@pytest.mark.parametrize(
    ("merges", "outcome"),
    [
        ([(200, 5, 1)], Outcome.NO_OCCURRENCES),
        ([(200, 5, 0)], Outcome.INCONCLUSIVE),
        ([(200, 5, 1), (100, 5, 0)], Outcome.INCONCLUSIVE),
        ([], Outcome.INCONCLUSIVE),
    ],
)
def test_an_empty_proof_counts_where_it_is_proven_to_be_empty(kept, merges, outcome):
    logging = kept.path.parents[1] / "logging"
    (logging / "the_log_is_whole.yaml").write_text(
        PROVER.replace("nature: events", "nature: events\nproven_by: hours_are_signed").replace(
            ">= 100", "between 100 and 199"
        )
    )
    (logging / "hours_are_signed.yaml").write_text(
        PROVER.replace(">= 100", ">= 200").replace("ABC-02", "ABC-03")
    )
    kept.merges(*merges)

    assert assessed(kept.judge()).outcome is outcome


def test_each_day_is_proven_for_itself(kept):
    kept.merges((1, 6, 1), (100, 5, 0))
    kept.merges((2, 6, 1), (101, 5, 1), day=DAY_2)

    judged = kept.judge()

    assert assessed(judged).outcome is Outcome.INCONCLUSIVE
    assert assessed(judged, DAY_2).outcome is Outcome.NO_DEVIATIONS


@pytest.mark.parametrize(
    ("before", "outcome"), [(1, Outcome.NO_DEVIATIONS), (0, Outcome.INCONCLUSIVE)]
)
def test_what_falls_due_rests_on_the_proof_of_its_own_day_too(kept, before, outcome):
    text = kept.path.read_text()
    kept.path.write_text(
        text.replace("nature: events\n", "nature: events\ndue_after_days: 1\n").replace(
            "m.merged_at >= $window_start and m.merged_at < $window_end",
            "m.merged_at < $window_start",
        )
    )
    kept.merges((1, 6, 1), (100, 5, before))
    kept.merges((2, 6, 1), (101, 5, 1), day=DAY_2)

    one = assessed(kept.judge(), DAY_2)

    assert one.outcome is outcome
    assert (one.reason or "").startswith(
        "" if before else f"ABC-02 does not prove that no event of {DAY_1.id} is missing"
    )


def test_a_day_is_judged_anew_when_its_proof_changes(kept):
    kept.merges((1, 6, 1), (100, 5, 1))
    kept.judge()
    prover = kept.path.parents[1] / "logging" / "the_log_is_whole.yaml"
    prover.write_text(PROVER.replace("or_equal: true", "or_equal: false"))

    one = assessed(kept.judge())

    assert one.outcome is Outcome.INCONCLUSIVE
    assert kept.judge() == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("the_log_is_whole", "nobody_knows_it"), "nobody_knows_it is no control test"),
        (("the_log_is_whole", "merges_meet_what_was_required"), "would prove itself"),
    ],
)
def test_a_prover_that_proves_nothing_is_refused(kept, change, said):
    kept.path.write_text(kept.path.read_text().replace(*change))

    with pytest.raises(DefinitionError, match=said):
        load_all(kept.path.parents[1])
