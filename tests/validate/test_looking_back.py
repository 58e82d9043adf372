"""A test of state can look back; what cannot exist in its scope is empty to it, and not missing."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from include.control_tests.definitions import load
from include.locker import Locker
from include.locker.encoding import encode_parquet, evidence_path, row_hash
from include.model.account import AwsAccount
from include.model.company import read_company
from include.model.dataset import Nature
from include.model.interval import slot_of
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run, RunType
from include.model.scope import Scope, ScopeKind
from include.validate import validate
from tests.demo.emulation import COMPANY

RUN = Run(run_id="test", run_type=RunType.MANUAL, triggered_by="test", code_version="test")
NOW = datetime(2026, 11, 20, 13, tzinfo=UTC)
ACCOUNT = Scope(kind=ScopeKind.AWS_ACCOUNT, id="123456789012", name="a", starts_on=date(2026, 1, 1))
TEST = """\
ref: ABC-01
title: Every thing is still there when somebody looks again
criteria: {primary: CC6.1}
severity: low
rationale: It matters a great deal.
remediation: Put it back.
per: aws_account
looks_back_days: 8
looks_back_on: [test_things]
population: |
  select thing, max(observed_at) as last_seen_at, count(*) as sightings,
    count(*) filter (observed_at >= $as_of) as now, (select count(*) from github_members) as members
  from test_things group by thing
item: [thing]
label: thing
required: [now, members]
expectations:
  - type: expect_column_values_to_be_in_set
    kwargs: {column: now, value_set: [1]}
    reason: "{thing} is gone since {last_seen_at}"
  - type: expect_column_values_to_be_in_set
    kwargs: {column: members, value_set: [0]}
    reason: "{thing} has members"
examples:
""" + "".join(
    f"  - name: an example that only has to load {n}\n    at: 2026-11-21T06:00:00Z\n"
    "    given: {}\n    outcome: no_occurrences\n"
    for n in range(3)
)


class Kept:
    """A locker with observations of things, and the judge of one test."""

    def __init__(self, folder):
        self.locker = Locker.open(folder / "locker")
        (folder / "access").mkdir()
        self.path = folder / "access" / "things_stay.yaml"
        self.days = 8

    def seen(self, seen, *things, as_of=None):
        schema = pa.schema([("thing", pa.string())], metadata={"key": "thing"})
        table = pa.Table.from_pylist([{"thing": each} for each in things], schema=schema)
        with self.locker.draft() as draft:
            path = evidence_path("test_things", ACCOUNT.id, slot_of(seen), f"{seen:%d%H%M%S}")
            draft.commit(
                Manifest(
                    source="test.things",
                    dataset="test_things",
                    scope=ACCOUNT,
                    interval=slot_of(seen),
                    nature=Nature.STATE,
                    observation=f"{seen:%d%H%M%S}",
                    status=CollectionStatus.COLLECTED,
                    caller=None,
                    endpoint_host=None,
                    emulated=False,
                    calls={},
                    expected_items=len(things),
                    received_items=len(things),
                    observed_at=seen,
                    finished_at=seen,
                    source_as_of=as_of,
                    raw=None,
                    parquet=draft.add(path, encode_parquet(table)),
                    row_hash=row_hash(table),
                    schema_fingerprint=None,
                    run=RUN,
                )
            )

    def facts(self, days=8):
        """Return verdict and facts of every item of the last slot."""
        self.path.write_text(TEST.replace("looks_back_days: 8", f"looks_back_days: {days}"))
        company = read_company(COMPANY)
        account = AwsAccount(id=ACCOUNT.id, name="a", environment="test")
        scope = company.scope.model_copy(
            update={
                "aws_accounts": (account,),
                "github_organizations": (),
                "starts_on": date(2026, 1, 1),
            }
        )
        company = company.model_copy(update={"scope": scope})
        made = validate(self.locker, [load(self.path)], company, run=RUN)
        last = max(made, key=lambda each: each.interval.start)
        rows = self.locker.table(last.verdicts).to_pylist()
        return {row["item_id"]: (row["verdict"], row["facts"]) for row in rows}


@pytest.fixture
def kept(tmp_path):
    return Kept(tmp_path)


def test_what_was_there_earlier_and_is_gone_is_seen_to_be_gone(kept):
    kept.seen(NOW - timedelta(hours=6), "a", "b")
    kept.seen(NOW, "a")

    facts = kept.facts()

    assert {item: verdict for item, (verdict, _) in facts.items()} == {
        "a": "conforming",
        "b": "deviating",
    }
    assert '"sightings": 2' in facts["a"][1]


def test_the_first_slot_has_nothing_to_look_back_on(kept):
    kept.seen(NOW, "a")

    assert {item: verdict for item, (verdict, _) in kept.facts().items()} == {"a": "conforming"}


def test_what_lies_further_back_than_the_test_looks_is_not_seen(kept):
    kept.seen(NOW - timedelta(days=9), "a", "b")
    kept.seen(NOW, "a")

    assert set(kept.facts()) == {"a"}


def test_of_a_long_look_back_each_day_is_seen_once(kept):
    for hours in (54, 48, 42, 6, 0):
        kept.seen(NOW - timedelta(hours=hours), "a")

    assert '"sightings": 5' in kept.facts(days=8)["a"][1]
    assert '"sightings": 3' in kept.facts(days=30)["a"][1]


def test_an_earlier_observation_is_dated_by_what_its_answer_is_true_of(kept):
    kept.seen(NOW - timedelta(hours=6), "b", as_of=NOW - timedelta(hours=9))
    kept.seen(NOW, "a")

    _, facts = kept.facts()["b"]

    assert f'"last_seen_at": "{NOW - timedelta(hours=9)}"' in facts


def test_what_cannot_exist_in_the_scope_is_empty_and_not_missing(kept):
    kept.seen(NOW, "a")

    assert '"members": 0' in kept.facts()["a"][1]
