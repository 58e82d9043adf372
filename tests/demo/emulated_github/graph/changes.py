"""Fields of pull requests, reviews and the timeline."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from tests.demo.emulated_github.graph.fields import Asking, Denied, field
from tests.demo.emulated_github.graph.pages import page
from tests.demo.emulated_github.history_model import Event, PullRequest, Review
from tests.demo.emulated_github.rest.pull_shapes import association
from tests.demo.emulated_github.rest.shapes import GITHUB


@field("PullRequest.labels")
def labels_of(it: PullRequest, _: Asking, **given: Any) -> dict[str, Any]:
    return page(it.labels, given)


@field("Label.id")
def label_id(it: str, _: Asking) -> str:
    return f"LA_{it}"


@field("Label.name")
def label_name(it: str, _: Asking) -> str:
    return it


@field("Repository.pullRequest")
def pull_request(it: Any, _: Asking, number: int) -> PullRequest:
    found = it.pull(number)
    if found is None:
        msg = f"Could not resolve to a PullRequest with the number of {number}."
        raise Denied("NOT_FOUND", msg)
    return found


@field("Repository.pullRequests")
def pull_requests(
    it: Any,
    _: Asking,
    *,
    states: list[str] | None = None,
    base_ref_name: str | None = None,
    head_ref_name: str | None = None,
    labels: list[str] | None = None,
    order_by: dict[str, str] | None = None,
    **given: Any,
) -> dict[str, Any]:
    found = [
        each
        for each in it.pulls
        if (states is None or state(each) in states)
        and base_ref_name in (None, each.base)
        and head_ref_name in (None, each.head_ref)
        and (labels is None or set(labels) & set(each.labels))
    ]
    by_update = bool(order_by and order_by["field"] == "UPDATED_AT")
    found.sort(key=lambda each: each.updated_at if by_update else each.created_at)
    if order_by and order_by["direction"] == "DESC":
        found.reverse()
    return page(found, given)


def state(it: PullRequest, _: Asking | None = None) -> str:
    """Tell a pull request's state."""
    return "MERGED" if it.merged_at else "CLOSED" if it.closed_at else "OPEN"


field("PullRequest.state")(state)


@field("PullRequest.closed")
def closed(it: PullRequest, _: Asking) -> bool:
    return it.closed_at is not None


@field("PullRequest.merged")
def merged(it: PullRequest, _: Asking) -> bool:
    return it.merged_at is not None


@field("PullRequest.baseRefName")
def base_name(it: PullRequest, _: Asking) -> str:
    return it.base


@field("PullRequest.baseRefOid")
def base_oid(it: PullRequest, _: Asking) -> str:
    return it.base_sha


@field("PullRequest.headRefName")
def head_name(it: PullRequest, _: Asking) -> str:
    return it.head_ref


@field("PullRequest.headRefOid")
def head_oid(it: PullRequest, _: Asking) -> str:
    return it.head.sha


@field("PullRequest.url")
def pull_url(it: PullRequest, _: Asking) -> str:
    return f"{GITHUB}/{it.repository.full_name}/pull/{it.number}"


@field("PullRequest.closingIssuesReferences")
def closing(it: PullRequest, _: Asking, **given: Any) -> dict[str, Any]:
    return page([it.issue] if it.issue else [], given)


@field("PullRequest.commits")
def commits(it: PullRequest, _: Asking, **given: Any) -> dict[str, Any]:
    named = [{"commit": e, "id": f"PURC_{it.id}_{e.sha}", "pullRequest": it} for e in it.commits]
    return page(named, given)


@field("PullRequest.reviews")
def reviews(
    it: PullRequest, _: Asking, states: Any = None, author: Any = None, **given: Any
) -> Any:
    found = [
        each
        for each in it.reviews
        if (states is None or each.state in states)
        and (author is None or (each.author and each.author.login == author))
    ]
    return page(found, given)


@field("PullRequest.timelineItems")
def timeline(it: PullRequest, _: Asking, item_types: Any = None, **given: Any) -> Any:
    events = sorted(it.events, key=lambda each: each.created_at)
    kept = [each for each in events if item_types is None or _item_type(each.kind) in item_types]
    return page(kept, given, filteredCount=len(kept)) | {"totalCount": len(events)}


def _item_type(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).upper()


@field("PullRequest.authorAssociation", "PullRequestReview.authorAssociation")
def author_association(it: PullRequest | Review, _: Asking) -> str:
    return association(it.author)


@field("Issue.url")
def issue_url(it: Any, _: Asking) -> str:
    return f"{GITHUB}/{it.repository.full_name}/issues/{it.number}"


@field("PullRequestReview.authorCanPushToRepository")
def can_push(it: Review, _: Asking) -> bool:
    return it.can_push


@field("PullRequestReview.createdAt")
def review_created(it: Review, _: Asking) -> datetime:
    return it.submitted_at


@field("PullRequestReview.pullRequest")
def review_pull(it: Review, _: Asking) -> PullRequest | None:
    return it.pull


def _fact(owner: str, name: str, key: str) -> None:
    @field(f"{owner}.{name}")
    def fact(it: Event, _: Asking) -> Any:
        return it.facts.get(key)


_fact("ReviewDismissedEvent", "review", "review")
_fact("ReviewDismissedEvent", "previousReviewState", "previous")
_fact("HeadRefForcePushedEvent", "beforeCommit", "before")
_fact("HeadRefForcePushedEvent", "afterCommit", "after")
_fact("RemovedFromMergeQueueEvent", "beforeCommit", "before")
_fact("LabeledEvent", "label", "label")
_fact("MergedEvent", "commit", "commit")
