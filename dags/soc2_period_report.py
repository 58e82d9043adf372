"""
# The auditor's packet of a period

Makes one folder and one ZIP for the days `from` to `to` (UTC, both inclusive): report, workbook, populations,
verdicts, exports, log, seals and the verifier. One day (`from` = `to`) is a gap assessment.

`as_of` is the instant of knowledge: the same period and instant give the same bytes. The warehouse is loaded
first, so that the conclusions are of all that was recorded. The packets' folder is `SOC2_PACKETS`, else
`packets` beside the locker.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import Param, dag

from soc2_airflow.operators import LoadWarehouse
from soc2_airflow.period import MakePacket
from soc2_airflow.wiring import DEFAULT_ARGS


@dag(
    schedule=None,
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=12),
    doc_md=__doc__,
    tags=["soc2", "audit"],
    default_args=DEFAULT_ARGS | {"execution_timeout": timedelta(hours=6)},
    params={
        "from": Param("2026-01-01", type="string", format="date", title="First day (UTC)"),
        "to": Param("2026-06-30", type="string", format="date", title="Last day (UTC)"),
        "as_of": Param(
            "", type="string", title="As of", description="Such as 2026-07-10T12:00Z; empty: now"
        ),
    },
)
def soc2_period_report():
    """Wire the packet behind a load."""
    packet = MakePacket(
        task_id="packet",
        first="{{ params['from'] }}",
        last="{{ params.to }}",
        as_of="{{ params.as_of }}",
    )
    LoadWarehouse(task_id="load") >> packet


soc2_period_report()
