"""The measuring itself works; what is measured is tested in its own room."""

import json
import sys
from contextlib import nullcontext

import pytest

from tests.bench import __main__ as bench
from tests.bench.measured import measure
from tests.bench.pairs import Figures

FIGURES = Figures(
    verb="extract aws.moon",
    work="7 calls",
    runs=3,
    seconds=3.0,
    cpu_seconds=1.0,
    peak_mb=150,
    reference="a plain loop",
    reference_seconds=1.5,
    reference_cpu_seconds=0.5,
    reference_peak_mb=50,
)


def test_figures_stand_beside_their_reference_as_a_table_and_as_json(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "emulated", lambda **_: nullcontext("http://127.0.0.1:1"))
    monkeypatch.setattr(bench, "pairs", lambda *_: [FIGURES])
    monkeypatch.setattr(sys, "argv", ["bench", "--json", str(tmp_path / "figures.json")])

    status = bench.main()

    said = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    line = next(each for each in capsys.readouterr().out.splitlines() if "moon" in each)
    assert status == 0
    assert line.split()[-4:] == ["1.5", "0.5", "50", "2.00"]
    assert said["figures"][0]["ratio"] == 2.0
    assert said["size"] == {"users": 2000, "buckets": 500}


def test_a_process_is_measured_from_its_start_to_its_end():
    took = measure("calendar", "2026", "11")

    assert "November 2026" in took.output
    assert took.seconds > 0
    assert took.cpu_seconds > 0
    assert took.peak_mb > 5


def test_what_a_process_says_when_it_fails_is_shown():
    with pytest.raises(RuntimeError, match=r"calendar ended with \d: .*usage: "):
        measure("calendar", "--moon")
