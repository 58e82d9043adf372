"""Erasing a person leaves nothing of name and address in what was kept, and every hash as it was."""

import gzip
import io
import re

import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.control_tests.definitions import load
from include.extract import extract
from include.locker import Locker, erasing
from include.locker.__main__ import main
from include.locker.key_store import KeyFolder
from include.locker.people import PeopleKeys
from include.locker.seal import seal
from include.locker.verify import verify
from include.model.company import read_company
from include.model.erasure import Erasure
from include.model.errors import DefinitionError, Refused
from include.model.record import Manifest
from include.model.verdict import Outcome
from include.packet.cut import cut
from include.sources import registers
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.locker.conftest import RUN
from tests.sources.conftest import NOW

MASTER = bytes(range(32))
COMPANY_READ = read_company(COMPANY)
OURS = COMPANY_READ.scope.scope("company")
REASON = "asked for by the person"


@pytest.fixture
def people(tmp_path):
    (tmp_path / "keys").mkdir()
    return PeopleKeys(KeyFolder(tmp_path / "keys"), MASTER)


@pytest.fixture
def locker(tmp_path, people):
    """Observe the demo's roster and registers of access, encrypted."""
    made = Locker.open(tmp_path / "locker", people=people)
    observe(made)
    return made


def observe(locker):
    for source in ("registers.people", "registers.access"):
        extract(
            *(
                source,
                OURS,
                lambda scope, into: registers.connect(COMPANY / "registers", scope, into),
            ),
            locker=locker,
            run=RUN,
            clock=lambda: NOW,
        )


def roster(locker):
    (made,) = (
        each.record
        for each in locker.entries()
        if isinstance(each.record, Manifest) and each.record.dataset == "register_roster"
    )
    return made


def opened(path):
    """Return what a file of the locker says to somebody without keys."""
    content = path.read_bytes()
    if path.suffix == ".parquet":
        return str(pq.read_table(io.BytesIO(content)).to_pylist())
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def judged(locker):
    """Judge the test that looks for an owner by name or address; return its outcome and reason."""
    test = load("service_accounts_are_owned_and_reviewed")
    (made,) = validate(locker, [test], COMPANY_READ, run=RUN)
    (assessment,) = made.assessments
    return assessment


def test_nothing_that_is_kept_of_the_roster_says_a_name_or_an_address(locker):
    made = roster(locker)
    rows = locker.table(made.parquet).to_pylist()
    log = "".join(opened(path) for path in (locker.root / "log").iterdir())
    kept = pq.read_table(locker.root / made.parquet.path)
    # The names of accounts stay, and an account may be named by an address.
    columns = str(kept.drop_columns(["identities"]).to_pylist())
    said = log + opened(locker.root / made.raw.path) + columns

    assert len(rows) > 1
    assert not [row for row in rows if row["name"] in said or row["email"] in said]
    veil = roster(locker).veil
    assert (veil.person, veil.columns, veil.scheme) == ("person", ("name", "email"), "AES-256-GCM")
    raw = opened(locker.root / roster(locker).raw.path)
    assert re.search(r'"withheld":"about people"', raw)


def test_erasing_takes_one_person_out_and_every_hash_stays_verifiable(locker):
    before = locker.table(roster(locker).parquet).to_pylist()
    gone = before[0]["person"]

    entry = erasing.erase(locker, gone, reason=REASON, run=RUN)

    after = locker.table(roster(locker).parquet).to_pylist()
    assert [row["name"] for row in after] == [
        None if row["person"] == gone else row["name"] for row in before
    ]
    assert isinstance(entry.record, Erasure)
    assert (entry.record.person, entry.record.reason) == (gone, REASON)
    seal(locker, Ed25519PrivateKey.generate(), run=RUN)
    assert verify(locker.root).problems == []


def test_what_asks_for_an_erased_name_is_inconclusive_and_what_does_not_is_judged(locker):
    gone = locker.table(roster(locker).parquet)["person"][0].as_py()
    erasing.erase(locker, gone, reason=REASON, run=RUN)

    found = judged(locker)

    assert found.outcome in {Outcome.INCONCLUSIVE, Outcome.DEVIATIONS}
    assert found.is_complete is False
    assert "register_roster: name, email of 1 people are erased" in found.reason
    (made,) = validate(locker, [load("people_are_trained")], COMPANY_READ, run=RUN)
    assert "erased" not in str(made.assessments[0].reason)


def test_with_every_key_there_it_is_judged_as_without_any(locker, tmp_path):
    plain = Locker.open(tmp_path / "plain")
    observe(plain)

    assert judged(locker).outcome == judged(plain).outcome
    assert roster(plain).veil is None


def test_the_same_roster_observed_again_is_the_same_rows(locker, tmp_path, people):
    again = Locker.open(tmp_path / "again", people=people)
    observe(again)

    assert roster(again).row_hash == roster(locker).row_hash
    assert roster(again).raw == roster(locker).raw


def test_what_is_cut_for_a_packet_reads_with_the_same_keys(locker):
    shown = cut(locker, None)

    assert shown.table(roster(locker).parquet).equals(locker.table(roster(locker).parquet))
    assert shown.table(roster(locker).parquet)["name"].null_count == 0


def test_nobody_is_erased_twice_nor_without_keys(locker, tmp_path):
    gone = locker.table(roster(locker).parquet)["person"][0].as_py()
    erasing.erase(locker, gone, reason=REASON, run=RUN)

    with pytest.raises(Refused, match="it was erased before"):
        erasing.erase(locker, gone, reason=REASON, run=RUN)
    with pytest.raises(Refused, match="set SOC2_PEOPLE_KEYS"):
        erasing.erase(Locker.open(tmp_path / "plain"), gone, reason=REASON, run=RUN)


def test_by_hand_it_says_first_and_destroys_only_when_told(locker, people, monkeypatch, capsys):
    gone = locker.table(roster(locker).parquet)["person"][0].as_py()
    monkeypatch.setattr("include.locker.store.named_keys", lambda: people)

    def call(*more):
        asked = ["erase", "--locker", str(locker.root), "--person", *more]
        monkeypatch.setattr("sys.argv", ["locker", *asked])
        return main()

    assert call("nobody") == 1
    assert call(gone) == 0
    assert people.find(gone) is not None
    with pytest.raises(DefinitionError, match="why"):
        call(gone, "--yes")
    with pytest.raises(SystemExit):
        call(gone, "--yes", "--reason", REASON, "--locker", str(locker.root / "none"))
    assert people.find(gone) is not None
    assert not (locker.root / "none").exists()
    assert call(gone, "--yes", "--reason", REASON) == 0

    assert people.find(gone) is None
    assert f"erased {gone}, entry " in capsys.readouterr().out
