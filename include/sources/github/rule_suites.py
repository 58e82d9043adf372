"""Rule suites: what the rulesets said of each push and merge, and who went past them.

GitHub tells of the past month only, to who may see a repository's administration. It is asked per
repository: the organisation's own list leaves out what only a repository's rules decided.
A repository whose suites can't be read is one row without a suite, and ``read_errors`` says why.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._listing import REPOS, place, tested
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of
from include.sources.github.organization import instant

_SUITES = "/repos/{org}/{repo}/rulesets/rule-suites"
# GitHub counts its periods back from when it answers, which is later than we began: a day to spare.
_WEEK = timedelta(days=6)

SUITES = Dataset(
    name="github_rule_suites",
    grain="One row per push or merge in the window that rules of a tested repository judged.",
    key=("repository_id", "suite_id"),
    permissions=permissions_of(REPOS, _SUITES),
    columns=[
        column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
        column("repository", pa.string(), "Name of the repository.", nullable=False),
        column(
            "suite_id",
            pa.int64(),
            "GitHub's number of the suite; null: the repository's suites can't be read.",
        ),
        column("actor", pa.string(), "Login of who pushed or merged; null for an App's own push."),
        column("ref", pa.string(), "The branch or tag, as `refs/heads/main`."),
        column("before", pa.string(), "Full sha of the commit before."),
        column("after", pa.string(), "Full sha of the commit after."),
        column("pushed_at", UTC_TIMESTAMP, "When it was pushed; null where suite_id is."),
        column(
            "result",
            pa.string(),
            "`pass`, `fail` (it was kept out) or `bypass` (it went past the rules).",
        ),
        column(
            "evaluation_result",
            pa.string(),
            "The same for rulesets that are only tried out; null without any.",
        ),
        READ_ERRORS,
    ],
)
SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(SUITES,),
    reach_days=30,
)


def collect(github: Github, into: Collection) -> None:
    """Read each tested repository's suites of the window."""
    with into.reading(SUITES):
        rows = [row for each in tested(github) for row in _suites(github, into, each)]
        into.expect(SUITES, len(rows))
        into.add(SUITES, rows)


def suite_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one suite."""
    return {
        "suite_id": required(answer, "id", _SUITES),
        "actor": answer.get("actor_name"),
        "ref": answer.get("ref"),
        "before": answer.get("before_sha"),
        "after": answer.get("after_sha"),
        "pushed_at": instant(required(answer, "pushed_at", _SUITES)),
        "result": answer.get("result"),
        "evaluation_result": answer.get("evaluation_result"),
    }


def _suites(github: Github, into: Collection, repository: Mapping[str, Any]) -> list[Row]:
    """Return a row per suite of the window, or the one row that says why there is none."""
    window = into.interval
    period = "week" if into.observed_at - window.start <= _WEEK else "month"
    pages = github.pages(
        _SUITES, repo=repository["name"], time_period=period, rule_suite_result="all"
    )
    found: Row = {"read_errors": []}
    if fill(found, f"GET {_SUITES}", lambda: {"rows": [suite_columns(each) for each in pages]}):
        return [{**place(repository), "read_errors": found["read_errors"]}]
    return [
        {**place(repository), **each, "read_errors": []}
        for each in found["rows"]
        if each["pushed_at"] in window
    ]
