import subprocess
import sys

import pytest

from include.report import __main__ as command_line
from tests.report.written import PRODUCTION


def run(capsys, *arguments):
    code = command_line.main([str(each) for each in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def judged(writer):
    writer.judge(("keys_rotate", PRODUCTION, [("key", "deviating", "old")], []))
    return writer.locker.root


def test_the_page_is_written_whole_and_replaces_an_older_one(capsys, judged, tmp_path):
    out = tmp_path / "report.html"
    out.write_text("an older page")

    code, *_ = run(capsys, "--locker", judged, "--out", out)

    assert code == 0
    assert out.read_text().rstrip().endswith("</html>")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["locker", "report.html"]


def test_text_prints_the_table(capsys, judged):
    code, out, _ = run(capsys, "--locker", judged, "--text")

    assert (code, "Keys rotate" in out) == (0, True)


def test_reading_leaves_the_locker_as_it_was(capsys, judged):
    before = sorted(judged.rglob("*"))

    run(capsys, "--locker", judged, "--text")

    assert sorted(judged.rglob("*")) == before


def test_a_locker_that_is_not_there_gets_one_line(capsys, tmp_path):
    code, _, err = run(capsys, "--locker", tmp_path / "nowhere", "--text")

    assert (code, err.count("\n")) == (1, 1)
    assert "nowhere: no locker there" in err
    assert not (tmp_path / "nowhere").exists()


def test_an_empty_locker_says_to_validate_first(capsys, writer):
    code, _, err = run(capsys, "--locker", writer.locker.root, "--text")

    assert (code, err.count("\n")) == (1, 1)
    assert "nothing judged yet: run validate first" in err


def test_a_corrupt_locker_gets_one_line_and_no_page(capsys, judged, tmp_path):
    verdicts = next(judged.rglob("*.parquet"))
    verdicts.chmod(0o644)
    verdicts.write_bytes(b"edited")

    code, _, err = run(capsys, "--locker", judged, "--out", tmp_path / "report.html")

    assert (code, err.count("\n")) == (1, 1)
    assert not (tmp_path / "report.html").exists()


def test_a_record_that_nobody_can_read_gets_one_line(capsys, judged):
    log = next(judged.glob("log/*.json"))
    log.chmod(0o644)
    log.write_text('{"kind": "judgement"}')

    code, _, err = run(capsys, "--locker", judged, "--text")

    assert (code, err.count("\n")) == (1, 1)
    assert "not a record of this version" in err


def test_a_folder_that_is_not_there_gets_one_line(capsys, judged, tmp_path):
    code, _, err = run(capsys, "--locker", judged, "--out", tmp_path / "no" / "report.html")

    assert (code, err.count("\n")) == (1, 1)


def test_a_page_that_cannot_be_put_in_place_leaves_nothing_half_written(capsys, judged, tmp_path):
    out = tmp_path / "report.html"
    out.mkdir()

    code, *_ = run(capsys, "--locker", judged, "--out", out)

    assert code == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["locker", "report.html"]


def test_help_explains_when_it_runs_as_a_module():
    command = [sys.executable, "-m", "include.report", "--help"]

    said = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "--locker" in said.stdout


@pytest.mark.parametrize("arguments", [[], ["--locker", "x"], ["--locker", "x", "--colour"]])
def test_wrong_arguments_get_one_line(capsys, arguments):
    with pytest.raises(SystemExit, match="2"):
        command_line.main(arguments)

    assert capsys.readouterr().err.count("\n") == 1
