from types import SimpleNamespace

from soc2_airflow.backfill import BackfillEvidence
from soc2_airflow.extracting import ExtractEvidence
from soc2_airflow.links import EvidenceLink


def test_a_task_leads_to_the_manifests_of_its_run():
    key = SimpleNamespace(dag_id="soc2_observe", run_id="scheduled__2026-11-24T00:00:00+00:00")

    address = EvidenceLink().get_link(None, ti_key=key)

    assert address == (
        "/soc2/evidence?run=soc2_observe%2Fscheduled__2026-11-24T00%3A00%3A00%2B00%3A00"
    )


def test_every_task_that_collects_has_the_link():
    for operator in (ExtractEvidence, BackfillEvidence):
        assert [each.name for each in operator.operator_extra_links] == ["Evidence"]
