"""Twelve days over the end of a month, written by hand: settings in four slots a day, merges, a sample."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include import sources
from include.load import load
from include.locker.encoding import encode_parquet, evidence_path, fingerprint, row_hash
from include.locker.seal import seal
from include.model.interval import slot_of, window_of
from include.model.record import Manifest
from include.model.sample import Period
from include.model.scope import ScopeKind
from include.sample import discard, draw, freeze
from tests.load.written import KEYS, PRODUCTION, RUN, SANDBOX, Written, control

PERIOD = Period(first=date(2026, 10, 26), last=date(2026, 11, 6))
REVIEWED = "pull_requests_are_reviewed"
HOSTILE = "=cmd|' /C calc'!A0"
MATRIX = [control(), control("AC-02", tests=(KEYS,)), control("CM-01", tests=())]
MATRIX[1] |= {"title": "Keys are rotated", "frequency": "daily"}
MATRIX[2] |= {"title": "Management reviews the year", "frequency": "yearly"}
MOVED = [MATRIX[0], MATRIX[1] | {"owner": "platform"}, MATRIX[2]]
SCOPE_FILE = {
    "company": "Harbour & Sons",
    "starts_on": "2026-01-01",
    "out_of_scope": [
        {
            "kind": "aws_account",
            "id": "999999999999",
            "reason": "Holds no data of customers.",
            "approved_by": "Head of Security",
        }
    ],
}


def at(month, day, hour=0):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def live(folder, database=None) -> Written:
    """Write the life, freeze and seal, draw twice, discard one; load it."""
    written = Written(folder)
    for n in range(12):
        day = at(10, 26) + timedelta(days=n)
        for hour in (0, 6, 12, 18):
            _observe(written, slot_of(day + timedelta(hours=hour)), n)
    _collect(written, "aws.iam", "aws_iam_users", slot_of(at(10, 31, 6)), USERS)
    _collect(written, "aws.iam", "aws_iam_users", slot_of(at(11, 6, 6)), USERS[:1])
    written.collect(slot_of(at(11, 6, 6)), SANDBOX)
    _collect(written, "github.changes", "github_pull_requests", window_of(at(11, 2)), PULLS)
    _collect(
        written, "github.changes", "github_pull_request_reviews", window_of(at(11, 2)), REVIEWS
    )
    _seal(written)
    for control_id in ("AC-01", "AC-02"):
        freeze(written.locker, control_id, PERIOD, run=RUN, clock=later)
    _seal(written)
    asked = {"size": 5, "run": RUN, "clock": later}
    wrong = draw(written.locker, "AC-01", PERIOD, seed="mistyped", **asked)
    discard(written.locker, wrong.number, "the seed was mistyped", run=RUN, clock=later)
    draw(written.locker, "AC-01", PERIOD, seed="auditor-7", **asked)
    written.judge({"ann": "conforming"}, slot_of(at(11, 8)), **_kept(MOVED))
    _seal(written)
    if database:
        load(written.locker, database)
    return written


def later():
    return at(11, 8, 12)


KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)


def _seal(written):
    seal(written.locker, KEY, run=RUN, clock=later)


def _kept(controls):
    return {"controls": controls, "scope_file": SCOPE_FILE}


def _observe(written, slot, n):
    """Ann deviates on days 3 to 5 and at the end, a hostile name throughout; day 8 is unseen."""
    kept = _kept(MATRIX if n < 6 else MOVED)
    if n == 8:
        written.judge({}, slot, missing="AccessDenied on iam:ListUsers", **kept)
    else:
        ann = "deviating" if n in {3, 4, 5, 11} else "conforming"
        written.judge({"ann": ann, "bo": "conforming", HOSTILE: "deviating"}, slot, **kept)
    written.judge({"key-1": "conforming"}, slot, test=KEYS, **kept)


def _collect(written, source, dataset, interval, rows):
    declared = next(each for each in sources.load(source).SOURCE.datasets if each.name == dataset)
    table = pa.Table.from_pylist(rows, schema=declared.columns)
    table = table.replace_schema_metadata(declared.metadata)
    seen = interval.start + timedelta(minutes=5)
    is_state = dataset.startswith("aws")
    scope = PRODUCTION if is_state else ORGANIZATION
    with written.locker.draft() as draft:
        path = evidence_path(dataset, scope.id, interval, f"{seen:%H%M%S}" if is_state else "0")
        ref = draft.add(path, encode_parquet(table))
        draft.commit(
            Manifest(
                source=source,
                dataset=dataset,
                nature="state" if is_state else "events",
                scope=scope,
                interval=interval,
                observation=f"{seen:%H%M%S}",
                status="collected",
                caller="arn:aws:sts::123456789012:assumed-role/soc2-collector/run",
                endpoint_host="iam.amazonaws.com",
                emulated=False,
                calls={"GetCredentialReport": 1},
                expected_items=len(rows),
                received_items=len(rows),
                observed_at=seen,
                finished_at=seen + timedelta(seconds=1),
                raw=None,
                parquet=ref,
                row_hash=row_hash(table),
                schema_fingerprint=fingerprint(table.schema),
                run=RUN,
            )
        )


ORGANIZATION = PRODUCTION.model_copy(
    update={"kind": ScopeKind.GITHUB_ORG, "id": "harbour", "name": "Harbour"}
)
USERS = [
    {
        "user": name,
        "is_root": False,
        "arn": f"arn:aws:iam::123456789012:user/{name}",
        "password_enabled": True,
        "password_last_used": at(10, 30),
        "mfa_active": name != HOSTILE,
        "access_key_1_active": True,
        "access_key_1_last_used_date": at(10, 29),
        "access_key_2_active": False,
    }
    for name in ("ann", HOSTILE)
]
PULLS = [
    {
        "repository_id": 1,
        "repository": "harbour/api",
        "number": number,
        "title": "-1+1",
        "author": "ann",
        "merged_at": at(11, 2, 9),
        "review_count": 1,
    }
    for number in (7, 8)
]
REVIEWS = [
    {
        "repository_id": 1,
        "repository": "harbour/api",
        "number": 7,
        "review_id": 1,
        "state": "APPROVED",
        "author": "bo",
        "submitted_at": at(11, 2, 8),
    }
]
