"""The packet's DAG: a load, then the packet, from the connections' locker and warehouse."""

from pathlib import Path

import pytest
from airflow.sdk.exceptions import AirflowFailException

from include import packet
from soc2_airflow import hooks
from soc2_airflow.period import MakePacket


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Stand in for the connections, and note what the packet is asked for."""
    seen = []

    def build(*given, **named):
        seen.append((given, named))
        return packet.Packet(tmp_path / "p", tmp_path / "p.zip", "ab", named["at"])

    monkeypatch.setattr(packet, "build", build)
    monkeypatch.setattr(hooks, "locker", lambda: "the locker")
    monkeypatch.setattr(hooks, "warehouse_uri", lambda: "the warehouse")
    monkeypatch.setenv("SOC2_PACKETS", str(tmp_path))
    return seen


def test_the_warehouse_is_loaded_before_the_packet_is_made(dags):
    made = dags["soc2_period_report"].get_task("packet")

    assert made.upstream_task_ids == {"load"}


def test_period_and_instant_come_from_the_parameters(asked, tmp_path):
    task = MakePacket(task_id="t", first="2026-01-01", last="2026-06-30", as_of="2026-07-10T12:00Z")

    answer = task.execute({})

    ((locker, warehouse, period, out), named) = asked[0]
    assert (locker, warehouse, str(period), out) == (
        *("the locker", "the warehouse", "2026-01-01..2026-06-30"),
        Path(tmp_path),
    )
    assert named["at"].isoformat() == "2026-07-10T12:00:00+00:00"
    assert answer == {"archive": str(tmp_path / "p.zip"), "sha256": "ab"}


def test_without_an_instant_it_is_what_is_known_now(asked):
    MakePacket(task_id="t", first="2026-01-01", last="2026-01-01").execute({})

    assert asked[0][1]["at"] is None


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"last": "2025-12-31"}, "first day comes after the last"),
        ({"last": "soon"}, "soon: expected a day"),
        ({"last": "2026-01-31", "as_of": "later"}, "later: expected an instant"),
    ],
)
def test_what_nobody_can_read_fails_without_a_retry(asked, given, complaint):
    with pytest.raises(AirflowFailException, match=complaint):
        MakePacket(task_id="t", first="2026-01-01", **given).execute({})
