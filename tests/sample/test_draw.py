import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from include.model.errors import Refused
from include.sample import discard, draw, freeze, redraw
from include.sample.drawing import pick
from include.sample.population import POPULATION
from tests.report.written import RUN
from tests.sample.conftest import PERIOD, after

ROOM = Path(redraw.__file__).parent


@pytest.fixture
def sealed(life):
    """Forty users on two days, frozen and sealed."""
    users = {f"user-{n:02}": "conforming" for n in range(38)} | {
        "=cmd()": "deviating",
        "zoë": "unreadable",
    }
    life.settings(23, 0, users)
    life.settings(24, 0, users)
    freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)
    life.seal()
    return life


def drawn(life, **other):
    asked = {"size": 25, "seed": "auditor-7", **other}
    return draw(life.locker, "AC-01", PERIOD, **asked, run=RUN, clock=after)


def repeat(life, draw_record, *more):
    """Call the shipped script as an auditor does: no package, no path of ours."""
    frozen = next(life.locker.entries(after=draw_record.population - 1)).record
    asked = ("--seed", draw_record.seed, "--size", str(draw_record.size), *more)
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            ROOM / "redraw.py",
            life.locker.root / frozen.csv.path,
            *asked,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    first, *lines = done.stdout.splitlines()
    return first.split()[1], tuple(line.split(" ", 1)[1] for line in lines)


@pytest.mark.parametrize("strata", [None, "month", "scope"])
def test_the_shipped_script_repeats_the_draw_from_the_csv(sealed, strata):
    record = drawn(sealed, strata=strata).record

    again = repeat(sealed, record, *(["--strata", strata] if strata else []))

    assert again == (record.population_sha256, record.keys)
    assert len(record.keys) == 25


def test_the_script_is_short_enough_to_be_read(sealed):
    assert len((ROOM / "redraw.py").read_text().splitlines()) <= 60


def test_the_rule_is_the_one_that_is_written_down(sealed):
    record = drawn(sealed, size=1).record
    frozen = next(sealed.locker.entries(after=record.population - 1)).record
    keys = sealed.locker.table(frozen.parquet)["key"].to_pylist()

    first = min(keys, key=lambda key: hashlib.sha256(f"auditor-7\n{key}".encode()).hexdigest())

    assert record.keys == (first,)


@settings(max_examples=25)
@given(
    keys=st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=30),
    seed=st.text(alphabet="abc-9", min_size=1, max_size=9),
    size=st.integers(1, 40),
    strata=st.sampled_from([None, "month", "scope"]),
)
def test_both_programs_draw_the_same_from_anything(keys, seed, size, strata):
    rows = [
        {
            "key": key.encode("utf-8", "replace").decode(),
            "month": f"2026-{len(key) % 3 + 1:02}",
            "scope": "ab"[ord(key[0]) % 2],
            "test": "t",
            "item_id": "i",
            "day": PERIOD.first,
            "verdict": "conforming",
        }
        for key in keys
    ]
    table = POPULATION.empty_table().from_pylist(rows, schema=POPULATION)

    ours = pick(table, size=size, seed=seed, strata=strata)["key"].to_pylist()

    assert ours == redraw.redraw(rows, seed, size, strata)


def test_strata_take_turns(sealed):
    days = [key.rsplit("|", 1)[1] for key in drawn(sealed, size=80).record.keys]

    assert sorted(days) == ["2026-11-23"] * 40 + ["2026-11-24"] * 40


def test_a_drawn_item_comes_with_its_facts_and_the_evidence_read(sealed):
    rows = sealed.locker.table(drawn(sealed, size=80).record.parquet).to_pylist()

    found = next(row for row in rows if row["item_id"] == "zoë")

    assert (found["verdict"], found["facts"]) == ("unreadable", '{"name": "zo\\u00eb"}')
    assert (sealed.locker.root / found["verdicts"]).is_file()


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless_and_its_key_is_not_touched(sealed):
    record = drawn(sealed, size=80).record
    frozen = next(sealed.locker.entries(after=record.population - 1)).record

    lines = (sealed.locker.root / frozen.csv.path).read_text().splitlines()

    line = next(each for each in lines if "=cmd()" in each)
    assert line.startswith("console_users_have_mfa|123456789012|=cmd()|2026-11-23,")
    assert ",'=cmd()," in line


def test_the_same_draw_is_recorded_once_and_another_seed_beside_it(sealed):
    first, again, other = drawn(sealed), drawn(sealed), drawn(sealed, seed="auditor-8")

    assert first == again
    assert other.number > first.number
    assert other.record.keys != first.record.keys


def test_without_a_frozen_population_nothing_is_drawn(life):
    life.settings(23, 0, {"ann": "conforming"})

    with pytest.raises(Refused, match="never frozen"):
        drawn(life, size=1)


def test_a_population_that_is_not_sealed_is_not_drawn_from(life):
    life.settings(23, 0, {"ann": "conforming"})
    life.seal()
    freeze(life.locker, "AC-01", PERIOD, run=RUN, clock=after)

    with pytest.raises(Refused, match="not sealed yet"):
        drawn(life, size=1)


def test_more_than_there_is_is_refused(sealed):
    with pytest.raises(Refused, match="81 items were asked of a population of 80"):
        drawn(sealed, size=81)


def test_a_discarded_draw_stays_in_the_log_with_its_reason(sealed):
    number = drawn(sealed).number

    entry = discard(sealed.locker, number, "the scope was wrong", run=RUN, clock=after)

    kept = {each.number: each.record for each in sealed.locker.entries()}
    assert kept[number].kind == "draw"
    assert (entry.record.draw, entry.record.reason) == (number, "the scope was wrong")


def test_a_draw_is_discarded_once_and_nothing_else_is(sealed):
    number = drawn(sealed).number
    discard(sealed.locker, number, "the scope was wrong", run=RUN, clock=after)

    with pytest.raises(Refused, match="discarded before"):
        discard(sealed.locker, number, "the scope was wrong", run=RUN, clock=after)
    with pytest.raises(Refused, match="is no draw"):
        discard(sealed.locker, 1, "the scope was wrong", run=RUN, clock=after)
    with pytest.raises(Refused, match="is no draw"):
        discard(sealed.locker, 0, "the scope was wrong", run=RUN, clock=after)
