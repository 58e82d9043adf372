"""The verb as it is called by hand, from the company's own files."""

import shutil
from datetime import timedelta

import pytest
import yaml

from include.locker import Locker
from include.model.company import DEFAULT_COMPANY
from include.model.interval import utc_now, window_of
from include.review.__main__ import main
from tests.review.written import SCOPE, World

FORM = "system,scope_id,account,decision,reason\n"


@pytest.fixture
def company(tmp_path):
    folder = tmp_path / "company"
    shutil.copytree(DEFAULT_COMPANY, folder)
    said = SCOPE.model_dump(mode="json", exclude_none=True)
    (folder / "scope.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    settings = {"reviewers": ["ciso", "boss"], "due_days": 10}
    (folder / "access_review.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder


@pytest.fixture
def call(company, tmp_path, capsys, monkeypatch):
    """Call the verb on a locker that observed the company yesterday; return code and output."""
    world = World(Locker.open(tmp_path / "locker"))
    world.observe(window_of(utc_now()).start - timedelta(hours=6))

    def with_arguments(*arguments):
        given = ["review", "--locker", str(world.locker.root), "--company", str(company)]
        monkeypatch.setattr("sys.argv", [*given, *arguments])
        return main(), capsys.readouterr().out

    with_arguments.world = world
    return with_arguments


def test_a_review_is_started_and_followed_by_hand(call, tmp_path):
    today = window_of(utc_now()).start
    yesterday = (today - timedelta(days=1)).date()
    answer = tmp_path / "answer.csv"
    answer.write_text(f"{FORM}github,acme,guest,revoke,Done here\n", encoding="utf-8")

    began, said = call("--start", "--as-of", str(yesterday), "--review", "spring")
    call("--review", "spring", "--answer", str(answer), "--by", "ciso")
    call("--review", "spring", "--conclude")
    call.world.observe(utc_now())
    followed, seen = call("--review", "spring", "--follow-up")

    assert began == 0
    assert f"review spring: accounts as of the end of {yesterday} (UTC)" in said
    assert "Ciso decides about 2 accounts: reviews/spring/ciso.html" in said
    assert f"due by the end of {(today + timedelta(days=10)).date()} (UTC)" in said
    assert followed == 1
    assert seen.splitlines()[-1] == "0 done, 1 open"
    assert seen.startswith("github:acme/guest: revoke, decided ")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--start"], "of which day? give --as-of"),
        ([], "which review? give --review"),
        (["--review", "x", "--answer", "f.csv"], "whose decisions are they? give --by"),
        (
            ["--review", "x", "--answer", "missing.csv", "--by", "ciso"],
            "missing.csv: No such file or directory; give the table that was filled in",
        ),
        (["--review", "x", "--start", "--conclude"], "not allowed with argument"),
    ],
)
def test_what_is_missing_is_asked_for(call, capsys, arguments, complaint):
    with pytest.raises(SystemExit, match="2"):
        call(*arguments)

    assert complaint in capsys.readouterr().err


def test_a_folder_that_is_no_locker_is_not_made_one(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["review", "--locker", str(tmp_path / "x"), "--review", "a"])

    with pytest.raises(SystemExit, match="2"):
        main()

    assert "not a locker" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
