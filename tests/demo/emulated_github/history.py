"""Acts out a repository's plans: branches grow, are reviewed, tested, merged and deployed."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.demo.emulated_github import merging
from tests.demo.emulated_github.history_model import Commit, Event, Issue, PullRequest, Review
from tests.demo.emulated_github.maker import ZERO, Maker, signed, trailers, written_by
from tests.demo.emulated_github.people import GHOST, READERS, Account, person
from tests.demo.emulated_github.plans import PlannedPull, PlannedPush, Plans
from tests.demo.emulated_github.repository_model import Repository

YEAR = timedelta(days=364)
FIRST_DAY = timedelta(days=380)  # the first commit is older than the year


def act_out(
    seed: int, repository: Repository, plans: Plans, now: datetime, days: float | None = None
) -> None:
    """Fill the repository with its year, or with so many days, oldest first."""
    maker = Maker(seed, repository)
    _first_commit(maker, now - FIRST_DAY)
    span = YEAR if days is None else timedelta(days=days)
    end = now - timedelta(days=repository.settings.ends_days_ago)
    merged = sorted(number for number, each in plans.pulls.items() if each.is_merged)
    step = (end - (now - span)) / max(len(merged), 1)
    for index, number in enumerate(merged, start=1):
        at = (end - step * (len(merged) - index)).replace(microsecond=0)
        _pull(maker, number, plans.pulls[number], at)
        for order, push in enumerate(plans.pushes.get(number, ()), start=1):
            _push(maker, push, at + step * 0.2 * order)
    for number in sorted(set(plans.pulls) - set(merged)):
        _pull(maker, number, plans.pulls[number], end.replace(microsecond=0))
    repository.branches[repository.default_branch] = maker.tip
    repository.pushes.sort(key=lambda each: (each.at, each.id))
    repository.pushed_at = max(each.at for each in repository.pushes)


def _first_commit(maker: Maker, at: datetime) -> None:
    founder = person("imani-achterberg")
    at = at.replace(microsecond=0)
    maker.tip = maker.commit((), "Begin", signed(founder, at), signed(founder, at))
    maker.push(ZERO, maker.tip.sha, at, founder, "branch_creation")


def _pull(maker: Maker, number: int, plan: PlannedPull, at: datetime) -> None:
    pull = _open(maker, number, plan, at)
    _grow(maker, pull, plan, at)
    _review(maker, pull, plan, at)
    for check in plan.checks:
        maker.check(pull.head, check, at - timedelta(minutes=check.minutes))
    maker.repository.pulls.append(pull)
    if plan.is_merged:
        merging.merge(maker, pull, plan, at)
    elif not plan.is_open:
        pull.closed_at = at


def _open(maker: Maker, number: int, plan: PlannedPull, at: datetime) -> PullRequest:
    repository = maker.repository
    opened = at - timedelta(minutes=plan.commits[0].minutes - 2)
    author = person(plan.author) if plan.author else None
    key = f"QH-{plan.ticket}: " if plan.ticket else ""
    pull = PullRequest(
        id=maker.id(),
        number=number,
        title=f"{key}{plan.title}",
        body=f"Closes #{number - 1}" if plan.has_issue else "",
        author=author,
        base=plan.base or repository.default_branch,
        base_sha=maker.tip.sha,
        head_ref=f"change-{number}",
        created_at=opened,
        labels=plan.labels,
        repository=repository,
    )
    # Labelled as it is opened; the number is borrowed, so that no other id moves.
    pull.events += [
        Event(pull.id, "LabeledEvent", opened, author, {"label": each}) for each in plan.labels
    ]
    if plan.has_issue:
        reporter = author or GHOST
        title = f"{plan.title} is asked for"
        began = opened - timedelta(days=1)
        closed = at if plan.is_merged else None
        pull.issue = Issue(maker.id(), number - 1, title, reporter, began, closed, repository)
    return pull


def _grow(maker: Maker, pull: PullRequest, plan: PlannedPull, at: datetime) -> None:
    parent = maker.tip
    for index, planned in enumerate(plan.commits):
        moment = at - timedelta(minutes=planned.minutes)
        message = planned.message or f"{plan.title}, part {index + 1}"
        made = maker.commit(
            (parent,),
            message + trailers(planned.co_authors),
            written_by(planned.author, moment),
            written_by(planned.author, moment),
            tuple(person(login) for login in planned.co_authors),
        )
        made.pulls.append(pull)
        pull.commits.append(made)
        parent = made
    first = pull.commits[0]
    maker.push_to(
        pull.head_ref,
        before=ZERO,
        after=first.sha,
        at=first.author.at,
        actor=pull.author,
        kind="branch_creation",
    )
    if plan.force_pushed is not None:
        _rewrite_branch(maker, pull, at - timedelta(minutes=plan.force_pushed))


def _rewrite_branch(maker: Maker, pull: PullRequest, at: datetime) -> None:
    old = pull.head
    author = old.author.account or GHOST
    new = maker.commit(old.parents, old.message, old.author, signed(author, at))
    new.pulls.append(pull)
    pull.commits[-1] = new
    facts: dict[str, object] = {"before": old, "after": new}
    pull.events.append(Event(maker.id(), "HeadRefForcePushedEvent", at, author, facts))
    maker.push_to(
        pull.head_ref, before=old.sha, after=new.sha, at=at, actor=author, kind="force_push"
    )
    # GitHub still knows the old commit by its hash, but no longer as part of the pull request.
    old.pulls.remove(pull)
    pull.events[-1].facts["seen"] = [old]


def _review(maker: Maker, pull: PullRequest, plan: PlannedPull, at: datetime) -> None:
    for planned in plan.reviews:
        moment = at - timedelta(minutes=planned.minutes)
        author = person(planned.by) if planned.by else None
        can_push = planned.by not in READERS
        head = _head_at(pull, moment)
        review = Review(maker.id(), author, planned.state, moment, head, can_push=can_push)
        review.pull = pull
        pull.reviews.append(review)
        if planned.dismissed is not None:
            _dismiss(maker, pull, review, at - timedelta(minutes=planned.dismissed))
    pull.reviews.sort(key=lambda each: each.submitted_at)


def _head_at(pull: PullRequest, moment: datetime) -> Commit:
    known = [*pull.commits]
    for event in pull.events:
        known += event.facts.get("seen", [])
    before = [each for each in known if each.committer.at <= moment]
    return max(before, key=lambda each: each.committer.at) if before else pull.commits[0]


def _dismiss(maker: Maker, pull: PullRequest, review: Review, at: datetime) -> None:
    facts: dict[str, object] = {"review": review, "previous": review.state}
    actor = person("ruth-okafor")
    pull.events.append(Event(maker.id(), "ReviewDismissedEvent", at, actor, facts))
    review.state = "DISMISSED"


def _push(maker: Maker, push: PlannedPush, at: datetime) -> None:
    at = at.replace(microsecond=0)
    actor: Account = person(push.by)
    written = signed(actor, at - timedelta(days=push.back_dated_days))
    old = maker.tip
    parents = old.parents[:1] if push.force else (old,)
    maker.tip = maker.commit(parents, push.message, written, written)
    kind = "force_push" if push.force else "push"
    maker.push(old.sha, maker.tip.sha, at, actor, kind)
    if push.bypassed:
        merging.bypass(maker, old.sha, maker.tip.sha, actor, at)
