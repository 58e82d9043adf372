"""The steps of an access review that are taken once: start, and conclude."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from include.model.access_review import AccessReviewFile
from include.model.errors import DefinitionError, OutOfReach, Refused, WindowOpen
from include.model.files import read_yaml
from soc2_airflow import hooks
from soc2_airflow.alerts.alert import Alert
from soc2_airflow.runs import run_of

_DAY = timedelta(days=1)
_SHOWN = 30


def settings() -> AccessReviewFile:
    """Read how the company reviews access.

    Raises:
        DefinitionError: ``access_review.yaml`` is missing or wrong.
    """
    return read_yaml(hooks.company_folder() / "access_review.yaml", AccessReviewFile)


def asked(review: str) -> list[str]:
    """List the reviewers who decide in Airflow."""
    from include.review.found import started

    users = settings().airflow_users
    return [
        each.reviewer
        for each in started(hooks.locker(), review)[1].packets
        if each.reviewer in users
    ]


def reminders(review: str) -> list[str]:
    """List the instants at which those who have not decided are reminded."""
    from include.review.found import started

    _, record = started(hooks.locker(), review)
    instants = [record.due_at + days * _DAY for days in settings().remind_days]
    return [
        each.isoformat()
        for each in sorted(instants)
        if record.recorded_at < each < record.closes_at
    ]


def tell_people(alert: Alert, context: Any, log: Any) -> None:
    """Send an alert, or say in the log what nobody was told."""
    from soc2_airflow.alerts.channels import tell

    ways = tell(alert, context)
    log.warning("%s\n%s", f"told by {', '.join(ways)}" if ways else "told nobody", alert.text)


class StartReview(BaseOperator):
    """Freeze the accounts as of a day, by default that before the run; tell who decides about how many."""

    ui_color = "#e2eef0"
    template_fields = ("as_of", "review")

    def __init__(self, *, as_of: str = "", review: str = "", **kwargs: Any) -> None:
        """Name the day (UTC) and the review; none is the day before, and its quarter."""
        super().__init__(**kwargs)
        self.as_of = as_of
        self.review = review

    def execute(self, context: Any) -> str:
        """Return the review's name."""
        from include.review import start
        from include.review.starting import quarter

        day = self._day(context)
        name = self.review or quarter(day)
        run = run_of(context)
        try:
            scope = hooks.company().scope
            entry = start(hooks.locker(), scope, settings(), as_of=day, run=run, review=name)
        except (DefinitionError, OutOfReach, Refused, WindowOpen) as wrong:
            to_do = "Mend it and clear the task, or review another day under this name."
            alert = Alert(f"Access review {name} did not begin", (str(wrong),), to_do)
            tell_people(alert, context, self.log)
            # What nobody can know any more is nobody's failure.
            kind = AirflowSkipException if isinstance(wrong, OutOfReach) else AirflowFailException
            raise kind(str(wrong)) from None
        tell_people(self._began(entry.record), context, self.log)
        return name

    def _day(self, context: Any) -> date:
        if self.as_of:
            try:
                return date.fromisoformat(self.as_of)
            except ValueError:
                raise AirflowFailException(f"{self.as_of}: expected a day as 2026-12-31") from None
        asked_at: datetime = context["dag_run"].run_after
        return asked_at.astimezone(UTC).date() - _DAY

    def _began(self, record: Any) -> Alert:
        users = settings().airflow_users
        lines = [
            f"{each.name} decides about {each.accounts} accounts "
            + ("in Airflow, Required actions" if each.reviewer in users else f"({each.html.path})")
            for each in record.packets
        ]
        return Alert(
            f"Access review {record.review} began, due {record.due_on}",
            (*lines, *(f"not known: {text}" for text in record.unknown)),
            "Whoever does not decide in Airflow decides in registers/access_review_decisions.",
        )


class ConcludeReview(BaseOperator):
    """Record what was decided about every account, and the rows for the registers."""

    ui_color = "#e2eef0"
    template_fields = ("review",)

    def __init__(self, *, review: str, **kwargs: Any) -> None:
        """Name the review."""
        super().__init__(**kwargs)
        self.review = review

    def execute(self, context: Any) -> list[str]:
        """Return a line for each decision that is missing or cannot stand."""
        from include.review import conclude, standing
        from include.review.concluding import register_row
        from include.review.owning import named

        locker = hooks.locker()
        record: Any = conclude(locker, self.review, run=run_of(context)).record
        found = standing(locker, self.review)
        self.log.info("row for registers/access_reviews: %s", register_row(found.review))
        wrong = [
            f"{named(each.account)}: {each.problem}" for each in found.accounts if each.problem
        ]
        decided = ", ".join(f"{count} {name}" for name, count in sorted(record.decided.items()))
        alert = Alert(
            f"Access review {self.review}: {decided}, {len(wrong)} cannot stand",
            (*wrong[:_SHOWN], *found.remarks),
            "Enter the row in this task's log in registers/access_reviews; whoever signs says when. "
            f"Decisions count as they were handed in; {record.for_register.path} of the locker has them all.",
        )
        tell_people(alert, context, self.log)
        return [*wrong, *found.remarks]
