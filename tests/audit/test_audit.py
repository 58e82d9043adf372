"""The locker and the warehouse together: what was loaded is sealed, what was edited is found."""

import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include import seal as sealing
from include.audit import audit
from include.load import load
from include.model.errors import WarehouseUnreachable
from include.model.integrity import Seal, VerificationRecord, WarehouseDigest
from include.seal import seal
from include.warehouse.connection import connect
from tests.load.written import RUN


@pytest.fixture
def key():
    return Ed25519PrivateKey.generate()


@pytest.fixture
def sealed(written, database, key):
    written.collect()
    written.judge({"ana": "deviating", "bo": "conforming"})
    load(written.locker, database)
    seal(written.locker, key, run=RUN, warehouse_uri=database)
    return written


def edit(database, statement):
    """Change a fact as only the owner of the tables can: after switching the guard off."""
    with connect(database) as connection, connection.cursor() as cursor:
        for table in ("fct_assessment", "fct_deviation", "fct_collection"):
            cursor.execute(f"ALTER TABLE soc2.{table} DISABLE TRIGGER ALL")
        cursor.execute(statement)
        connection.commit()


def test_a_seal_covers_the_rows_that_were_loaded(sealed):
    last = [entry.record for entry in sealed.locker.entries()][-1]

    assert isinstance(last, Seal)
    assert (last.warehouse.first, last.warehouse.last) == (1, 2)
    assert last.warehouse.rows == 3


def test_what_nobody_touched_has_no_problem_and_that_is_on_record(sealed, database):
    found, record = audit(sealed.locker, run=RUN, warehouse_uri=database)

    assert found.problems == []
    assert isinstance(record, VerificationRecord)
    assert [entry.record for entry in sealed.locker.entries()][-1] == record
    rows = sealed.locker.table(record.seals).to_pylist()
    assert [(row["seal"], row["entries"], row["problems"]) for row in rows] == [
        ("entries 1 to 2", 2, 0),
        ("not sealed yet", 1, 0),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE soc2.fct_assessment SET reason = 'nothing to see'",
        "UPDATE soc2.fct_deviation SET reason = 'nothing to see'",
        "DELETE FROM soc2.fct_deviation",
        "UPDATE soc2.fct_collection SET caller = 'somebody else'",
    ],
)
def test_an_edited_row_of_the_warehouse_is_found(sealed, database, statement):
    edit(database, statement)

    found, record = audit(sealed.locker, run=RUN, warehouse_uri=database)

    ((place, problem),) = found.problems
    assert place == "log/000000003.json"
    assert "rows of entries 1 to 2 are not those that were sealed" in problem
    assert record.problems == 1


def test_rows_loaded_after_their_entries_were_sealed_are_covered_by_the_next_seal(
    sealed, database, key
):
    sealed.collect(observation="late")
    seal(sealed.locker, key, run=RUN, warehouse_uri=database)
    load(sealed.locker, database)
    sealed.collect(observation="later")
    seal(sealed.locker, key, run=RUN, warehouse_uri=database)

    seals = [e.record for e in sealed.locker.entries() if isinstance(e.record, Seal)]

    assert [(s.warehouse.first, s.warehouse.last) for s in seals if s.warehouse] == [(1, 2), (3, 5)]
    assert audit(sealed.locker, run=RUN, warehouse_uri=database)[0].problems == []


def test_rows_that_were_sealed_in_a_form_of_before_are_said_not_to_be_compared(
    written, database, key, monkeypatch
):
    written.collect()
    load(written.locker, database)
    former = WarehouseDigest(first=1, last=1, rows=1, sha256="0" * 64)
    monkeypatch.setattr(sealing, "digest", lambda *_: former)
    seal(written.locker, key, run=RUN, warehouse_uri=database)

    found, _ = audit(written.locker, run=RUN, warehouse_uri=database)

    assert found.problems == []
    assert [note for note in found.notes if "up to entry 1 were sealed in a form of before" in note]


def test_a_problem_stands_with_the_seal_that_covers_it(sealed):
    file = next((sealed.locker.root / "verdicts").rglob("*.parquet"))
    file.unlink()
    (sealed.locker.root / "made-up.parquet").write_bytes(b"x")

    _, record = audit(sealed.locker, run=RUN)

    rows = {row["seal"]: row["places"] for row in sealed.locker.table(record.seals).to_pylist()}
    assert rows["entries 1 to 2"] == [f"{file.relative_to(sealed.locker.root)}: missing"]
    assert rows["not sealed yet"] == ["made-up.parquet: added: no record names it"]


def test_a_warehouse_that_is_down_seals_nothing(written, key):
    written.collect()

    with pytest.raises(WarehouseUnreachable):
        seal(written.locker, key, run=RUN, warehouse_uri="postgresql://soc2:x@127.0.0.1:9/none")

    assert len(list(written.locker.entries())) == 1


def test_the_command_line_seals_with_a_new_key_and_audits(written, tmp_path):
    written.collect()

    sealed = run("seal", written, "--key", str(tmp_path / "key.pem"), "--new-key")
    audited = run("audit", written)

    assert "sealed entries 1 to 1 as entry 2, no independent time" in sealed.stdout
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    assert "no problem: 2 entries" in audited.stdout


def test_the_command_line_returns_1_for_a_problem(written):
    written.judge({"ana": "deviating"})
    next((written.locker.root / "verdicts").rglob("*.parquet")).unlink()

    answer = run("audit", written, check=False)

    assert answer.returncode == 1
    assert "missing" in answer.stdout


def test_a_key_that_is_not_there_gets_one_line(written, tmp_path):
    answer = run("seal", written, "--key", str(tmp_path / "none.pem"), check=False)

    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert "the sealing key can't be read" in answer.stderr


def run(verb, written, *arguments, check=True):
    command = [sys.executable, "-m", f"include.{verb}", "--locker", str(written.locker.root)]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=check)
