"""What somebody can do when nothing came of a collection, by its cause: one text for pages and alerts."""

from include.model.errors import Cause
from include.model.record import GapCause

_TO_DO = {
    Cause.DENIED: "Grant the missing permission, then clear the task.",
    Cause.CREDENTIALS: "Renew the credentials of the connection, then clear the task.",
    Cause.PLAN_LIMIT: "The plan does not have it: change the plan, or put it out of scope with a reason.",
    Cause.UNIMPLEMENTED: "The endpoint does not know this call: check the connection's address.",
    Cause.NOT_RECORDED: "Start AWS Config's recorder, or mend its delivery channel; the gap stays.",
    GapCause.OUTAGE: "Find out why nothing ran; the gap stays.",
    GapCause.RETENTION_EXPIRED: "It is no longer kept: collect earlier next time. The gap stays.",
    GapCause.COLLECTOR_FAILED: "Read the task's log; of that slot nothing can be had any more.",
}


def what_to_do(cause: str | None) -> str:
    """Say it in a sentence, for a cause of a failure or of a gap."""
    return _TO_DO.get(cause or "", "Airflow looks again by itself; act when it stays.")  # type: ignore[call-overload,no-any-return]
