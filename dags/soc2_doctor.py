"""
# Is everything ready? Run by hand, before the first night and after a change of access

Signs in to every account and organisation, asks each source its first question, and looks at the App's
permissions, the connections, the locker, the warehouse's rights, the sealing key and the clock. It writes no
evidence.

*Failed* means: the log has a line for each thing that is wrong, with what to do.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import dag

from soc2_airflow.operators import Examine
from soc2_airflow.wiring import DEFAULT_ARGS


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    doc_md=__doc__,
    tags=["soc2", "doctor"],
    default_args=DEFAULT_ARGS,
)
def soc2_doctor():
    """Wire the one task."""
    Examine(task_id="examine")


soc2_doctor()
