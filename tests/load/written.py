"""A locker written by hand: what extract and validate would have recorded, with chosen verdicts."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from include import sources
from include.locker import Locker
from include.locker.encoding import encode_parquet
from include.locker.verdicts import VERDICTS
from include.model.frozen import canonical_json, sha256
from include.model.interval import slot_of
from include.model.record import Gap, Judgement, Manifest
from include.model.reference import Run
from include.model.scope import Scope
from include.model.verdict import Assessment, EvidenceRead, Verdict, outcome_of
from include.sources.registers import responses

FIRST = slot_of(datetime(2026, 11, 24, 0, tzinfo=UTC))
SECOND = slot_of(FIRST.end)
THIRD = slot_of(SECOND.end)
RUN = Run(run_id="r1", run_type="scheduled", triggered_by="scheduler", code_version="0f1e2d3c")
PRODUCTION = Scope(
    kind="aws_account", id="123456789012", name="production", starts_on=date(2026, 1, 1)
)
SANDBOX = Scope(kind="aws_account", id="210987654321", name="sandbox", starts_on=date(2026, 1, 1))
COMPANY = Scope(kind="company", id="company", name="Example", starts_on=date(2026, 1, 1))
WAIVER = {
    "waiver_id": "ann_device",
    "test_id": "console_users_have_mfa",
    "scope_id": "123456789012",
    "items": ["an?"],
    "reason": "Her device is lost.",
    "compensating_control_id": "AC-01",
    "requested_by": "Ann Lee",
    "approved_by": "Bo Day",
    "approved_at": datetime(2026, 11, 24, 8, tzinfo=UTC),
    "approval_ref": "example/handbook#1",
    "approval": "stated",
    "valid_from": date(2026, 11, 24),
    "valid_to": date(2026, 12, 23),
}
MFA, KEYS = "console_users_have_mfa", "access_keys_are_rotated"
_BLANK = {"string": "-", "int64": 0}
CRITERION = {"title": "Access is limited", "coverage": "partial", "why": "People are not tested."}
CRITERIA = {"criteria": {"CC6.1": CRITERION}}


def control(
    control_id="AC-01", wording="Everybody who signs in has a second factor.", tests=(MFA,)
):
    return {
        "id": control_id,
        "title": "Second factor",
        "wording": wording,
        "owner": "security",
        "frequency": "continuous",
        "criteria": {"primary": "CC6.1"},
        "tests": list(tests),
    }


def definition(test, nature="state", parameters=None, severity="high"):
    return {
        "name": test,
        "theme": "access",
        "sha256": sha256(test.encode()),
        "nature": nature,
        "reads": ["aws_iam_users"],
        "parameters": parameters or {},
        "definition": {
            "ref": "IAM-01",
            "title": f"{test} holds",
            "severity": severity,
            "rationale": "A password alone is guessed.",
            "remediation": "Enrol a device.",
            "population": "SELECT * FROM aws_iam_users",
            "parameters": {},
            "criteria": {"primary": "CC6.1", "supporting": ["CC6.2"]},
        },
        "suite": {"expectations": []},
    }


class Written:
    """A locker, and the two things that are appended to it."""

    def __init__(self, folder) -> None:
        self.locker = Locker.open(folder)

    def collect(self, slot=FIRST, scope=PRODUCTION, **changes):
        with self.locker.draft() as draft:
            return draft.commit(_manifest(slot, scope, **changes))

    def tell(self, source, rows, day, scope=PRODUCTION, dataset=None, **changes):
        """Record events of a day as collected; what a row leaves out is null or, where that can't be, `-`."""
        declared = sources.load(source).SOURCE.datasets
        columns = next(each for each in declared if dataset in {None, each.name}).columns
        blank = {each.name: _BLANK.get(str(each.type)) for each in columns if not each.nullable}
        with self.locker.draft() as draft:
            table = pa.Table.from_pylist([blank | row for row in rows], schema=columns)
            path = f"evidence/{len(list(self.locker.entries()))}.parquet"
            named = {"source": source, "dataset": dataset or declared[0].name, "nature": "events"}
            kept = {"parquet": draft.add(path, encode_parquet(table)), "received_items": len(rows)}
            seen = {"observed_at": day.end, "finished_at": day.end, "cause": None}
            record = _manifest(day, scope, status="collected", **named, **kept, **seen, **changes)
            return draft.commit(record)

    def register(self, dataset, rows, slot=FIRST, **changes):
        """Record a register of management's responses as collected."""
        (declared,) = (each for each in responses.SOURCE.datasets if each.name == dataset)
        with self.locker.draft() as draft:
            path = f"evidence/{dataset}/{len(list(self.locker.entries()))}.parquet"
            table = pa.Table.from_pylist(rows, schema=declared.columns)
            kept = draft.add(path, encode_parquet(table))
            seen = slot.start + timedelta(minutes=5)
            record = Manifest(
                source="registers.responses",
                dataset=dataset,
                nature="state",
                scope=COMPANY,
                interval=slot,
                observation=f"{seen:%H%M%S}",
                status="collected",
                caller="file",
                endpoint_host=None,
                emulated=False,
                calls={},
                expected_items=len(rows),
                received_items=len(rows),
                observed_at=seen,
                finished_at=changes.get("finished_at", seen),
                raw=None,
                parquet=kept,
                row_hash=kept.sha256,
                schema_fingerprint=kept.sha256,
                run=RUN,
            )
            return draft.commit(record)

    def miss(self, *slots, scope=PRODUCTION, **changes):
        record = Gap(
            source="aws.iam",
            datasets=("aws_iam_users", "aws_iam_mfa_devices"),
            scope=scope,
            intervals=slots,
            cause="outage",
            message="nothing ran",
            is_bridged=changes.get("is_bridged", False),
            recorded_at=changes.get("recorded_at", slots[-1].end),
            run=RUN,
        )
        with self.locker.draft() as draft:
            return draft.commit(record)

    def judge(
        self, verdicts, slot=FIRST, *, scope=PRODUCTION, test=MFA, inputs="a", missing=None, **more
    ):
        """Judge one test: verdicts by item; ``inputs`` stands for the evidence that was read."""
        rows = [_row(test, scope, slot, item, verdict) for item, verdict in verdicts.items()]
        kept = {
            "control_matrix": {"controls": more.get("controls", [control()])},
            "criteria": CRITERIA,
            f"test:{test}": definition(
                test,
                more.get("nature", "state"),
                more.get("parameters"),
                more.get("severity", "high"),
            ),
        }
        if "parameters_file" in more:
            kept["parameters"] = more["parameters_file"]
        if "scope_file" in more:
            kept["scope"] = more["scope_file"]
        with self.locker.draft() as draft:
            path = f"verdicts/{len(list(self.locker.entries()))}.parquet"
            table = pa.Table.from_pylist(rows, schema=VERDICTS)
            record = Judgement(
                theme="access",
                interval=slot,
                assessments=[_assessment(test, scope, slot, verdicts, inputs, missing=missing)],
                verdicts=draft.add(path, encode_parquet(table)),
                definitions={
                    name: self.locker.define(draft, value) for name, value in kept.items()
                },
                recorded_at=more.get("recorded_at", slot.end),
                run=more.get("run", RUN),
            )
            return draft.commit(record)


