"""The page "Compliance" in Airflow's navigation: what the warehouse says now, for whoever may see Airflow.

Server-rendered, loads nothing from elsewhere, runs no script. Plugin apps are open to anyone by default:
every address here asks Airflow's auth manager first.
"""

from soc2_airflow.page.application import PREFIX, application

__all__ = ["PREFIX", "application"]
