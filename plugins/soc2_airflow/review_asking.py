"""Asks a reviewer for decisions in Airflow's *Required actions*; the assigned person alone can answer."""

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Param
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from include.model.interval import utc_now
from soc2_airflow import hooks
from soc2_airflow.alerts.alert import Alert
from soc2_airflow.review import settings, tell_people
from soc2_airflow.runs import run_of

HAND_IN = "Hand in"
_FIELD = "decisions"
_INSTRUCTIONS = """\
Review **{review}**: {open} of your {accounts} accounts are open, due {due}.

For each: write `keep`, `change` or `revoke` under *decision* and why under *reason* (of a change: into what).
What you leave empty stays open and is asked for again. A spreadsheet opens the table; paste it back whole.
When this question comes back, the task's log says what was wrong with the answer, or what is open.
"""


class AskReviewer(HITLOperator):
    """Park until the reviewer hands in decisions; ask again while some are open or could not be taken.

    A failed try is how Airflow asks anew, by the same question; what was wrong is told and logged.
    """

    ui_color = "#f7e6c8"
    template_fields = ("review", "reviewer")

    def __init__(self, *, review: str, reviewer: str, params: Any = None, **kwargs: Any) -> None:
        """Name the review, and the reviewer by id in the roster; ``params`` are the run's."""
        super().__init__(
            subject="Access review",
            options=[HAND_IN],
            params=params,
            # Until the review closes, which is known when it asks.
            response_timeout=timedelta(days=1),
            **kwargs,
        )
        self.params[_FIELD] = _field("")
        self.review = review
        self.reviewer = reviewer

    def execute(self, context: Any) -> Any:
        """Show what is open, and wait."""
        from include.review import standing

        locker = hooks.locker()
        found = standing(locker, self.review)
        theirs = [each for each in found.accounts if each.account["reviewer"] == self.reviewer]
        still = [each.account for each in theirs if each.problem]
        if not still:
            return {"open": 0}
        self.response_timeout = found.review.closes_at - utc_now()
        if self.response_timeout <= timedelta(0):
            raise AirflowFailException(f"{self.review} closed {found.review.closes_on}")
        self.assigned_users = [{"id": self._user(), "name": self._user()}]
        self.subject = f"Access review {self.review}: {len(still)} accounts to decide about"
        self.body = _body(found.review, len(still), len(theirs))
        self.params[_FIELD] = _field(_table(still))
        return super().execute(context)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> dict[str, int]:
        """Record the answer; fail, which asks again, when it was not taken or leaves accounts open."""
        from include.review import answer, standing

        given = super().execute_complete(context, event)
        user = given["responded_by_user"] or {}
        # Airflow can be set up to let every administrator answer.
        if user.get("id") != self._user():
            raise AirflowException(
                f"answered by {user.get('name')}, who was not asked; asking again"
            )
        locker, run = hooks.locker(), run_of(context)
        record: Any = answer(
            locker,
            self.review,
            str(given["params_input"].get(_FIELD, "")).encode(),
            decided_by=self.reviewer,
            answered_as=user["id"],
            answered_at=given["responded_at"],
            run=run,
        ).record
        if record.problems:
            subject = f"An answer to access review {self.review} was not taken"
            to_do = f"{user['id']} is asked again, under Required actions."
            tell_people(Alert(subject, record.problems, to_do), context, self.log)
            raise AirflowException(f"nothing of the answer counts: {record.problems[0]}")
        still = standing(locker, self.review).open[self.reviewer]
        if still:
            raise AirflowException(f"{still} accounts are still open; asking again")
        return {"open": 0}

    def process_trigger_event_error(self, event: dict[str, Any]) -> None:
        """Give up when the review closed; another try would only wait for nothing."""
        if event["error_type"] == "timeout":
            raise AirflowFailException(f"{self.reviewer} did not answer until {self.review} closed")
        super().process_trigger_event_error(event)

    def _user(self) -> str:
        users = settings().airflow_users
        if self.reviewer not in users:
            raise AirflowFailException(
                f"access_review.yaml has no airflow_users for {self.reviewer} any more"
            )
        return users[self.reviewer]


def _field(default: str) -> Param:
    return Param(
        default,
        type="string",
        format="multiline",
        title="Decisions",
        description="The table of accounts, with decision and reason filled in.",
    )


def _table(accounts: list[Any]) -> str:
    import pyarrow as pa

    from include.review.listing import ACCOUNTS
    from include.review.packets import form

    return form(pa.Table.from_pylist(accounts, schema=ACCOUNTS)).decode()


def _body(review: Any, still: int, accounts: int) -> str:
    """Write Markdown; what people or systems wrote is indented, which makes it a block of code."""
    due = f"by the end of {review.due_on} (UTC)"
    text = _INSTRUCTIONS.format(review=review.review, open=still, accounts=accounts, due=due)
    if review.unknown:
        lines = "\n".join(f"    {each}" for each in review.unknown)
        text += f"\nNot known when the list was made:\n\n{lines}\n"
    return text
