"""Leads from a task that collected evidence to the manifests that its run left."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk.types import TaskInstanceKey


class EvidenceLink(BaseOperatorLink):
    """The page of everything that a run collected, by the name that its manifests carry."""

    name = "Evidence"

    def get_link(self, operator: Any, *, ti_key: "TaskInstanceKey") -> str:
        """Return the address, below Airflow's own."""
        del operator
        return f"/soc2/evidence?{urlencode({'run': f'{ti_key.dag_id}/{ti_key.run_id}'})}"
