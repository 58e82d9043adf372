"""The sealing key is the log's own, and what names people is encrypted or somebody says why not."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.doctor import last_seal_findings, people_findings
from include.locker.key_store import KeyFolder
from include.locker.people import PeopleKeys
from include.locker.seal import seal
from tests.load.written import RUN, Written


def test_a_key_that_the_logs_last_seal_does_not_know_is_found(tmp_path):
    written, key = Written(tmp_path), Ed25519PrivateKey.generate()
    locker = written.locker
    assert list(last_seal_findings(key, locker)) == []
    written.collect()
    seal(locker, key, run=RUN)

    assert list(last_seal_findings(key, locker)) == []
    (found,) = last_seal_findings(Ed25519PrivateKey.generate(), locker)
    assert "the log's last seal is by" in found
    assert found.endswith("(python -m include.seal --former-key)")


def test_names_under_a_lock_that_nobody_lifts_are_said_until_somebody_decides():
    def asked(path, **decided):
        return list(people_findings(path, None, **{"is_decided": False} | decided))

    (found,) = asked("s3://bucket/evidence")

    assert (
        "kept in the clear, under a lock that nobody lifts; add the connection people_keys" in found
    )
    assert asked("s3://bucket/evidence", is_decided=True) == []
    assert asked("s3://bucket/evidence?mode=GOVERNANCE") == []
    assert asked("/dir/locker") == []


def test_a_master_key_that_opens_nothing_is_found(tmp_path):
    keys = PeopleKeys(KeyFolder(tmp_path), bytes(32))
    assert list(people_findings("/dir/locker", keys, is_decided=True)) == []

    other = PeopleKeys(KeyFolder(tmp_path), bytes(range(32)))

    (found,) = people_findings("/dir/locker", other, is_decided=True)
    assert "not opened by this master key" in found
