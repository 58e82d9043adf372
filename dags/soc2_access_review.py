"""
# Who has access, reviewed every quarter

Freezes every account as of the last day of the quarter, with the hash of each observation, and makes a packet
(page and table) per reviewer. Who has an account of Airflow in `access_review.yaml` is asked here, under
*Required actions*, and is the only one who can answer; everybody else decides in
`registers/access_review_decisions`. Whoever has not decided is reminded.

When all is decided, or the review closes, it is recorded: `every_account_is_decided` is red for accounts
without a decision, without a reason, or decided by their owner. Then the systems are looked at until they
show what was revoked and changed.

Everything it leaves is evidence in the locker. `as_of` and `review` are for a review out of turn.
"""

from datetime import timedelta

import pendulum
from airflow.sdk import CronTriggerTimetable, Param, dag, task
from airflow.sdk.exceptions import AirflowFailException

from soc2_airflow.operators import SealLocker
from soc2_airflow.review import ConcludeReview, StartReview, asked, reminders
from soc2_airflow.review_asking import AskReviewer
from soc2_airflow.review_waiting import (
    FollowDecisions,
    Remind,
    TellOpenRevocations,
    WaitForDecisions,
)
from soc2_airflow.wiring import DEFAULT_ARGS

# Each try is one more time that a reviewer is asked.
ASKED_AGAIN = {
    "retries": 50,
    "retry_delay": timedelta(seconds=5),
    "max_retry_delay": timedelta(minutes=1),
}


@dag(
    schedule=CronTriggerTimetable("0 6 1 1,4,7,10 *", timezone="UTC"),
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    # One may still be followed when the next begins.
    max_active_runs=4,
    dagrun_timeout=timedelta(days=200),
    doc_md=__doc__,
    tags=["soc2", "access"],
    default_args=DEFAULT_ARGS,
    params={
        "as_of": Param(
            "", type="string", title="As of (UTC)", description="Empty: the day before the run"
        ),
        "review": Param("", type="string", title="Name", description="Empty: the day's quarter"),
        "look_every_minutes": Param(60, type="number", exclusiveMinimum=0, title="Look every"),
    },
)
def soc2_access_review():
    """Wire one review, from the frozen list to the last revocation."""

    @task
    def every_account_is_decided(wrong):
        """Be red when a decision is missing or cannot stand."""
        if wrong:
            raise AirflowFailException(f"{len(wrong)} decisions cannot stand, first: {wrong[0]}")

    started = StartReview(task_id="start", as_of="{{ params.as_of }}", review="{{ params.review }}")
    review = started.output
    answered = AskReviewer.partial(task_id="ask", review=review, **ASKED_AGAIN).expand(
        reviewer=task(task_id="reviewers")(asked)(review)
    )
    registered = WaitForDecisions(task_id="wait_for_the_register", review=review)
    Remind.partial(task_id="remind", review=review).expand(
        at=task(task_id="reminders")(reminders)(review)
    )
    concluded = ConcludeReview(
        task_id="conclude", review=review, trigger_rule="all_done_min_one_success"
    )
    followed = FollowDecisions(task_id="follow", review=review)
    started >> SealLocker(task_id="seal_the_list")
    [answered, registered] >> concluded >> followed
    every_account_is_decided(concluded.output)
    concluded >> [
        SealLocker(task_id="seal_the_decisions"),
        TellOpenRevocations(task_id="tell_what_is_not_revoked", review=review),
    ]


soc2_access_review()
