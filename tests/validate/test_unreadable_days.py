"""What nobody can read of a day makes it inconclusive, and none of what can be read less."""

import pytest

from tests.validate.kept import Kept, at


@pytest.fixture
def kept(tmp_path):
    kept = Kept(tmp_path)
    kept.known(at(1))
    return kept


def test_what_could_be_read_of_a_day_is_judged_and_the_rest_makes_it_inconclusive(kept):
    kept.merges((1, 5, 1), unreadable="an object breaks off")
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)

    (one,) = kept.judge()[0].assessments

    assert (one.outcome, one.is_complete) == ("inconclusive", False)
    assert (one.conforming_items, one.reason) == (1, "an object breaks off")


def test_a_deviation_in_what_could_be_read_counts(kept):
    kept.merges((1, 5, 0), unreadable="an object breaks off")
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)

    (one,) = kept.judge()[0].assessments

    assert (one.outcome, one.is_complete) == ("deviations", False)


def test_a_day_that_can_be_read_whole_later_is_judged_again(kept):
    kept.merges((1, 5, 1), unreadable="an object breaks off")
    kept.branches(at(-1), 1)
    kept.branches(at(30), 1)
    kept.judge()
    kept.merges(seen=at(60))

    (one,) = kept.judge()[0].assessments

    assert (one.outcome, one.is_complete) == ("no_deviations", True)
