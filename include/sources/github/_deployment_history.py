"""A repository's deployments, newest first as GitHub lists them, read no further than is needed."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from include.model.interval import Interval
from include.sources.github._client import Columns, Github, Row, required
from include.sources.github._deployment_datasets import DEPLOYMENT, STATUS
from include.sources.github._order import until_passed
from include.sources.github.organization import instant

_ENDED = frozenset({"success", "failure", "error", "inactive"})
_RUN = re.compile(r"/actions/runs/(\d+)")


class History:
    """Asks for one repository's deployments and their states; each deployment's states once."""

    def __init__(self, github: Github, repository: str) -> None:
        """Ask about ``repository``."""
        self._github, self._repository = github, repository
        self._statuses: dict[int, list[Row]] = {}

    def of(self, window: Interval) -> Iterator[Row]:
        """Return the deployments created in the window; the first older one ends the question."""
        listed = until_passed(
            self._github.pages(DEPLOYMENT, repo=self._repository),
            _created_at,
            window.start,
            is_ascending=False,
            what=f"{self._repository}: deployments",
        )
        return (each for each in listed if _created_at(each) < window.end)

    def statuses(self, deployment_id: int) -> list[Row]:
        """Return every state that was reported of a deployment, in their order."""
        if deployment_id not in self._statuses:
            pages = self._github.pages(STATUS, repo=self._repository, deployment=deployment_id)
            found = [status_columns(each) for each in pages]
            self._statuses[deployment_id] = sorted(found, key=_order)
        return self._statuses[deployment_id]

    def previous(self, deployment: Mapping[str, Any]) -> str | None:
        """Return the commit that was last deployed with success to the same environment before."""
        # By environment: an environment without a previous one costs a question, not a long history.
        listed = self._github.pages(
            DEPLOYMENT,
            repo=self._repository,
            environment=required(deployment, "environment", DEPLOYMENT),
        )
        is_earlier = False
        for each in listed:
            number = required(each, "id", DEPLOYMENT)
            if is_earlier and any(s["state"] == "success" for s in self.statuses(number)):
                return str(required(each, "sha", DEPLOYMENT))
            is_earlier = is_earlier or number == deployment["id"]
        return None


def _created_at(deployment: Row) -> datetime:
    return datetime.fromisoformat(required(deployment, "created_at", DEPLOYMENT))


def status_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one reported state, and the links that may name the workflow run."""
    return {
        "status_id": required(answer, "id", STATUS),
        "state": required(answer, "state", STATUS).lower(),
        "creator": (answer.get("creator") or {}).get("login"),
        "created_at": instant(required(answer, "created_at", STATUS)),
        "links": f"{answer.get('log_url') or ''} {answer.get('target_url') or ''}",
    }


def outcome(statuses: list[Row]) -> Columns:
    """Return how a deployment ended, and which workflow run reported of it."""
    ended = [each for each in statuses if each["state"] in _ENDED]
    runs = [found for each in statuses if (found := _RUN.search(each["links"]))]
    return {
        "final_state": ended[-1]["state"] if ended else None,
        "finished_at": ended[-1]["created_at"] if ended else None,
        "run_id": int(runs[-1][1]) if runs else None,
    }


def _order(status: Row) -> tuple[Any, Any]:
    return status["created_at"], status["status_id"]
