"""The task that tells people, whatever became of the run before it."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from soc2_airflow import hooks
from soc2_airflow.alerts import TellPeople, channels


@pytest.fixture
def sent(monkeypatch):
    alerts = []
    monkeypatch.setattr(channels, "tell", lambda alert, _: alerts.append(alert) or ["alerts_smtp"])
    return alerts


@pytest.fixture
def context():
    run_type = SimpleNamespace(value="scheduled")
    started = datetime(2026, 11, 24, tzinfo=UTC)
    run = SimpleNamespace(
        dag_id="soc2_observe",
        run_id="r1",
        run_type=run_type,
        logical_date=started,
        run_after=started,
    )
    states = {"load": "failed", "extract.aws_iam": "failed", "seal": "success", "tell": None}
    return {"dag_run": run, "ti": SimpleNamespace(get_task_states=lambda *_, **__: {"r1": states})}


def test_a_warehouse_that_is_down_keeps_nobody_from_being_told(sent, context, monkeypatch):
    nowhere = "postgresql://soc2:secret@127.0.0.1:1/warehouse"
    monkeypatch.setattr(hooks, "warehouse_uri", lambda: nowhere)

    subjects = TellPeople(task_id="tell", per="slot").execute(context)

    assert subjects == ["1 task failed", "The warehouse can't be asked what is new"]
    assert sent[0].lines == ("load",)
    assert "secret" not in sent[1].text
