"""What Airflow is told of: the timetable of closed days, the page "Compliance" and the link to it, pools."""

import sys

from airflow.plugins_manager import AirflowPlugin

from soc2_airflow import pools
from soc2_airflow.links import EvidenceLink
from soc2_airflow.timetable import ClosedDay

if {"api-server", "standalone"} & set(sys.argv):
    # FastAPI and Jinja are for the process that serves pages; every task loads this file too.
    from soc2_airflow import hooks
    from soc2_airflow.page import PREFIX, application

    _APPS = [{"app": application(hooks.warehouse_uri), "url_prefix": PREFIX, "name": "Compliance"}]
else:
    _APPS = []


class Soc2Plugin(AirflowPlugin):
    """Registers what DAGs need to be read back from Airflow's database, and what people open."""

    name = "soc2"
    timetables = [ClosedDay]  # Airflow declares it as a plain list
    operator_extra_links = [EvidenceLink()]
    listeners = [pools]
    fastapi_apps = _APPS
    external_views = [
        {
            "name": "Compliance",
            "href": "/soc2/",
            "destination": "nav",
            "url_route": "soc2",
            "nav_top_level": True,
        }
    ]
