"""A run judges its own evidence, and what a roster that came late concerns."""

from include import validate as verb
from include.locker import Locker
from include.model.interval import slot_of, utc_now
from include.model.provenance import run
from include.model.reference import RunType
from soc2_airflow import hooks, operators
from soc2_airflow.operators import ValidateControlTests
from tests.demo.emulation import COMPANY


def test_each_run_re_opens_what_a_late_roster_concerns(monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(verb, "validate", lambda *_, **how: asked.update(how) or ())
    monkeypatch.setattr(hooks, "company", lambda: None)
    monkeypatch.setattr(hooks, "company_folder", lambda: COMPANY)
    monkeypatch.setattr(hooks, "locker", lambda: Locker(tmp_path))
    monkeypatch.setattr(operators, "run_of", lambda _: run("test", RunType.MANUAL, "test"))
    monkeypatch.setattr(operators, "interval_of_run", lambda *_: slot_of(utc_now()))

    ValidateControlTests(task_id="v", theme="access").execute({})

    assert asked["reopens"] is True
