"""The account that owns the instance of Identity Center is the one where its permissions are used."""

import gzip

import pytest

from include.locker import Locker
from include.locker.key_store import KeyFolder
from include.locker.people import PeopleKeys
from include.model.record import CollectionStatus
from include.sources.aws.identity_center import SOURCE
from tests.least_privilege.branches import IDENTITY_CENTER

PRODUCTION, SANDBOX = "123456789012", "210987654321"
CENTER = ["aws.identity_center"]


def read_in_part(locker, manifest):
    rows = locker.table(manifest.parquet).to_pylist() if manifest.parquet else []
    return any(row.get("read_errors") for row in rows)


def test_the_owner_uses_every_permission_and_everything_is_read(collector, locker):
    manifests = collector.observe(locker, PRODUCTION, only=CENTER)

    assert set(IDENTITY_CENTER) <= collector.asked(PRODUCTION)
    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}
    assert not [each.dataset for each in manifests if read_in_part(locker, each)]
    assert all(each.received_items for each in manifests)


def test_an_account_that_owns_none_is_told_of_the_instance_and_asks_for_no_more(collector, locker):
    manifests = collector.observe(locker, SANDBOX, only=CENTER)

    assert not collector.asked(SANDBOX) & set(IDENTITY_CENTER)
    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}
    received = {each.dataset: each.received_items for each in manifests}
    assert received.pop("aws_identity_center_instances") == 1
    assert set(received.values()) == {0}


def test_with_keys_of_people_no_name_or_address_of_a_user_is_kept_in_the_clear(
    collector, locker, tmp_path
):
    (tmp_path / "keys").mkdir()
    people = PeopleKeys(KeyFolder(tmp_path / "keys"), bytes(32))
    veiled = Locker.open(tmp_path / "veiled", people=people)
    made = {each.dataset: each for each in collector.observe(veiled, PRODUCTION, only=CENTER)}

    plain = collector.observe(locker, PRODUCTION, only=CENTER)
    (users,) = (each for each in plain if each.dataset == "aws_identity_center_users")

    rows = locker.table(users.parquet).to_pylist()
    private = [text for row in rows for text in (row["display_name"], *row["emails"]) if text]
    hidden = Locker(veiled.root).table(made[users.dataset].parquet).to_pylist()
    kept = [gzip.decompress(veiled.read(each.raw)).decode() for each in made.values() if each.raw]
    assert veiled.table(made[users.dataset].parquet).to_pylist() == rows
    assert {(row["display_name"], *(row["emails"] or ())) for row in hidden} == {(None,)}
    assert private
    assert not [text for text in private if any(text in each for each in kept)]


@pytest.mark.parametrize("action", IDENTITY_CENTER)
def test_without_a_permission_what_declares_it_says_so_and_nothing_else(collector, locker, action):
    collector.allow(without=action)

    manifests = collector.observe(locker, PRODUCTION, only=CENTER)

    declaring = {each.name for each in SOURCE.datasets if action in each.permissions}
    failed = {each.dataset for each in manifests if each.status is CollectionStatus.FAILED}
    in_part = {each.dataset for each in manifests if read_in_part(locker, each)}
    assert failed | in_part == declaring
    assert {each.missing_permission for each in manifests if each.dataset in failed} <= {action}
