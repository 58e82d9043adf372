"""Brings a pull request into its base branch in each of GitHub's ways."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.demo.emulated_github.history_model import Commit, Event, PullRequest, Signature
from tests.demo.emulated_github.maker import Maker, by_web, signed
from tests.demo.emulated_github.people import QUEUE_BOT, Account, person
from tests.demo.emulated_github.plans import PlannedCheck, PlannedPull


def merge(maker: Maker, pull: PullRequest, plan: PlannedPull, at: datetime) -> None:
    """Merge the pull request and move its base branch."""
    method = plan.method or maker.repository.settings.method
    merger = person(plan.merged_by)
    old = _release_branch(maker, plan.base, at) if plan.base else maker.tip
    new = _METHODS[method](maker, pull, old, merger, at)
    actor, kind = (QUEUE_BOT, "merge_queue_merge") if method == "queue" else (merger, "pr_merge")
    pull.merged_at = pull.closed_at = at
    pull.merged_by, pull.merge_commit = actor, new
    pull.events.append(Event(maker.id(), "MergedEvent", at, actor, {"commit": new}))
    if plan.base:
        maker.repository.branches[plan.base] = new
    else:
        maker.tip = new
    maker.push_to(pull.base, before=old.sha, after=new.sha, at=at, actor=actor, kind=kind)
    maker.push_to(
        pull.head_ref,
        before=pull.head.sha,
        after="0" * 40,
        at=at,
        actor=merger,
        kind="branch_deletion",
    )
    if plan.bypassed:
        bypass(maker, old.sha, new.sha, merger, at)


def _release_branch(maker: Maker, name: str, at: datetime) -> Commit:
    branches = maker.repository.branches
    if name not in branches:
        branches[name] = maker.tip
        yesterday = at - timedelta(days=1)
        founder = person("teodor-vasquez")
        maker.push_to(
            name,
            before="0" * 40,
            after=maker.tip.sha,
            at=yesterday,
            actor=founder,
            kind="branch_creation",
        )
    return branches[name]


def bypass(maker: Maker, before: str, after: str, actor: Account, at: datetime) -> None:
    """Leave what an administrator's bypass leaves: a rule suite, and nothing on the pull request."""
    maker.repository.suites.append(
        {
            "id": maker.id(),
            "actor_id": actor.id,
            "actor_name": actor.login,
            "before_sha": before,
            "after_sha": after,
            "ref": f"refs/heads/{maker.repository.default_branch}",
            "repository_id": maker.repository.id,
            "repository_name": maker.repository.name,
            "pushed_at": at,
            "result": "bypass",
            "evaluation_result": "fail",
        }
    )


def _squash(maker: Maker, pull: PullRequest, old: Commit, _: Account, at: datetime) -> Commit:
    head = pull.head.author
    author = head.account
    others = {each.author.account for each in pull.commits} | {
        account for each in pull.commits for account in each.co_authors
    }
    co_authors = tuple(
        sorted((each for each in others - {author, None} if each), key=lambda a: a.id)
    )
    lines = "".join(f"\nCo-authored-by: {a.git_name} <{a.email}>" for a in co_authors)
    message = f"{pull.title} (#{pull.number})" + (f"\n{lines}" if lines else "")
    written = Signature(head.name, head.email, at, author)
    made = maker.commit((old,), message, written, by_web(at), co_authors)
    made.pulls.append(pull)
    return made


def _merge_commit(
    maker: Maker, pull: PullRequest, old: Commit, merger: Account, at: datetime
) -> Commit:
    message = f"Merge pull request #{pull.number} from quillhaven/{pull.head_ref}\n\n{pull.title}"
    made = maker.commit((old, pull.head), message, signed(merger, at), by_web(at))
    made.pulls.append(pull)
    return made


def _rebase(maker: Maker, pull: PullRequest, old: Commit, merger: Account, at: datetime) -> Commit:
    tip = old
    for each in pull.commits:
        tip = maker.commit((tip,), each.message, each.author, signed(merger, at), each.co_authors)
        tip.pulls.append(pull)
    return tip


def _queue(maker: Maker, pull: PullRequest, old: Commit, merger: Account, at: datetime) -> Commit:
    """Test a temporary merge of the queue; that very commit becomes the base's head."""
    queued = at - timedelta(minutes=15)
    event = Event(maker.id(), "AddedToMergeQueueEvent", queued, merger, {})
    pull.events.append(event)
    made = _squash(maker, pull, old, merger, queued)
    gone = Event(maker.id(), "RemovedFromMergeQueueEvent", at, QUEUE_BOT, {"before": made})
    pull.events.append(gone)
    for check in pull.head.checks:
        # Whatever happened on the head happens again on the queue's commit, in its own time.
        if check.conclusion is not None:
            maker.check(made, PlannedCheck(check.name, 0, check.conclusion), at - _BEFORE_MERGE)
    ref = f"gh-readonly-queue/{pull.base}/pr-{pull.number}-{old.sha}"
    maker.push_to(
        ref, before="0" * 40, after=made.sha, at=queued, actor=QUEUE_BOT, kind="branch_creation"
    )
    maker.push_to(
        ref, before=made.sha, after="0" * 40, at=at, actor=QUEUE_BOT, kind="branch_deletion"
    )
    return made


_BEFORE_MERGE = timedelta(minutes=2)
_METHODS = {"squash": _squash, "merge": _merge_commit, "rebase": _rebase, "queue": _queue}
