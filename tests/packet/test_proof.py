"""The packet proves itself: offline, on a Python without any package, and always with the same bytes."""

import subprocess
import sys
import zipfile

import pytest

from include.model.errors import LockerConflict, LockerCorrupt, Refused
from include.packet import build
from tests.load.written import Written
from tests.packet.lived import HOSTILE, PERIOD, at, live


@pytest.fixture
def unzipped(packet, tmp_path):
    with zipfile.ZipFile(packet.archive) as archive:
        archive.extractall(tmp_path)
    return tmp_path / packet.folder.name


def verify(folder):
    """Run the verifier that travels along, as an auditor does."""
    return subprocess.run(
        [sys.executable, "-I", "-S", folder / "verify.py", folder],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )


def test_after_unzip_it_verifies_offline_on_a_python_without_any_package(unzipped):
    done = verify(unzipped)

    assert (done.returncode, done.stderr) == (0, "")
    assert "no problem: 110 entries" in done.stdout
    assert "3 seals, sealed through 109" in done.stdout
    assert "files of the log are not part of this packet" in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        "report.html",
        "workbook.xlsx",
        "facts/conclusions.csv",
        "populations/AC-01.parquet",
        "exports/2026-10/users.csv",
        "locker/log/000000007.json",
        "redraw.py",
    ],
)
def test_a_changed_byte_is_found_and_its_file_named(unzipped, name):
    content = bytearray((unzipped / name).read_bytes())
    content[-2] ^= 1
    (unzipped / name).write_bytes(content)

    done = verify(unzipped)

    assert done.returncode == 1
    assert f"{name}: changed" in done.stdout


def test_a_verdict_that_was_changed_together_with_the_list_is_found_by_the_log(unzipped):
    verdicts = next((unzipped / "locker/verdicts").glob("*.parquet"))
    content = bytearray(verdicts.read_bytes())
    content[40] ^= 1
    verdicts.write_bytes(content)
    relist(unzipped)

    done = verify(unzipped)

    assert done.returncode == 1
    assert f"verdicts/{verdicts.name}: changed: its SHA-256 is not the recorded one" in done.stdout


def test_a_record_that_was_changed_together_with_the_list_breaks_its_seal(unzipped):
    record = unzipped / "locker/log/000000001.json"
    record.write_text(record.read_text().replace('"deviating_items":1', '"deviating_items":0'))
    relist(unzipped)

    done = verify(unzipped)

    assert done.returncode == 1
    assert "are not those that were sealed" in done.stdout


def relist(folder):
    from include.packet.archive import seal_folder

    (folder / "MANIFEST.sha256").unlink()
    seal_folder(folder)


def test_missing_and_added_files_are_found(unzipped):
    (unzipped / "facts/gaps.csv").unlink()
    (unzipped / "facts/more.csv").write_text("x")

    said = verify(unzipped).stdout

    assert "facts/gaps.csv: missing" in said
    assert "facts/more.csv: added" in said


def test_a_packet_without_its_list_is_not_believed(unzipped):
    (unzipped / "MANIFEST.sha256").unlink()

    assert "MANIFEST.sha256: missing" in verify(unzipped).stdout


def test_a_locker_may_lack_nothing_even_beside_a_list(lived, tmp_path):
    from include.locker.verify import verify as check

    written = Written(tmp_path / "locker")
    entry = written.judge({"ann": "conforming"})
    (written.locker.root / entry.record.verdicts.path).unlink()
    (written.locker.root / "MANIFEST.sha256").write_text("")

    problems = dict(check(written.locker.root).problems)

    assert problems[entry.record.verdicts.path] == "missing"


def test_two_builds_are_the_same_bytes(packet, lived, tmp_path):
    again = build(*lived, PERIOD, tmp_path)

    assert again.sha256 == packet.sha256
    assert again.archive.read_bytes() == packet.archive.read_bytes()


def test_what_is_recorded_later_changes_nothing_as_of_then(packet, postgres, tmp_path):
    warehouse = postgres.create_database("packet_later")
    written = live(tmp_path / "locker", warehouse)
    written.judge({"ann": "deviating", HOSTILE: "conforming"}, recorded_at=at(11, 20))
    from include.load import load

    load(written.locker, warehouse)

    again = build(written.locker, warehouse, PERIOD, tmp_path / "out", at=packet.at)

    assert again.sha256 == packet.sha256


def test_dates_in_the_archive_are_the_instant_of_knowledge(packet):
    with zipfile.ZipFile(packet.archive) as archive:
        dates = {each.date_time for each in archive.infolist()}

    assert dates == {(2026, 11, 8, 12, 0, 0)}


def test_with_evidence_nothing_of_the_period_is_left_out(lived, tmp_path):
    made = build(*lived, PERIOD, tmp_path, with_evidence=True)

    assert "not part of this packet" not in verify(made.folder).stdout
    assert len(list((made.folder / "locker/evidence").rglob("*.parquet"))) == 4


def test_a_warehouse_that_lags_behind_is_refused(tmp_path, database, lived):
    with pytest.raises(Refused, match="does not have entry 110 of the log yet"):
        build(lived[0], database, PERIOD, tmp_path)


def test_a_warehouse_of_another_locker_is_refused(lived, tmp_path):
    other = Written(tmp_path / "locker")
    other.judge({"ann": "conforming"})

    with pytest.raises(LockerConflict, match="another log"):
        build(other.locker, lived[1], PERIOD, tmp_path)


def test_a_packet_that_is_there_is_never_replaced(packet, lived):
    with pytest.raises(LockerConflict, match="there already"):
        build(*lived, PERIOD, packet.archive.parent)


def test_before_the_first_record_there_is_nothing_to_show(lived, tmp_path):
    with pytest.raises(Refused, match="nothing was recorded by 2026-01-01"):
        build(*lived, PERIOD, tmp_path, at=at(1, 1))


def test_a_locker_with_a_changed_file_makes_no_packet(postgres, tmp_path):
    warehouse = postgres.create_database("packet_corrupt")
    written = live(tmp_path / "locker", warehouse)
    verdicts = next((written.locker.root / "verdicts").glob("*.parquet"))
    verdicts.write_bytes(b"x")

    with pytest.raises(LockerCorrupt, match=verdicts.name):
        build(written.locker, warehouse, PERIOD, tmp_path / "out")

    assert list((tmp_path / "out").iterdir()) == []
