"""An auditor's packet holds the period's access review with what was decided and what became of it."""

from datetime import date, timedelta

import pytest

from include.locker import Locker
from include.model.sample import Period
from include.packet.cut import copy, cut
from include.review import answer, conclude, follow_up, start
from tests.review.written import DAY, NEXT, RUN, SCOPE, SETTINGS, World

FORM = b"system,scope_id,account,decision,reason\ngithub,acme,guest,revoke,Done here\n"


@pytest.fixture
def reviewed(tmp_path):
    world = World(Locker.open(tmp_path / "locker"))
    world.observe()
    later = [NEXT + timedelta(days=days) for days in range(1, 4)]
    start(world.locker, SCOPE, SETTINGS, as_of=DAY, run=RUN, clock=lambda: NEXT)
    answer(world.locker, "2026-Q4", FORM, decided_by="ciso", run=RUN, clock=lambda: later[0])
    conclude(world.locker, "2026-Q4", run=RUN, clock=lambda: later[1])
    world.observe(later[1])
    follow_up(world.locker, SCOPE, "2026-Q4", run=RUN, clock=lambda: later[2])
    return world.locker


@pytest.mark.parametrize(
    ("period", "is_there"),
    [
        (Period(first=date(2026, 10, 1), last=date(2026, 12, 31)), True),
        (Period(first=date(2027, 2, 1), last=date(2027, 3, 31)), False),
    ],
)
def test_the_reviews_of_the_period_are_in_it_whole_and_no_others(
    reviewed, tmp_path, period, is_there
):
    copy(cut(reviewed, None), period, tmp_path / "out", with_evidence=False)

    names = {
        ref.path
        for entry in reviewed.entries()
        if entry.record.kind.startswith("access_review")
        for ref in entry.record.files
    }
    assert len(names) == 12
    assert {name for name in names if (tmp_path / "out" / name).exists()} == (
        names if is_there else set()
    )
