"""What may go goes, when it is asked to; evidence stays, whoever died beside it."""

import os
import subprocess
import sys
from datetime import timedelta

import pyarrow as pa
import pytest

from include.audit import audit
from include.clean import drafts, packets
from include.clean.__main__ import main
from include.locker import Locker
from include.locker.s3 import upload
from include.model.errors import DefinitionError
from include.model.interval import utc_now
from tests.locker.buckets import aws, bucket, kept, moto_server
from tests.locker.conftest import RUN, keep
from tests.locker.killed import Abandoned

__all__ = ["aws", "bucket", "keep", "moto_server"]

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})
PACKET = "soc2_packet_2026-01-01_2026-06-30_as_of_20260710T120000Z"
OLD = timedelta(days=90)
# A writer that is killed while it stages, as nothing within a process can be.
DIES = """
import os, sys
from include.locker import Locker
draft = Locker(sys.argv[1]).draft()
draft.add("evidence/dataset=x/part-0.parquet", b"half")
os._exit(9)
"""


@pytest.fixture
def locker(tmp_path, keep):
    """A locker with evidence, and one dead writer's draft."""
    made = Locker.open(tmp_path / "locker")
    keep(made, TABLE)
    subprocess.run([sys.executable, "-c", DIES, str(made.root)], check=False)
    return made


@pytest.fixture
def clean(monkeypatch, capsys):
    """Run the command as a person does, and return what it said."""

    def run(locker, *arguments):
        monkeypatch.setattr(sys, "argv", ["clean", "--locker", str(locker.root), *arguments])
        assert main() == 0
        return capsys.readouterr().out

    return run


def files(folder):
    return {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}


def problems(locker):
    return audit(locker, run=RUN)[0].problems


def aged(path, days):
    then = (utc_now() - timedelta(days=days)).timestamp()
    os.utime(path, (then, then))
    return path


def test_without_remove_nothing_is_touched_and_what_would_go_is_named(locker, clean):
    before = files(locker.root)

    said = clean(locker)

    assert files(locker.root) == before
    assert "would go" in said
    assert "its writer died, and no record names it" in said
    assert "1 of 1, 0.0 MB would go; --remove removes it" in said


def test_a_dead_writers_draft_goes_and_the_locker_is_whole_before_and_after(locker, clean):
    before = problems(locker)
    evidence = {each for each in files(locker.root) if each.parts[0] != "staging"}

    said = clean(locker, "--remove")

    assert "removed" in said
    assert files(locker.root) == evidence
    assert (before, problems(locker)) == ([], [])


def test_the_draft_of_a_writer_at_work_stays(locker, clean):
    with locker.draft() as writing:
        writing.add("evidence/dataset=x/part-0.parquet", b"not yet whole")
        said = clean(locker, "--remove")

        assert "its writer may be at work" in said
        assert writing.scratch.exists()


def test_a_draft_that_the_log_records_is_finished_and_never_removed(locker, keep, monkeypatch):
    monkeypatch.setattr("include.locker.directory._move", lambda *_: None)
    entry = keep(locker, TABLE, observation="080000-abcdef", draft=(one := Abandoned(locker)))
    one._draft._staging.lock.close()
    monkeypatch.undo()

    (recorded,) = (each for each in drafts(locker) if "records it" in each.why)

    assert recorded.goes is False
    assert locker.table(entry.record.parquet).equals(TABLE)


def test_in_a_bucket_what_is_locked_and_held_stays_as_it_was(aws, bucket, keep, clean, monkeypatch):
    locker = Locker.open(f"s3://{bucket}/evidence/of/acme?legal_hold=true")
    keep(locker, TABLE)
    abandoned = Abandoned(locker)
    with monkeypatch.context() as dying:
        dying.setattr("include.locker.s3.keeping.Keeping.put", _killed)
        with pytest.raises(KeyboardInterrupt):
            keep(locker, TABLE, observation="080000-abcdef", draft=abandoned)
    before = {name: each["VersionId"] for name, each in kept(aws, bucket).items()}
    monkeypatch.setattr(upload, "ABANDONED_SECONDS", -5)

    said = clean(locker, "--remove")

    after = kept(aws, bucket)
    evidence = {name: version for name, version in before.items() if "staging/" not in name}
    assert "its writer died" in said
    assert len(before) > len(evidence)
    assert {name: each["VersionId"] for name, each in after.items()} == evidence
    assert {each["ObjectLockLegalHoldStatus"] for each in after.values()} == {"ON"}
    assert problems(locker) == []


def test_old_packets_go_young_ones_and_whatever_else_is_there_stay(locker, clean, tmp_path):
    folder = tmp_path / "packets"
    old, young = folder / PACKET, folder / PACKET.replace("07", "11")
    for each in (old, young, folder / "notes", folder / ".packet_x1"):
        each.mkdir(parents=True)
        (each / "facts.csv").write_text("a,b\n")
    (folder / f"{PACKET}.zip").write_bytes(b"PK")
    for each in (old, folder / f"{PACKET}.zip", folder / "notes", folder / ".packet_x1"):
        aged(each, 91)

    clean(locker, "--packets", str(folder), "--older-than", "90", "--remove")

    assert {each.name for each in folder.iterdir()} == {young.name, "notes"}


def test_a_folder_in_a_locker_is_no_folder_of_packets(locker, tmp_path):
    for wrong in (locker.root, locker.root / "evidence"):
        with pytest.raises(DefinitionError, match="it is in the locker"):
            list(packets(wrong, OLD, utc_now()))
    with pytest.raises(DefinitionError, match="there is no such folder"):
        list(packets(tmp_path / "nowhere", OLD, utc_now()))


def _killed(*_):
    raise KeyboardInterrupt
