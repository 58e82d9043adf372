"""What is read from a bucket, and what is found there, without asking for everything."""

import runpy
import sys

import pyarrow as pa
import pytest

from include.locker import Locker, store
from include.model.errors import LockerCorrupt
from tests.locker.conftest import NOW

TABLE = pa.table({"name": ["a", "b"], "size": [1, None]})
PREFIX = "evidence/of/acme"


def test_a_large_file_is_read_from_a_copy_that_was_hashed(in_bucket, keep, monkeypatch):
    entry = keep(in_bucket, TABLE)
    monkeypatch.setattr(store, "_HELD", 0)

    rows = in_bucket.rows(entry.record.parquet)

    assert not isinstance(rows, pa.Table)
    assert rows.to_table().equals(TABLE)


def test_files_of_a_place_are_found_by_their_pattern(anywhere, keep):
    for name in ("a", "b"):
        keep(anywhere, TABLE, observation=name)
    pattern = f"evidence/dataset=test_things/date={NOW:%F}/scope=*/slot=*/observation=*/*.parquet"

    paths = anywhere.files(pattern)

    assert [path.parent.name for path in paths] == ["observation=a", "observation=b"]
    assert [path.read_bytes()[:4] for path in paths] == [b"PAR1"] * 2


def test_a_file_that_was_written_elsewhere_is_adopted(anywhere, keep):
    with anywhere.draft() as scratch, anywhere.draft() as draft:
        (scratch.scratch / "rows").write_bytes(b"many rows")
        ref = draft.adopt("evidence/rows", scratch.scratch / "rows")
        draft._staging.commit(b"{}\n", [ref])

    assert anywhere.read(ref) == b"many rows"


def test_numbers_are_found_without_listing_the_whole_log(aws, bucket, keep):
    for number in range(1, 38):
        aws.put_object(Bucket=bucket, Key=f"x/log/{number:09d}.json", Body=b"{}")

    assert Locker(f"s3://{bucket}/x").storage.last() == 37


def test_nothing_is_put_into_the_place_of_a_removed_entry(aws, bucket, in_bucket, keep):
    for name in ("a", "b", "c"):
        keep(in_bucket, TABLE, observation=name)
    aws.delete_object(Bucket=bucket, Key=f"{PREFIX}/log/000000002.json")

    keep(Locker(in_bucket.root), TABLE, observation="d")

    with pytest.raises(LockerCorrupt, match="entry 2 is missing"):
        list(Locker(in_bucket.root).entries())
    assert in_bucket.storage.numbers() == [1, 3, 4]


def test_a_record_is_fetched_once_where_there_is_a_disk_for_it(
    in_bucket, keep, monkeypatch, tmp_path
):
    monkeypatch.setenv("SOC2_LOCKER_CACHE", str(tmp_path / "log"))
    for name in ("a", "b"):
        keep(in_bucket, TABLE, observation=name)
    first = list(Locker(in_bucket.root).entries())

    again = Locker(in_bucket.root)
    monkeypatch.setattr(again.storage.objects, "get", None)

    assert list(again.entries()) == first


def test_the_disk_of_another_log_at_the_same_place_is_not_read(
    aws, in_bucket, keep, monkeypatch, tmp_path
):
    monkeypatch.setenv("SOC2_LOCKER_CACHE", str(tmp_path / "log"))
    keep(in_bucket, TABLE, observation="a")
    list(Locker(in_bucket.root).entries())
    bucket = in_bucket.storage.objects.address.bucket
    other = {"Bucket": bucket, "Key": f"{PREFIX}/log/000000001.json"}
    content = aws.get_object(**other)["Body"].read()
    aws.put_object(**other, Body=content.replace(b'"a"', b'"b"'))

    (entry,) = Locker(in_bucket.root).entries()

    assert entry.record.observation == "b"


def called(monkeypatch, verb, *arguments):
    """Call a verb's command line and return its exit code."""
    monkeypatch.setattr("sys.argv", [verb, *arguments])
    # Whoever imported it before would be warned of.
    monkeypatch.delitem(sys.modules, f"include.{verb}.__main__", raising=False)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(f"include.{verb}", run_name="__main__")
    return ended.value.code


def test_a_verb_takes_a_bucket_where_it_takes_a_directory(in_bucket, keep, monkeypatch, capsys):
    keep(in_bucket, TABLE)

    code = called(monkeypatch, "audit", "--locker", in_bucket.root)

    assert code == 0
    assert "no problem: 1 entries, 1 files" in capsys.readouterr().out


def test_a_bucket_that_fails_is_one_line_of_a_verb(bucket, monkeypatch, capsys):
    code = called(monkeypatch, "audit", "--locker", f"s3://{bucket}-none/x")

    assert code == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: locker s3://{bucket}-none/x: ")
    assert said.count("\n") == 1


def test_a_report_says_where_it_found_no_locker(bucket, monkeypatch, capsys):
    code = called(monkeypatch, "report", "--locker", f"s3://{bucket}/none", "--text")

    assert code == 1
    assert f"s3://{bucket}/none: no locker there" in capsys.readouterr().err
