from datetime import UTC, datetime, timedelta

import pytest

from include.model.dataset import Nature
from include.model.errors import Cause
from include.model.interval import slot_of
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run, RunType
from include.model.scope import Scope, ScopeKind
from include.validate.rounds import rounds

NOW = datetime(2026, 11, 24, 6, 10, tzinfo=UTC)
SCOPE = Scope(
    kind=ScopeKind.AWS_ACCOUNT, id="123456789012", name="production", starts_on=NOW.date()
)


def collected(dataset, minute, run, *, failed=None, interval=None):
    at = NOW + timedelta(minutes=minute)
    return Manifest(
        source="test.things",
        dataset=dataset,
        nature=Nature.STATE,
        scope=SCOPE,
        interval=interval or slot_of(at),
        observation=f"{at:%H%M%S}-{run}",
        status=CollectionStatus.FAILED if failed else CollectionStatus.COLLECTED,
        cause=Cause.DENIED if failed else None,
        message=failed,
        caller=None,
        endpoint_host=None,
        emulated=True,
        calls={},
        expected_items=1,
        received_items=1,
        observed_at=at,
        finished_at=at,
        raw=None,
        parquet=None,
        row_hash=None,
        schema_fingerprint=None,
        run=Run(run_id=run, run_type=RunType.MANUAL, triggered_by="test", code_version="test"),
    )


def seen(manifests, reads=("users", "devices")):
    found = rounds(manifests, reads)
    return [
        {name: [each.observation[:4] for each in made] for name, made in each.items()}
        for each in found.complete
    ], found.missing


def test_one_run_is_one_round():
    found, missing = seen([collected("users", 0, "a"), collected("devices", 1, "a")])

    assert found == [{"users": ["0610"], "devices": ["0611"]}]
    assert missing is None


def test_each_run_of_a_slot_is_a_round_of_its_own_evidence():
    found, _ = seen(
        [
            collected("users", 0, "a"),
            collected("devices", 0, "a"),
            collected("users", 20, "b"),
            collected("devices", 21, "b"),
        ]
    )

    assert found == [
        {"users": ["0610"], "devices": ["0610"]},
        {"users": ["0630"], "devices": ["0631"]},
    ]


def test_a_run_that_never_looked_at_a_dataset_takes_what_was_known_before():
    found, _ = seen(
        [
            collected("users", 0, "a"),
            collected("devices", 1, "a"),
            collected("users", 20, "b"),
        ]
    )

    assert found == [
        {"users": ["0610"], "devices": ["0611"]},
        {"users": ["0630"], "devices": ["0611"]},
    ]


def test_a_retry_inside_a_run_is_one_more_round():
    found, _ = seen(
        [
            collected("users", 0, "a"),
            collected("devices", 1, "a"),
            collected("users", 5, "a"),
        ]
    )

    assert found == [
        {"users": ["0610"], "devices": ["0611"]},
        {"users": ["0615"], "devices": ["0611"]},
    ]


def test_a_retry_after_a_refusal_completes_the_round():
    found, missing = seen(
        [
            collected("users", 0, "a"),
            collected("devices", 1, "a", failed="denied"),
            collected("devices", 9, "a"),
        ]
    )

    assert found == [{"users": ["0610"], "devices": ["0619"]}]
    assert missing is None


def test_what_was_observed_again_before_the_rest_came_is_judged_with_the_rest():
    found, _ = seen(
        [
            collected("users", 0, "a"),
            collected("devices", 1, "a", failed="denied"),
            collected("users", 20, "b"),
            collected("devices", 21, "b"),
        ]
    )

    assert found == [
        {"users": ["0630"], "devices": ["0631"]},
        {"users": ["0610"], "devices": ["0631"]},
    ]


@pytest.mark.parametrize(
    ("manifests", "why"),
    [
        ([], "users was not collected in this slot; devices was not collected in this slot"),
        ([collected("users", 0, "a")], "devices was not collected in this slot"),
        (
            [collected("users", 0, "a"), collected("devices", 1, "a", failed="AccessDenied on it")],
            "AccessDenied on it",
        ),
    ],
    ids=["nothing", "one dataset missing", "one dataset failed"],
)
def test_why_there_is_no_round_is_said(manifests, why):
    found, missing = seen(manifests)

    assert found == []
    assert missing == why
