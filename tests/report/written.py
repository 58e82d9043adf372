"""A locker written by hand: real files, hashes and log, with findings that the tests choose."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from include.locker import Locker
from include.locker.encoding import encode_parquet, evidence_path, fingerprint, row_hash
from include.locker.verdicts import VERDICTS
from include.model.errors import Cause
from include.model.frozen import sha256
from include.model.interval import slot_of
from include.model.record import Entry, Gap, GapCause, Judgement, Manifest
from include.model.reference import Run
from include.model.scope import Scope
from include.model.verdict import Assessment, EvidenceRead, Verdict, outcome_of
from tests.report.definitions import CRITERIA, MATRIX, SCOPE_FILE, definition

MORNING = slot_of(datetime(2026, 11, 24, 6, tzinfo=UTC))
RUN = Run(run_id="r1", run_type="scheduled", triggered_by="scheduler", code_version="0f1e2d3c")


def account(number: str, name: str) -> Scope:
    return Scope(kind="aws_account", id=number, name=name, starts_on=date(2026, 1, 1))


PRODUCTION = account("123456789012", "production")
SANDBOX = account("210987654321", "sandbox")


@dataclass
class Writer:
    """Appends to a locker what extract and validate would."""

    locker: Locker
    emulated: bool = False
    criterion: dict[str, str] = field(default_factory=dict)

    def collect(self, dataset, scope, rows, slot=MORNING, **other) -> Entry:
        """Collect rows; with ``None`` the collection fails."""
        table = pa.Table.from_pylist(rows or [{"name": None}])
        seen = other.pop("observed_at", slot.start + timedelta(minutes=5))
        values = {
            "source": "aws.s3",
            "dataset": dataset,
            "nature": "state",
            "scope": scope,
            "interval": slot,
            "observation": f"{seen:%H%M%S}",
            "status": "failed" if rows is None else "collected",
            "caller": f"arn:aws:sts::{scope.id}:assumed-role/soc2-collector/run",
            "endpoint_host": "s3.us-east-1.amazonaws.com",
            "emulated": self.emulated,
            "calls": {"ListBuckets": 1, "GetBucketPolicy": 15},
            "expected_items": None if rows is None else len(rows),
            "received_items": None if rows is None else len(rows),
            "observed_at": seen,
            "finished_at": seen,
            "raw": None,
            "parquet": None,
            "row_hash": None,
            "schema_fingerprint": None,
            "run": RUN,
            **other,
        }
        with self.locker.draft() as draft:
            if rows is not None:
                path = evidence_path(dataset, scope.id, slot, values["observation"])
                values["parquet"] = draft.add(path, encode_parquet(table))
                values["row_hash"] = row_hash(table)
                values["schema_fingerprint"] = fingerprint(table.schema)
            return draft.commit(Manifest(**values))

    def refuse(self, dataset, scope, message) -> Entry:
        return self.collect(
            dataset, scope, None, status="failed", cause=Cause.DENIED, message=message
        )

    def gap(self, dataset, scope, *slots) -> Entry:
        record = Gap(
            source="aws.s3",
            datasets=(dataset,),
            scope=scope,
            intervals=slots,
            cause=GapCause.OUTAGE,
            message="nothing ran in this slot",
            recorded_at=slots[-1].end,
            run=RUN,
        )
        with self.locker.draft() as draft:
            return draft.commit(record)

    def judge(self, *findings, theme="access", slot=MORNING, definitions=None) -> Entry:
        """Judge: each finding is ``(test, scope, [(label, verdict, reason)] or message, [evidence])``."""
        named = {f"test:{name}": definition(name, theme, self.criterion) for name, *_ in findings}
        kept = {"control_matrix": MATRIX, "criteria": CRITERIA, "scope": SCOPE_FILE, **named}
        rows = [row for finding in findings for row in _rows(finding, slot)]
        table = pa.Table.from_pylist(rows, schema=VERDICTS)
        number = len(list(self.locker.entries()))
        with self.locker.draft() as draft:
            record = Judgement(
                theme=theme,
                interval=slot,
                assessments=[_assessment(finding, self.emulated) for finding in findings],
                verdicts=draft.add(
                    f"verdicts/theme={theme}/{number}.parquet", encode_parquet(table)
                ),
                definitions={
                    name: self.locker.define(draft, value)
                    for name, value in {**kept, **(definitions or {})}.items()
                    if value is not None
                },
                recorded_at=slot.end,
                run=RUN,
            )
            return draft.commit(record)


def _rows(finding, slot) -> list[dict]:
    test, scope, items, evidence = finding
    return [
        {
            "test": test,
            "scope_kind": scope.kind,
            "scope_id": scope.id,
            "item_id": label,
            "item_label": label,
            "verdict": verdict,
            "reason": reason,
            "facts": json.dumps({"name": label}),
            "observed_at": slot.start,
            "evidence": [entry.record.parquet.sha256 for entry in evidence],
        }
        for label, verdict, reason in ([] if isinstance(items, str) else items)
    ]


def _assessment(finding, emulated) -> Assessment:
    test, scope, items, evidence = finding
    missing = items if isinstance(items, str) else None
    counted = [verdict for _, verdict, _ in ([] if missing else items)]
    counts = {verdict: counted.count(verdict) for verdict in Verdict}
    return Assessment(
        test=test,
        test_sha256=sha256(test.encode()),
        scope=scope,
        outcome=outcome_of(
            deviating=counts[Verdict.DEVIATING],
            unreadable=counts[Verdict.UNREADABLE],
            population=len(counted),
            evidence_missing=missing is not None,
        ),
        is_complete=missing is None and not counts[Verdict.UNREADABLE],
        reason=missing,
        population_items=len(counted),
        conforming_items=counts[Verdict.CONFORMING],
        deviating_items=counts[Verdict.DEVIATING],
        unreadable_items=counts[Verdict.UNREADABLE],
        not_yet_due_items=counts[Verdict.NOT_YET_DUE],
        emulated=emulated,
        evidence=[_read(entry.record) for entry in evidence],
        parameters={"max_age_days": 90},
        inputs_sha256=sha256(repr(finding).encode()),
    )


def _read(manifest) -> EvidenceRead:
    return EvidenceRead(
        dataset=manifest.dataset,
        scope_id=manifest.scope.id,
        observed_at=manifest.observed_at.isoformat(),
        parquet_sha256=manifest.parquet.sha256,
        row_hash=manifest.row_hash,
    )
