"""What OpenLineage is told of a task: the evidence, the verdicts and the tables that it read and wrote."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.providers.openlineage.extractors.manager import ExtractorManager

from include.locker import Locker
from include.model.company import read_company
from include.model.interval import slot_of, utc_now
from include.model.provenance import run
from include.model.reference import RunType
from include.sources import registers
from soc2_airflow import extracting, hooks, lineage, operators
from soc2_airflow.extracting import ExtractEvidence
from soc2_airflow.operators import LoadWarehouse, ValidateControlTests
from tests.warehouse.fixtures import postgres

__all__ = ["postgres"]

COMPANY = Path(__file__).parents[1] / "demo" / "company"
RUN = run("manual__1", RunType.MANUAL, "soc2_observe")


@pytest.fixture
def locker(monkeypatch, tmp_path):
    """The locker of a company of which registers alone can be read."""
    made, slot = Locker.open(tmp_path / "locker"), slot_of(utc_now())
    monkeypatch.setattr(hooks, "company", lambda: read_company(COMPANY))
    monkeypatch.setattr(hooks, "company_folder", lambda: COMPANY)
    monkeypatch.setattr(hooks, "locker", lambda: made)
    monkeypatch.setattr(
        hooks, "connect", lambda *_: partial(registers.connect, COMPANY / "registers")
    )
    for module in (extracting, operators):
        monkeypatch.setattr(module, "run_of", lambda _: RUN)
        monkeypatch.setattr(module, "interval_of_run", lambda *_: slot)
    return made


def told(operator):
    """Run a task and ask what OpenLineage's provider would send of it."""
    operator.execute({})
    said = ExtractorManager().extract_metadata(
        SimpleNamespace(run_id="r1"),
        operator,
        task_instance_state="success",
        task_instance=SimpleNamespace(),
    )
    return tuple(
        {(each.namespace, each.name) for each in part} for part in (said.inputs, said.outputs)
    )


def test_evidence_leads_to_verdicts_and_they_lead_to_tables(locker, postgres, monkeypatch):
    uri = postgres.create_database("lineage")
    monkeypatch.setattr(hooks, "warehouse_uri", lambda: uri)
    source = {"source": "registers.governance", "scope_id": "company"}

    _, collected = told(ExtractEvidence(task_id="x", **source))
    seen, judged = told(ValidateControlTests(task_id="v", theme="governance"))
    read, loaded = told(LoadWarehouse(task_id="l"))

    root = locker.root.resolve()
    assert ("file", f"{root}/evidence/dataset=register_vendors") in collected & seen
    assert judged == {("file", f"{root}/verdicts/theme=governance")}
    assert judged <= read
    server = f"postgres://{postgres.host}:{postgres.port}"
    assert (server, "lineage.soc2.fct_assessment") in loaded
    assert postgres.password not in repr(loaded)


def test_a_locker_in_a_bucket_is_named_as_others_name_it():
    storage = SimpleNamespace(place=lambda name: f"s3://acme-locker/soc2/{name}")

    named = lineage.evidence(SimpleNamespace(storage=storage), ["aws_iam_users"])

    assert named == (("s3://acme-locker", "soc2/evidence/dataset=aws_iam_users"),)
