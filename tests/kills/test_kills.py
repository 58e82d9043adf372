"""A verb that is killed at any moment leaves a locker that verifies, and runs to the same end again.

About twenty moments, the same each time; ``SOC2_KILLS=500`` tries so many more.
"""

import os
import random
import shutil
import signal
from collections import Counter

import pytest

from include.locker import Locker
from include.locker.encoding import row_hash
from include.locker.verify import verify
from include.model.record import Judgement, Manifest
from include.warehouse.schema import digest
from tests.slow import SLOW

KILLS = int(os.environ.get("SOC2_KILLS", "21"))
SEED = 20261124


def moments(lines):
    """Choose moments of a job that executes so many lines: a third of all kills."""
    chosen = random.Random(f"{SEED} {lines}")
    return sorted(chosen.sample(range(1, lines + 1), min(KILLS // 3, lines)))


def check_whole(folder):
    """Before anybody opens it again: what is recorded is there, and nothing else is visible."""
    found = verify(folder)
    assert found.problems == []
    visible = {
        path.relative_to(folder).as_posix()
        for room in ("evidence", "raw", "verdicts", "definitions")
        for path in (folder / room).rglob("*")
        if path.is_file()
    }
    assert visible <= set(found.files)


def check_mended(folder):
    """After the next run: every file is at its place, nothing is left of what was killed."""
    found = verify(folder)
    assert found.problems == []
    assert all((folder / path).is_file() for path in found.files)
    assert list((folder / "staging").iterdir()) == []


def records(folder, kind):
    locker = Locker(folder)
    return [entry.record for entry in locker.entries() if isinstance(entry.record, kind)]


def rows_of_observations(folder):
    """Return each observation's rows, as they are read back, by dataset and observation."""
    locker, manifests = Locker(folder), records(folder, Manifest)
    names = Counter((each.dataset, each.observation) for each in manifests)
    assert set(names.values()) == {1}
    for each in manifests:
        assert locker.table(each.parquet).num_rows == each.received_items
    return {
        (each.dataset, each.observation): row_hash(locker.table(each.parquet)) for each in manifests
    }


def verdicts(folder):
    """Return every assessment's counts and item verdicts, by its inputs: each was judged once."""
    locker, judgements = Locker(folder), records(folder, Judgement)
    assessments = [each for one in judgements for each in one.assessments]
    assert set(Counter(each.inputs_sha256 for each in assessments).values()) == {1}
    items = [
        (str(one.interval.id), *map(str, row.values()))
        for one in judgements
        for row in locker.table(one.verdicts).to_pylist()
    ]
    assert len(items) == len(set(items))
    return {each.inputs_sha256: each.model_dump_json() for each in assessments}, set(items)


@pytest.fixture(scope="module")
def undisturbed(do, tmp_path_factory):
    """A locker of two observations of a slot and one of the next, judged; nobody was killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    observed = do("observe", folder / "observed")
    shutil.copytree(folder / "observed", folder / "judged")
    for minute in (5, 360):
        assert do("observe", folder / "judged", minute)["ended"] == 0
    shutil.copytree(folder / "judged", folder / "unjudged")
    judged = do("judge", folder / "judged")
    assert (observed["ended"], judged["ended"]) == (0, 0)
    return folder, {"observe": observed["lines"], "judge": judged["lines"]}


def test_an_extract_that_is_killed_loses_and_doubles_no_row(do, undisturbed, tmp_path):
    folder, lines = undisturbed
    whole = {name: rows for (name, _), rows in rows_of_observations(folder / "observed").items()}
    for moment in moments(lines["observe"]):
        killed = tmp_path / str(moment)

        assert do("observe", killed, 0, dies_at=moment)["ended"] == -signal.SIGKILL
        check_whole(killed)
        assert do("observe", killed, 1)["ended"] == 0

        check_mended(killed)
        rows = rows_of_observations(killed)
        assert {name for name, observation in rows if observation.startswith("0731")} == set(whole)
        assert all(rows[key] == whole[key[0]] for key in rows), moment


@SLOW
def test_a_validate_that_is_killed_judges_the_same_in_the_end(do, undisturbed, tmp_path):
    folder, lines = undisturbed
    for moment in moments(lines["judge"]):
        killed = tmp_path / str(moment)
        shutil.copytree(folder / "unjudged", killed)

        assert do("judge", killed, dies_at=moment)["ended"] == -signal.SIGKILL
        check_whole(killed)
        assert do("judge", killed)["ended"] == 0

        check_mended(killed)
        assert verdicts(killed) == verdicts(folder / "judged"), moment


@SLOW
def test_a_load_that_is_killed_fills_the_same_warehouse_in_the_end(do, undisturbed, postgres):
    folder, _ = undisturbed
    expected = postgres.create_database("undisturbed")
    lines = do("fill_warehouse", folder / "judged", expected)["lines"]
    for moment in moments(lines):
        killed = postgres.create_database(f"killed_at_{moment}")

        died = do("fill_warehouse", folder / "judged", killed, dies_at=moment)
        again = do("fill_warehouse", folder / "judged", killed)

        assert (died["ended"], again["ended"]) == (-signal.SIGKILL, 0)
        assert digest(killed) == digest(expected), moment


@SLOW
def test_a_run_that_is_killed_again_and_again_comes_to_the_same_end(do, undisturbed, tmp_path):
    folder, lines = undisturbed
    killed, chosen = tmp_path / "locker", random.Random(SEED)
    for minute in range(5):
        do("observe", killed, minute, dies_at=chosen.randint(1, lines["observe"]))
    for minute in (5, 360):
        do("observe", killed, minute)
    for _ in range(3):
        do("judge", killed, dies_at=chosen.randint(1, lines["judge"]))
        check_whole(killed)

    assert do("judge", killed)["ended"] == 0

    check_mended(killed)
    # All but the evidence, of which there is more: slot, test, scope, item, verdict and reason.
    calm = {row[:8] for row in verdicts(folder / "judged")[1]}
    assert {row[:8] for row in verdicts(killed)[1]} == calm
