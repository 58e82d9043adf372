"""Makes rows of what GraphQL answers about commits and pull requests."""

from collections.abc import Iterable, Mapping
from typing import Any

from include.sources.github._change_questions import (
    AUTHORS,
    EVENT,
    IN_PULL,
    ISSUE,
    LABEL,
    REVIEW,
)
from include.sources.github._client import ERRORS, Columns, Github, Row, required
from include.sources.github._graph import whole
from include.sources.github._shipped import person
from include.sources.github.organization import instant

_GRAPH = "POST /graphql"
_CLOSES = "closingIssuesReferences"
_GITHUB = "noreply@github.com"


def actor(answer: Mapping[str, Any] | None) -> tuple[str | None, int | None, str]:
    """Return login, number and kind of an account; what GitHub no longer tells was deleted."""
    if answer is None:
        return None, None, "deleted"
    return answer.get("login"), answer.get("databaseId"), str(answer.get("__typename"))


def commit_columns(github: Github, answer: Row) -> Columns:
    """Return the columns that pull requests' and branches' commits share."""
    signature = answer.get("signature")
    return {
        "oid": required(answer, "oid", _GRAPH),
        "authored_at": instant(answer.get("authoredDate")),
        "committed_at": instant(answer.get("committedDate")),
        "authors": _authors(github, answer),
        "committer": _person(answer.get("committer")),
        "is_signed": None if "signature" not in answer else signature is not None,
        "signature_is_valid": (signature or {}).get("isValid"),
    }


def pull_columns(github: Github, answer: Row, events: list[Row]) -> Columns:
    """Return the columns of one merged pull request."""
    author, author_id, author_type = actor(answer.get("author"))
    merger, _, merger_type = actor(answer.get("mergedBy"))
    return {
        "title": answer.get("title"),
        "body": answer.get("body"),
        "author": author,
        "author_id": author_id,
        "author_type": author_type,
        "base_branch": answer.get("baseRefName"),
        "head_branch": answer.get("headRefName"),
        "head_oid": answer.get("headRefOid"),
        "merge_commit_oid": (answer.get("mergeCommit") or {}).get("oid"),
        "created_at": instant(answer.get("createdAt")),
        "merged_at": instant(required(answer, "mergedAt", _GRAPH)),
        "merged_by": merger,
        "merged_by_type": merger_type,
        "is_cross_repository": answer.get("isCrossRepository"),
        # Null is what GitHub keeps back: that is not the same as none.
        "labels": None if answer.get("labels") is None else _labels(github, answer, events),
        "linked_issues": None if answer.get(_CLOSES) is None else _issues(github, answer),
        "commit_count": (answer.get("commits") or {}).get("totalCount"),
        "review_count": (answer.get("reviews") or {}).get("totalCount"),
        "read_errors": list(answer.get(ERRORS, ())),
    }


def timeline(github: Github, answer: Row) -> list[Row]:
    """Return the labels, force pushes and dismissals of a pull request."""
    return whole(github, answer, "PullRequest", "timelineItems", EVENT)


def reviews(github: Github, answer: Row, events: Iterable[Row]) -> list[Row]:
    """Return a row per review; the time of a dismissal stands in the timeline only."""
    dismissed = {
        str((each.get("review") or {}).get("fullDatabaseId")): each
        for each in events
        if each["__typename"] == "ReviewDismissedEvent"
    }
    rows = []
    for each in whole(github, answer, "PullRequest", "reviews", REVIEW):
        number = required(each, "fullDatabaseId", _GRAPH)
        author, author_id, author_type = actor(each.get("author"))
        event = dismissed.get(str(number), {})
        rows.append(
            {
                "review_id": int(number),
                "state": each.get("state"),
                "author": author,
                "author_id": author_id,
                "author_type": author_type,
                "author_can_write": each.get("authorCanPushToRepository"),
                "submitted_at": instant(each.get("submittedAt")),
                "commit_oid": (each.get("commit") or {}).get("oid"),
                "dismissed_at": instant(event.get("createdAt")),
                "dismissed_by": (event.get("actor") or {}).get("login"),
                "state_before_dismissal": event.get("previousReviewState"),
            }
        )
    return rows


def commits(github: Github, answer: Row) -> list[Row]:
    """Return a row per commit of a pull request, in GitHub's order."""
    listed = whole(github, answer, "PullRequest", "commits", IN_PULL)
    return [
        {
            **commit_columns(github, each["commit"]),
            "position": position,
            "parent_count": (each["commit"].get("parents") or {}).get("totalCount"),
        }
        for position, each in enumerate(listed, start=1)
    ]


def force_pushes(events: Iterable[Row]) -> list[Row]:
    """Return a row per force push to the head."""
    return [
        {
            "pushed_at": instant(required(each, "createdAt", _GRAPH)),
            "pushed_by": (each.get("actor") or {}).get("login"),
            "before_oid": (each.get("beforeCommit") or {}).get("oid"),
            "after_oid": (each.get("afterCommit") or {}).get("oid"),
        }
        for each in events
        if each["__typename"] == "HeadRefForcePushedEvent"
    ]


def _issues(github: Github, answer: Row) -> list[Row]:
    return [
        {
            "repository": (each.get("repository") or {}).get("name"),
            "number": each.get("number"),
            "created_at": instant(each.get("createdAt")),
        }
        for each in whole(github, answer, "PullRequest", _CLOSES, ISSUE)
    ]


def _labels(github: Github, answer: Row, events: Iterable[Row]) -> list[Row]:
    given = {
        (each.get("label") or {}).get("name"): each
        for each in events
        if each["__typename"] == "LabeledEvent"
    }
    return [
        {
            "name": each.get("name"),
            "labeled_at": instant(given.get(each.get("name"), {}).get("createdAt")),
            "labeled_by": (given.get(each.get("name"), {}).get("actor") or {}).get("login"),
        }
        for each in whole(github, answer, "PullRequest", "labels", LABEL)
    ]


def _authors(github: Github, answer: Row) -> list[str] | None:
    if answer.get("authors") is None:
        return None
    people = [_person(each) for each in whole(github, answer, "Commit", "authors", AUTHORS)]
    named = list(dict.fromkeys(each for each in people if each))
    # Of whom nothing is told may be anybody: who approved it, too.
    return named if len(people) == answer["authors"]["totalCount"] and all(people) else None


def _person(answer: Mapping[str, Any] | None) -> str | None:
    """Name an author or committer: the login, GitHub itself, or a hash of the address."""
    if answer is None:
        return None
    if login := (answer.get("user") or {}).get("login"):
        return str(login)
    address = answer.get("email")
    if address == _GITHUB and answer.get("name", "GitHub") == "GitHub":
        return "web-flow"
    return person(address) if address else None
