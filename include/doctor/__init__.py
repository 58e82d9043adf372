"""Doctor: looks before the first night for what would fail in it. Writes no evidence.

Every finding is one line that says what is wrong and what to do. The checks know no Airflow: whoever has
the connections (``soc2_airflow.doctor``) hands them over.
"""

from include.doctor.app import app_findings
from include.doctor.aws import recording_findings, role_findings
from include.doctor.places import (
    last_seal_findings,
    locker_findings,
    people_findings,
    sealing_findings,
)
from include.doctor.probe import scope_findings

__all__ = [
    "app_findings",
    "last_seal_findings",
    "locker_findings",
    "people_findings",
    "recording_findings",
    "role_findings",
    "scope_findings",
    "sealing_findings",
]
