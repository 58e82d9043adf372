from datetime import UTC, datetime

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.locker import Locker
from include.locker.authority import Rfc3161Authority
from include.locker.encoding import encode_parquet, evidence_path, row_hash
from include.locker.seal import seal
from include.model.dataset import Nature
from include.model.interval import slot_of
from include.model.record import CollectionStatus, Manifest
from include.model.reference import Run, RunType
from include.model.scope import Scope, ScopeKind
from tests.locker.buckets import aws, bucket, moto_server
from tests.locker.emulated_kms import key, kms, made
from tests.locker.local_authority import LocalAuthority

__all__ = ["aws", "bucket", "key", "kms", "made", "moto_server"]

NOW = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
RUN = Run(run_id="test", run_type=RunType.COMMAND_LINE, triggered_by="test", code_version="test")


@pytest.fixture
def locker(tmp_path):
    return Locker.open(tmp_path / "locker")


@pytest.fixture
def in_bucket(bucket):
    return Locker.open(f"s3://{bucket}/evidence/of/acme")


@pytest.fixture(params=["locker", "in_bucket"])
def anywhere(request):
    """Return a locker on a directory, and one in a bucket: what holds of one must hold of the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def keep():
    """Keep a table as the evidence of one observation and return its log entry."""

    def _keep(locker, table, *, observation="073000-abcdef", draft=None):
        slot = slot_of(NOW)
        with draft or locker.draft() as writing:
            path = evidence_path("test_things", "123456789012", slot, observation)
            manifest = Manifest(
                source="test.things",
                dataset="test_things",
                nature=Nature.STATE,
                scope=Scope(
                    kind=ScopeKind.AWS_ACCOUNT,
                    id="123456789012",
                    name="production",
                    starts_on=NOW.date(),
                ),
                interval=slot,
                observation=observation,
                status=CollectionStatus.COLLECTED,
                caller=None,
                endpoint_host=None,
                emulated=True,
                calls={},
                expected_items=table.num_rows,
                received_items=table.num_rows,
                observed_at=NOW,
                finished_at=NOW,
                raw=None,
                parquet=writing.add(path, encode_parquet(table)),
                row_hash=row_hash(table),
                schema_fingerprint=None,
                run=RUN,
            )
            return writing.commit(manifest)

    return _keep


@pytest.fixture(scope="session")
def time_authority(tmp_path_factory):
    authority = LocalAuthority(tmp_path_factory.mktemp("authority"))
    yield authority
    authority.close()


@pytest.fixture
def sealed(locker, keep, time_authority):
    """A locker with six kept tables and two seals, each with a time token, and its key."""
    key = Ed25519PrivateKey.generate()
    for group in range(2):
        for second in range(3):
            table = pa.table({"name": [f"thing {group} {second}"], "size": [second]})
            keep(locker, table, observation=f"07{group}00{second}-abcdef")
        seal(locker, key, run=RUN, authority=Rfc3161Authority(time_authority.url))
    return locker, key
