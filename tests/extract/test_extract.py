from datetime import timedelta

import pytest

from include.extract import extract
from include.model.dataset import Nature
from include.model.errors import (
    Cause,
    DefinitionError,
    NotKnowable,
    OutOfReach,
    SlotClosed,
    SourceUnreachable,
    WindowOpen,
)
from include.model.interval import slot_of, window_of
from include.model.record import CollectionStatus, Reconciliation
from include.model.scope import Scope, ScopeKind
from tests.extract.conftest import NOW, RUN, SCOPE, THINGS

YESTERDAY = window_of(NOW - timedelta(days=1))


def things(*rows, expected=None, second=None):
    def collect(_client, into):
        with into.reading(THINGS):
            into.expect(THINGS, len(rows) if expected is None else expected)
            into.add(THINGS, [{"name": name, "size": size} for name, size in rows])
            if second is not None:
                into.reconcile(THINGS, second)

    return collect


def do(locker, *, interval=None, now=NOW, scope=SCOPE):
    return extract(
        "test.things",
        scope,
        lambda _scope, _into: None,
        locker=locker,
        run=RUN,
        interval=interval,
        clock=lambda: now,
    )


def test_what_came_is_kept_with_its_manifest(a_source, locker):
    a_source(things(("a", 1), ("b", None)))

    (manifest,) = do(locker).manifests

    (entry,) = locker.entries()
    assert entry.record == manifest
    assert manifest.status is CollectionStatus.COLLECTED
    assert (manifest.expected_items, manifest.received_items) == (2, 2)
    assert manifest.interval == slot_of(NOW)
    assert locker.table(manifest.parquet).to_pylist() == [
        {"name": "a", "size": 1},
        {"name": "b", "size": None},
    ]


@pytest.mark.parametrize("hours", [-7, 5])
def test_state_of_another_slot_is_refused_and_leaves_nothing(a_source, locker, hours):
    a_source(things(("a", 1)))

    with pytest.raises(SlotClosed, match="is not now"):
        do(locker, interval=slot_of(NOW + timedelta(hours=hours)))

    assert not list(locker.entries())


def test_a_day_that_is_not_over_is_refused(a_source, locker):
    a_source(things(("a", 1)), Nature.EVENTS)

    with pytest.raises(WindowOpen, match="is not over"):
        do(locker, interval=window_of(NOW))


def test_a_day_beyond_the_reach_is_refused(a_source, locker):
    a_source(things(("a", 1)), Nature.EVENTS, reach_days=30)

    with pytest.raises(OutOfReach, match="30 days"):
        do(locker, interval=window_of(NOW - timedelta(days=31)))


def test_every_refusal_is_of_one_kind():
    assert all(issubclass(each, NotKnowable) for each in (SlotClosed, WindowOpen, OutOfReach))


@pytest.mark.parametrize(
    ("nature", "interval"), [(Nature.STATE, YESTERDAY), (Nature.EVENTS, slot_of(NOW))]
)
def test_state_is_asked_per_slot_and_events_per_day(a_source, locker, nature, interval):
    a_source(things(("a", 1)), nature)

    with pytest.raises(DefinitionError, match="is asked per"):
        do(locker, interval=interval)


def test_another_kind_of_scope_is_refused(a_source, locker):
    a_source(things(("a", 1)))
    company = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=SCOPE.starts_on)

    with pytest.raises(DefinitionError, match="reads a aws_account"):
        do(locker, scope=company)


@pytest.mark.parametrize(
    ("collect", "message"),
    [
        (things(("a", 1), expected=3), "1 items came, the source said 3"),
        (things(("a", 1), ("a", 1)), "only 1 of them different: a page came twice"),
        (
            things(
                ("a", 1),
                second=Reconciliation(
                    against="the summary", independent_count=2, unexplained_items=1
                ),
            ),
            "the summary says 2; 1 remain unexplained",
        ),
    ],
    ids=["a shortfall", "a repeated page", "an unexplained difference"],
)
def test_a_population_that_is_not_complete_leaves_no_rows(a_source, locker, collect, message):
    a_source(collect)

    (manifest,) = do(locker).failed

    assert manifest.cause is Cause.INCOMPLETE
    assert message in manifest.message
    assert manifest.parquet is None


def test_a_refusal_is_on_record_with_its_cause(a_source, locker):
    def collect(_client, into):
        with into.reading(THINGS):
            raise SourceUnreachable("no", cause=Cause.DENIED, action="test:ListThings")

    a_source(collect)

    (manifest,) = do(locker).failed

    assert manifest.missing_permission == "test:ListThings"
    assert [entry.record for entry in locker.entries()] == [manifest]


def test_collecting_a_day_again_changes_nothing(a_source, locker):
    a_source(things(("a", 1), ("b", 2)), Nature.EVENTS)
    do(locker, interval=YESTERDAY)

    do(locker, interval=YESTERDAY, now=NOW + timedelta(hours=1))

    assert len(list(locker.entries())) == 1


def test_late_events_come_as_a_revision_that_holds_only_them(a_source, locker):
    a_source(things(("a", 1), ("b", 2)), Nature.EVENTS)
    do(locker, interval=YESTERDAY)
    a_source(things(("b", 2), ("late", 3), ("a", 1)), Nature.EVENTS)

    (manifest,) = do(locker, interval=YESTERDAY, now=NOW + timedelta(hours=1)).manifests

    assert manifest.revision == 1
    assert locker.table(manifest.parquet).to_pylist() == [{"name": "late", "size": 3}]
    assert "/revision=0001/" in manifest.parquet.path
