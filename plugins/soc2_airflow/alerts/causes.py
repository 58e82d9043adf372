"""What of a run people must be told: read from the warehouse, where the run loaded what it found."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from soc2_airflow.alerts.alert import Alert
from soc2_airflow.reading import Reader, Row
from soc2_airflow.remedies import what_to_do

QUESTIONS = Path(__file__).parent / "sql"
PAGE = "Airflow's page Compliance shows it."
_READ_THE_LOG = "Read the task's log. Nothing is lost: mend the cause and clear the task."


def alerts(read: Reader, run_id: str, *, today: date | None) -> list[Alert]:
    """List what a run found that was not so before; ``today`` for what is due, once a day."""
    found = [*_failing(read, run_id), *_gaps(read, run_id), *_deviations(read, run_id)]
    return found + (_waivers(read, today) if today else [])


def failed_tasks(states: Mapping[str, str | None]) -> list[Alert]:
    """Tell of tasks that failed, but for collections: of these the manifests tell more."""
    failed = sorted(
        task for task, state in states.items() if state == "failed" and "extract" not in task
    )
    if not failed:
        return []
    subject = f"{len(failed)} task{'s' * (len(failed) != 1)} failed"
    return [Alert(subject, tuple(failed), _READ_THE_LOG)]


def _failing(read: Reader, run_id: str) -> list[Alert]:
    return [
        Alert(
            f"Evidence can't be collected: {cause.replace('_', ' ')}",
            tuple(
                f"{row['source']} in {row['scope_name']}, {row['first_id']}{_and_more(row)}: {row['message']}"
                for row in rows
            ),
            f"{what_to_do(cause)} {PAGE}",
        )
        for cause, rows in _by("cause", read.ask("failing", run_id))
    ]


def _gaps(read: Reader, run_id: str) -> list[Alert]:
    return [
        Alert(
            f"Evidence is missing for good: {cause.replace('_', ' ')}",
            tuple(
                f"{row['source']} in {row['scope_name']}: {row['intervals']} without evidence, "
                f"from {row['first_id']} to {row['last_id']}"
                for row in rows
            ),
            f"{what_to_do(cause)} {PAGE}",
        )
        for cause, rows in _by("cause", read.ask("gaps", run_id))
    ]


def _deviations(read: Reader, run_id: str) -> list[Alert]:
    return [
        Alert(
            f"New critical deviation: {ref}",
            tuple(f"{row['item_label']} in {row['scope_name']}: {row['reason']}" for row in rows),
            f"{rows[0]['title']}. {rows[0]['remediation']} {PAGE}",
        )
        for ref, rows in _by("ref", read.ask("deviations", run_id))
    ]


def _waivers(read: Reader, today: date) -> list[Alert]:
    rows = read.ask("waivers", today.isoformat())
    if not rows:
        return []
    lines = tuple(
        f"{row['waiver_id']}: its last day is {row['ends_on_date']}, "
        f"{row['open_episodes']} open deviations lean on it"
        for row in rows
    )
    to_do = "Mend what it stands for, or have a new one approved before its last day."
    return [Alert("A waiver is about to end", lines, to_do)]


def _and_more(row: Row) -> str:
    return f" and {row['intervals'] - 1} more" if row["intervals"] > 1 else ""


def _by(column: str, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    ordered = sorted(rows, key=lambda row: str(row[column]))
    return [(name, list(group)) for name, group in groupby(ordered, lambda row: str(row[column]))]
