"""Changes: what reached the default and release branches, by which pull requests, reviewed by whom.

The repository's activity tells what reached a branch and when, whatever date a commit bears; GraphQL tells
the rest, many at once. A default branch's first push is a movement without commits. What GitHub no longer
keeps (check runs after some 400 days, a deleted account's name) cannot be read.
"""

from collections.abc import Callable

from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.record import Reconciliation
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github import _change_rows as rows
from include.sources.github._branch_datasets import BRANCH_COMMITS, BRANCH_MOVES
from include.sources.github._change_datasets import (
    CHECKS,
    COMMITS,
    FORCE_PUSHES,
    GRAPH,
    PULL_REQUESTS,
    REVIEWS,
)
from include.sources.github._change_questions import REPOSITORIES
from include.sources.github._check_rows import check_count, checks_of
from include.sources.github._client import ERRORS, Github, Row, readable, required
from include.sources.github._graph import following
from include.sources.github._kept import Kept
from include.sources.github._moves import Move, Repository, moves
from include.sources.github._reached import Reached, Reader
from include.sources.github.organization import instant

SOURCE = Source(
    nature=Nature.EVENTS,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(
        PULL_REQUESTS,
        REVIEWS,
        COMMITS,
        FORCE_PUSHES,
        CHECKS,
        BRANCH_COMMITS,
        BRANCH_MOVES,
    ),
    reach_days=365,  # GitHub's activity
    late_days=3,  # a review after an emergency's merge
)


def collect(github: Github, into: Collection) -> None:
    """Read how the branches moved, what that brought, and the pull requests that brought it."""
    with into.reading(*SOURCE.datasets), readable(GRAPH):
        window, kept, reader = into.interval, Kept(SOURCE.datasets), Reader(github)
        found = [
            move
            for each in _repositories(github)
            for move in moves(github, each, window, into.observed_at)
        ]
        reached = reader.read(found)
        inside = [each for each in reached if each.move.at in window]
        kept.add(BRANCH_MOVES, {}, [_move(each) for each in found if each.at in window])
        for each in inside:
            kept.add(BRANCH_COMMITS, _place(each.move.repository), _commits(github, reader, each))
        _pull_requests(github, reader, reached, kept, lambda at: at in window)
        kept.hand_over(into)
        _account(into, inside)


def _repositories(github: Github) -> list[Repository]:
    found: list[Row] = []
    seen: set[str] = set()
    after, is_first = None, True
    while after or is_first:
        login = github.organization.login
        data = github.graph(REPOSITORIES, login=login, after=after)
        page = required(required(data, "organization", GRAPH), "repositories", GRAPH)
        found += page["nodes"]
        after, is_first = following(page, seen), False
    different = {each["databaseId"] for each in found if each}
    if not len(found) == len(different) == page["totalCount"]:
        msg = f"{GRAPH}: {len(different)} repositories came, GitHub said {page['totalCount']}"
        raise SourceIncomplete(f"{msg}; run again", cause=Cause.INCOMPLETE, code="PageVanished")
    lacking = next((each for each in found if each.get(ERRORS)), None)
    if lacking is not None:
        # Without the name of its default branch it would be taken for one that was never pushed to.
        msg = f"{lacking.get('name')}: {lacking[ERRORS][0]}; grant what it needs, then run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="RepositoryUnreadable")
    return [
        Repository(
            required(each, "databaseId", GRAPH),
            each["name"],
            (each.get("defaultBranchRef") or {}).get("name"),
        )
        for each in sorted(found, key=lambda each: str(each["name"]))
        if not github.organization.why_out_of_scope(each["name"])
    ]


def _place(repository: Repository) -> Row:
    return {"repository_id": repository.id, "repository": repository.name}


def _move(move: Move) -> Row:
    return {
        **_place(move.repository),
        "branch": move.branch,
        "activity_id": move.id,
        "activity": move.kind,
        "moved_by": move.actor,
        "moved_at": move.at,
        "before": move.before,
        "after": move.after,
    }


def _commits(github: Github, reader: Reader, reached: Reached) -> list[Row]:
    move = reached.move
    return [
        {
            **rows.commit_columns(github, each),
            "branch": move.branch,
            "reached_at": move.at,
            "moved_by": move.actor,
            "move": move.kind,
            "message_headline": each.get("messageHeadline"),
            "pull_request": next(
                (pull["number"] for pull in _merged(reader, each, move.branch)), None
            ),
            "read_errors": list(each.get(ERRORS, ())),
        }
        for each in reached.commits
    ]


def _merged(reader: Reader, commit: Row, branch: str) -> list[Row]:
    """Return the pull requests merged into a branch that GitHub associates with a commit."""
    return [
        each
        for each in reader.associated(commit)
        if each["mergedAt"] and each["baseRefName"] == branch
    ]


def _pull_requests(
    github: Github,
    reader: Reader,
    reached: list[Reached],
    kept: Kept,
    is_inside: Callable[..., bool],
) -> None:
    """Keep each pull request once, with the checks of the merge queue's commit that brought it."""
    seen: set[str] = set()
    for each in reached:
        for commit in each.commits:
            for brief in _merged(reader, commit, each.move.branch):
                answer = reader.pulls[brief["id"]]
                if brief["id"] not in seen and is_inside(instant(answer["mergedAt"])):
                    queue = commit if each.move.kind == "merge_queue_merge" else None
                    _pull_request(github, each.move.repository, answer, queue, kept)
                seen.add(brief["id"])


def _pull_request(
    github: Github, repository: Repository, answer: Row, queue: Row | None, kept: Kept
) -> None:
    place = {**_place(repository), "number": answer["number"]}
    events = rows.timeline(github, answer)
    head: Row = next((each["commit"] for each in (answer.get("head") or {}).get("nodes") or ()), {})
    row = rows.pull_columns(github, answer, events)
    row["read_errors"] += [*head.get(ERRORS, ()), *(queue or {}).get(ERRORS, ())]
    checks = checks_of(github, head, "head")
    row["check_count"] = None if (queue or {}).get(ERRORS) else check_count(head)
    kept.add(PULL_REQUESTS, place, [row])
    kept.add(REVIEWS, place, rows.reviews(github, answer, events))
    kept.add(COMMITS, place, rows.commits(github, answer))
    kept.add(FORCE_PUSHES, place, rows.force_pushes(events))
    kept.add(CHECKS, place, checks + (checks_of(github, queue, "merge_queue") if queue else []))


def _account(into: Collection, reached: list[Reached]) -> None:
    """Hold the commits against the movements: from each one's end, first parents lead to its beginning.

    What is not accounted for may have been merged by a pull request, which is then missing, too.
    """
    counted = Reconciliation(
        against=f"GET {into.endpoint_host}: each movement's before, by first parents from after",
        independent_count=len(reached),
        unexplained_items=sum(not each.is_whole for each in reached),
    )
    for dataset in (BRANCH_COMMITS, PULL_REQUESTS):
        into.reconcile(dataset, counted)
