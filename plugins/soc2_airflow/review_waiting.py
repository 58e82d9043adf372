"""The steps of an access review that take weeks: decisions, reminders, and what becomes of the decisions."""

from datetime import datetime, timedelta
from typing import Any

from airflow.sdk import BaseSensorOperator

from include.model.interval import utc_now
from soc2_airflow import hooks
from soc2_airflow.alerts.alert import Alert
from soc2_airflow.review import settings, tell_people
from soc2_airflow.runs import run_of

# What a review ever takes; it ends by its own closing date.
_LONGEST = timedelta(days=180)
_SHOWN = 30


class Looking(BaseSensorOperator):
    """Looks as often as the run's parameter ``look_every_minutes`` says; holds no worker meanwhile."""

    ui_color = "#efeadf"
    template_fields: tuple[str, ...] = ("review",)

    def __init__(self, *, review: str, **kwargs: Any) -> None:
        """Name the review."""
        super().__init__(mode="reschedule", timeout=_LONGEST, **kwargs)
        self.review = review

    def execute(self, context: Any) -> Any:
        """Look, and come back when there is nothing yet."""
        self.poke_interval = 60 * float(context["params"]["look_every_minutes"])
        return super().execute(context)


class WaitForDecisions(Looking):
    """Wait until all is decided that is not asked in Airflow, or the review closes."""

    def poke(self, context: Any) -> bool:
        """Tell whether the register has it all."""
        from include.review import standing

        del context
        found = standing(hooks.locker(), self.review)
        in_airflow = set(settings().airflow_users)
        open_accounts = {who: count for who, count in found.open.items() if who not in in_airflow}
        self.log.info("open by reviewer, outside Airflow: %s", open_accounts or "none")
        return not open_accounts or utc_now() >= found.review.closes_at


class Remind(Looking):
    """At an instant, tell who still has to decide; nobody, when all is decided by then."""

    template_fields = ("review", "at")

    def __init__(self, *, at: str, **kwargs: Any) -> None:
        """Say when, in ISO 8601."""
        super().__init__(**kwargs)
        self.at = at

    def poke(self, context: Any) -> bool:
        """Tell whether there is no more to wait for."""
        from include.review import standing

        found = standing(hooks.locker(), self.review)
        if not found.open:
            return True
        if utc_now() < datetime.fromisoformat(self.at):
            return False
        names = {each.reviewer: each.name for each in found.review.packets}
        due = found.review.due_on
        late = "it was due" if utc_now() >= found.review.due_at else "due"
        alert = Alert(
            f"Access review {self.review}: {found.open.total()} accounts are open, {late} {due}",
            tuple(f"{names[who]}: {count} accounts" for who, count in sorted(found.open.items())),
            f"Decide in Airflow or in the register; it closes {found.review.closes_on}.",
        )
        tell_people(alert, context, self.log)
        return True


class FollowDecisions(Looking):
    """Look until the systems show everything that was decided."""

    def poke(self, context: Any) -> bool:
        """Record what is seen; tell whether all of it is done."""
        from include.review import follow_up
        from include.review.following import open_accounts

        locker = hooks.locker()
        record: Any = follow_up(
            locker, hooks.company().scope, self.review, run=run_of(context)
        ).record
        lines = list(open_accounts(locker, record))
        for line in lines[:_SHOWN]:
            self.log.info("%s", line)
        return not lines


class TellOpenRevocations(Looking):
    """Some days after the last decision, tell what the systems still do not show."""

    def poke(self, context: Any) -> bool:
        """Tell whether there is no more to wait for."""
        from include.review import standing
        from include.review.following import open_accounts
        from include.review.found import follow_ups

        locker = hooks.locker()
        found = standing(locker, self.review)
        followed = follow_ups(locker, found.number)
        lines = tuple(open_accounts(locker, followed[-1].record)) if followed else ()
        if followed and not lines:
            return True
        decided = [each.decision.decided_at for each in found.accounts if each.decision]
        days = timedelta(days=settings().revoke_days)
        if utc_now() < max(decided, default=found.review.recorded_at) + days:
            return False
        if lines:
            alert = Alert(
                f"Access review {self.review}: {len(lines)} decisions are not carried out",
                lines,
                "Revoke or change the access now; the systems still show it as it was.",
            )
            tell_people(alert, context, self.log)
        return True
