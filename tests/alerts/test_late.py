"""A run's deadline is reckoned from when it was asked for, by a reference that Airflow can keep."""

from datetime import timedelta

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.definitions.deadline import SerializedReferenceModels
from airflow.serialization.serialized_objects import DagSerialization

from include.model.interval import utc_now
from soc2_airflow.alerts.late import TOO_LATE, AskedFor, deadline
from tests.deploy.compose import ROOT


def test_the_deadline_is_three_hours_from_now():
    reference = SerializedReferenceModels.SerializedCustomReference(AskedFor())

    ends = reference.evaluate_with(session=None, interval=TOO_LATE, dag_id="d", run_id="r")

    assert abs(ends - utc_now() - timedelta(hours=3)) < timedelta(minutes=1)


def test_it_is_not_the_reference_with_which_airflow_can_not_clear_a_task():
    assert deadline().reference.reference_name not in vars(SerializedReferenceModels)


def test_airflow_writes_it_beside_the_dag():
    dag = DagBag(dag_folder=str(ROOT / "dags" / "soc2_observe.py")).dags["soc2_observe"]

    written = str(DagSerialization.to_dict(dag))

    assert "soc2_airflow.alerts.late.AskedFor" in written
