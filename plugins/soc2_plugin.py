"""What Airflow is told of: the timetable of closed days."""

from airflow.plugins_manager import AirflowPlugin

from soc2_airflow.timetable import ClosedDay


class Soc2Plugin(AirflowPlugin):
    """Registers what DAGs need to be read back from Airflow's database."""

    name = "soc2"
    timetables = [ClosedDay]  # Airflow declares it as a plain list