def _row(test, scope, slot, item, verdict):
    return {
        "test": test,
        "scope_kind": scope.kind,
        "scope_id": scope.id,
        "item_id": item,
        "item_label": item.title(),
        "verdict": verdict,
        "reason": None if verdict == "conforming" else f"{item} is {verdict}",
        "facts": f'{{"user": "{item}"}}',
        "observed_at": slot.start + timedelta(minutes=5),
        "evidence": ["e" * 64],
    }


def _manifest(slot, scope, **changes):
    seen = slot.start + timedelta(minutes=5)
    values = {
        "source": "aws.iam",
        "dataset": "aws_iam_users",
        "nature": "state",
        "scope": scope,
        "interval": slot,
        "observation": f"{seen:%H%M%S}",
        "status": "failed",
        "cause": "denied",
        "caller": None,
        "endpoint_host": "127.0.0.1",
        "emulated": True,
        "calls": {"GenerateCredentialReport": 2, "GetCredentialReport": 1},
        "expected_items": None,
        "received_items": None,
        "observed_at": seen,
        "finished_at": seen + timedelta(seconds=1),
        "raw": None,
        "parquet": None,
        "row_hash": None,
        "schema_fingerprint": None,
        "run": RUN,
    }
    return Manifest(**values | changes)


def _assessment(test, scope, slot, verdicts, inputs, *, missing):
    count = Counter(verdicts.values())
    read = EvidenceRead(
        dataset="aws_iam_users",
        scope_id=scope.id,
        observed_at=(slot.start + timedelta(minutes=5)).isoformat(),
        parquet_sha256="e" * 64,
        row_hash="f" * 64,
    )
    return Assessment(
        test=test,
        test_sha256=sha256(test.encode()),
        scope=scope,
        outcome=outcome_of(
            deviating=count[Verdict.DEVIATING],
            unreadable=count[Verdict.UNREADABLE],
            population=len(verdicts),
            evidence_missing=missing is not None,
        ),
        is_complete=missing is None and not count[Verdict.UNREADABLE],
        reason=missing,
        population_items=len(verdicts),
        conforming_items=count[Verdict.CONFORMING],
        deviating_items=count[Verdict.DEVIATING],
        unreadable_items=count[Verdict.UNREADABLE],
        not_yet_due_items=count[Verdict.NOT_YET_DUE],
        emulated=True,
        evidence=() if missing else (read,),
        parameters={},
        inputs_sha256=sha256(canonical_json([test, scope.id, slot.id, inputs])),
    )
