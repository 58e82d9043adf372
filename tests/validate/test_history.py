"""A system's own record is judged where it is on record, be it as a gap; who declares none owes none."""

import pytest

from include.control_tests.definitions import load
from include.locker import Locker
from include.model.company import read_company
from include.model.record import Gap, GapCause
from include.model.verdict import Outcome
from include.sources.aws.config_history import SOURCE
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.validate.kept import DAY_1, RUN

TESTS = [load("recorded_buckets_are_not_public"), load("aws_config_never_stops_recording")]
KNOWN = read_company(COMPANY)
FIRST, SECOND = (KNOWN.scope.scope(each.id) for each in KNOWN.scope.aws_accounts)
EVENTS = ("aws_cloudtrail_events",)
HISTORY = tuple(each.name for each in SOURCE.datasets)


@pytest.fixture
def locker(tmp_path):
    return Locker.open(tmp_path)


def missed(locker, scope, datasets):
    with locker.draft() as draft:
        draft.commit(
            Gap(
                source="test",
                datasets=datasets,
                scope=scope,
                intervals=(DAY_1,),
                cause=GapCause.NOT_RECORDED,
                message="nothing was recorded",
                recorded_at=DAY_1.end,
                run=RUN,
            )
        )


def judged(locker):
    made = validate(locker, TESTS, KNOWN, run=RUN)
    return {(one.test, one.scope.id): one.outcome for each in made for one in each.assessments}


def test_a_day_of_an_account_that_declares_no_record_is_not_judged_by_it(locker):
    missed(locker, FIRST, EVENTS)

    assert judged(locker) == {}


def test_a_day_that_was_not_recorded_is_inconclusive_where_a_record_is_declared_and_nowhere_else(
    locker,
):
    missed(locker, FIRST, EVENTS)
    missed(locker, SECOND, EVENTS)
    missed(locker, FIRST, HISTORY)

    assert judged(locker) == {(each.name, FIRST.id): Outcome.INCONCLUSIVE for each in TESTS}
