"""A locker in which a slot of IAM was missed, and the log of CloudTrail's events beside it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from include import sources
from include.extract.bridging import bridge_gaps
from include.extract.proven import DAY_TESTS, EVENTS, HOURS, TRAIL_TESTS
from include.locker import Locker
from include.locker.encoding import encode_parquet
from include.locker.verdicts import VERDICTS
from include.model.interval import slot_of, window_of
from include.model.record import Gap, Judgement, Manifest
from include.model.reference import Run
from include.model.scope import Scope
from include.model.verdict import Assessment
from include.sources.aws.cloudtrail_events import EVENTS as COLUMNS

BEFORE = slot_of(datetime(2026, 11, 24, 0, tzinfo=UTC))
MISSED = slot_of(BEFORE.end)
AFTER = slot_of(MISSED.end)
DAY = window_of(BEFORE.start)
NOON = BEFORE.start.replace(hour=9)
NOW = datetime(2026, 11, 26, 6, tzinfo=UTC)
RUN = Run(run_id="test", run_type="manual", triggered_by="test", code_version="test")
SCOPE = Scope(kind="aws_account", id="123456789012", name="production", starts_on=date(2026, 1, 1))
SAME, OTHER = "a" * 64, "b" * 64


@dataclass
class Told:
    """What is put on record, one thing after the other."""

    locker: Locker

    def see(self, slot, row_hash, dataset="aws_iam_password_policies", **changes):
        seen = slot.start + timedelta(minutes=5)
        named = {"source": "aws.iam", "nature": "state", "dataset": dataset, "row_hash": row_hash}
        self._commit(_manifest(slot, seen, **named | changes))

    def miss(self, *slots, dataset="aws_iam_password_policies", cause="outage"):
        self._commit(
            Gap(
                source="aws.iam",
                datasets=(dataset,),
                scope=SCOPE,
                intervals=slots,
                cause=cause,
                message="no run looked",
                recorded_at=slots[-1].end,
                run=RUN,
            )
        )

    def log(self, *events, day=DAY, revision=0, **changes):
        """Collect the events of a day, named by time, service and whether they only read."""
        rows = [
            {
                "event_time": at,
                "event_id": f"{revision}-{number}",
                "event_source": service,
                "read_only": only_reads,
                "object_key": "k",
                "object_sha256": SAME,
            }
            for number, (at, service, only_reads) in enumerate(events)
        ]
        with self.locker.draft() as draft:
            table = pa.Table.from_pylist(rows, schema=COLUMNS.columns)
            place = f"events/{len(self.locker.numbers())}.parquet"
            changes |= {"parquet": draft.add(place, encode_parquet(table)), "revision": revision}
            named = {"source": "aws.cloudtrail_events", "nature": "events", "dataset": EVENTS}
            draft.commit(_manifest(day, day.end + timedelta(hours=6), **named | changes))

    def judge(self, test, interval, outcome="no_deviations", *, hours=24, region="us-east-1"):
        rows = [
            {
                "test": test,
                "scope_kind": "aws_account",
                "scope_id": SCOPE.id,
                "item_id": f"{region}/{hour}",
                "verdict": "conforming" if hour < hours else "deviating",
            }
            for hour in range(24 if test == HOURS else 0)
        ]
        with self.locker.draft() as draft:
            place = f"verdicts/{len(self.locker.numbers())}.parquet"
            table = pa.Table.from_pylist(rows, schema=VERDICTS)
            record = Judgement(
                theme="logging",
                interval=interval,
                assessments=[_assessment(test, outcome)],
                verdicts=draft.add(place, encode_parquet(table)),
                definitions={},
                recorded_at=interval.end,
                run=RUN,
            )
            draft.commit(record)

    def prove(self, day=DAY, *, hours=24, region="us-east-1", but=()):
        """Judge as of a proven log, but for the tests that ``but`` names, which find deviations."""
        for test in TRAIL_TESTS:
            for slot in (BEFORE, AFTER):
                self.judge(test, slot, "deviations" if test in but else "no_deviations")
        for test in DAY_TESTS:
            self.judge(test, day, "deviations" if test in but else "no_occurrences")
        self.judge(HOURS, day, hours=hours, region=region)

    def bridge(self):
        """Return what is found of whom: the slots, and whether they are bridged."""
        declared = [sources.load(name).SOURCE for name in sources.names()]
        found = bridge_gaps(self.locker, declared, run=RUN, clock=lambda: NOW)
        return [(each.datasets, each.intervals, each.is_bridged) for each in found]

    def _commit(self, record):
        with self.locker.draft() as draft:
            draft.commit(record)


def _manifest(interval, seen, **changes):
    values = {
        "scope": SCOPE,
        "interval": interval,
        "observation": f"{seen:%H%M%S}",
        "status": "collected",
        "caller": None,
        "endpoint_host": "127.0.0.1",
        "emulated": True,
        "calls": {},
        "expected_items": 1,
        "received_items": 1,
        "observed_at": seen,
        "finished_at": seen + timedelta(seconds=1),
        "raw": None,
        "parquet": None,
        "row_hash": SAME,
        "schema_fingerprint": SAME,
        "run": RUN,
    }
    return Manifest(**values | changes)


def _assessment(test, outcome):
    return Assessment(
        test=test,
        test_sha256=SAME,
        scope=SCOPE,
        outcome=outcome,
        is_complete=True,
        reason=None,
        population_items=0,
        conforming_items=0,
        deviating_items=0,
        unreadable_items=0,
        not_yet_due_items=0,
        emulated=True,
        evidence=(),
        parameters={},
        inputs_sha256=SAME,
    )
