"""Tells people when they have to act: one message per cause, and none while a cause lasts."""

from soc2_airflow.alerts.alert import Alert
from soc2_airflow.alerts.telling import TellPeople

__all__ = ["Alert", "TellPeople"]
