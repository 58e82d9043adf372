"""Tells people that a slot or a day is late: by Airflow's deadlines, in the triggerer, which needs no worker.

The scheduler holds each run against the time since it was due. Who was told stands in an Airflow variable
(``soc2_late_{dag}``) until a run of that DAG is done in time, so that people are told once while it lasts.
"""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import Variable
from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from include.model.errors import DefinitionError
from include.model.interval import DAY, IntervalKind, slot_of, window_of
from soc2_airflow.alerts.alert import Alert

# Half a slot is left to act in; a day's run is due six hours after its end. At the most it times out.
_HOURS = {
    IntervalKind.SLOT: ("SOC2_SLOT_LATE_HOURS", 3.0, 6),
    IntervalKind.WINDOW: ("SOC2_DAY_LATE_HOURS", 6.0, 12),
}
# A run's logical date is the beginning of what it observes or collects.
_DUE = {IntervalKind.SLOT: timedelta(0), IntervalKind.WINDOW: DAY + timedelta(hours=6)}
_ENDED = {"success", "failed", "skipped", "upstream_failed", "removed"}
_NAMED = 5
_LOOK = (
    "Look at the run in Airflow. Where nothing runs, start the workers, or find who holds the pool's slots; "
    "where a task runs on, its log says what it waits for."
)
_log = logging.getLogger(__name__)


def deadline(per: IntervalKind) -> DeadlineAlert | None:
    """Say when a run is late: so many hours after it was due, by the environment or by default.

    Not after it was queued: Airflow 3.3.2 answers with an error whoever clears a task of a run that is held
    against that.

    `airflow dags test` gets none: Airflow 3.3 looks such a run's deadline up in its tables, where it never
    was, and fails when the run has succeeded.

    Raises:
        DefinitionError: the variable holds no such number; Airflow shows it as the DAG's import error.
    """
    if sys.argv[1:3] == ["dags", "test"]:
        return None
    return DeadlineAlert(
        name=f"{per.value} late",
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=_DUE[per] + _after(per),
        callback=AsyncCallback(tell_of_lateness, kwargs={"per": per.value}),
    )


async def tell_of_lateness(per: str, context: Mapping[str, Any]) -> str | None:
    """Tell people of the run whose time is over; return the subject, or None where nobody has to be told.

    Called by the triggerer with the run as Airflow's API describes it.
    """
    # Its ways to people wait for servers, and its loop is everybody's.
    return await asyncio.to_thread(_tell, IntervalKind(per), context)


def is_over(dag_id: str, run_id: str) -> None:
    """Note that a scheduled run is done: if it was in time, what was late before is over."""
    late = Variable.get(_name(dag_id), default="")
    if late and run_id not in late.split():
        Variable.delete(_name(dag_id))


def _tell(per: IntervalKind, context: Mapping[str, Any]) -> str | None:
    from soc2_airflow.alerts.channels import tell

    run = context["dag_run"]
    # By hand and in a backfill many are queued at once, and somebody is looking. A failed run was told of.
    if run["run_type"] != "scheduled" or run["state"] not in ("queued", "running"):
        return None
    due = _instant(context["deadline"]["deadline_time"])
    # Days that a DAG which was switched on catches up with are as late as they can be, and on their way.
    if _instant(run["queued_at"]) > due + DAY:
        return None
    before = Variable.get(_name(run["dag_id"]), default="")
    alert = _alert(per, run, due)
    ways = [] if before else tell(alert, context)
    _log.warning(
        "%s\n%s",
        "told before, and it lasts" if before else f"told by {', '.join(ways) or 'no connection'}",
        alert.text,
    )
    if before or ways:
        late = f"{before} {run['dag_run_id']}".strip()
        Variable.set(
            _name(run["dag_id"]), late, "the runs that were late, the first of which was told"
        )
    return None if before else alert.subject


def _instant(told: datetime | str) -> datetime:
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)


def _alert(per: IntervalKind, run: Mapping[str, Any], due: datetime) -> Alert:
    queued = _instant(run["queued_at"])
    times = f"It was queued at {queued:%Y-%m-%d %H:%M} UTC and was to be done by {due:%Y-%m-%d %H:%M} UTC."
    lines = (times, _progress(run))
    if per is IntervalKind.WINDOW:
        day = window_of(datetime.fromisoformat(run["data_interval_start"]))
        return Alert(
            f"Late: the day {day.id} is not collected",
            lines,
            f"{_LOOK} Nothing is lost yet: a day can be collected later.",
        )
    slot = slot_of(datetime.fromisoformat(run["logical_date"]))
    return Alert(
        f"Late: the slot {slot.id} is not observed",
        lines,
        f"{_LOOK} What nobody observes before {slot.end:%H:%M} UTC is a gap for good.",
    )


def _progress(run: Mapping[str, Any]) -> str:
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    run_id = run["dag_run_id"]
    states = RuntimeTaskInstance.get_task_states(run["dag_id"], run_ids=[run_id]).get(run_id, {})
    done = sum(state in _ENDED for state in states.values())
    runs = sorted(name for name, state in states.items() if state == "running")
    named = f": {', '.join(runs[:_NAMED])}" if runs else ""
    more = f" and {len(runs) - _NAMED} more" if len(runs) > _NAMED else ""
    return f"{done} of {len(states)} tasks are done, {len(runs) or 'none'} of the rest run{named}{more}."


def _after(per: IntervalKind) -> timedelta:
    variable, hours, most = _HOURS[per]
    given = os.environ.get(variable) or hours
    try:
        hours = float(given)
    except ValueError:
        hours = 0
    if not 0 < hours < most:
        raise DefinitionError(
            f"{variable}: expected hours, more than 0 and less than {most}; got {given!r}"
        )
    return timedelta(hours=hours)


def _name(dag_id: str) -> str:
    return f"soc2_late_{dag_id}"
