"""The last task of a run: tells people what they have to act on."""

from datetime import date
from typing import Any

from airflow.sdk import BaseOperator

from include.model.errors import EvidenceError
from soc2_airflow import hooks
from soc2_airflow.alerts import lateness
from soc2_airflow.runs import interval_of_run, run_of


class TellPeople(BaseOperator):
    """Send an alert for each new cause; says in its log what it would have sent when nobody is connected."""

    ui_color = "#f7e6c8"

    def __init__(self, *, per: str | None = None, **kwargs: Any) -> None:
        """Name slot or window; None where the run collects nothing."""
        super().__init__(**kwargs)
        self.per = per

    def execute(self, context: Any) -> list[str]:
        """Find what is new and tell it; return the subjects."""
        from soc2_airflow.alerts.channels import tell

        if self.per and context["dag_run"].run_type == "scheduled":
            lateness.is_over(context["dag_run"].dag_id, context["dag_run"].run_id)
        found = self._alerts(context)
        for alert in found:
            ways = tell(alert, context)
            self.log.warning(
                "%s\n%s", f"told by {', '.join(ways)}" if ways else "told nobody", alert.text
            )
            if not ways:
                self.log.warning(
                    "no connection alerts_smtp, alerts_slack or alerts_sns: create one, or look here"
                )
        return [alert.subject for alert in found]

    def _alerts(self, context: Any) -> list[Any]:
        from soc2_airflow.alerts.alert import Alert
        from soc2_airflow.alerts.causes import QUESTIONS, alerts, failed_tasks
        from soc2_airflow.reading import Reader

        dag_run = context["dag_run"]
        states = context["ti"].get_task_states(dag_run.dag_id, run_ids=[dag_run.run_id])
        failed = failed_tasks(states.get(dag_run.run_id, {}))
        try:
            with Reader.open(hooks.warehouse_uri(), QUESTIONS) as read:
                return failed + alerts(read, run_of(context).run_id, today=self._today(context))
        except EvidenceError as error:
            to_do = "Start it or correct its connection; the next load brings everything."
            return [
                *failed,
                Alert("The warehouse can't be asked what is new", (str(error),), to_do),
            ]

    def _today(self, context: Any) -> date | None:
        """Return the day whose first run this is: what is due is told once a day."""
        if self.per is None:
            return None
        start = interval_of_run(context, self.per).start
        return start.date() if start.hour == 0 else None
