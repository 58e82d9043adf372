"""Deploys to production what was merged: mostly well, twice not."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.demo.emulated_github.history_model import Deployment, DeploymentStatus, PullRequest
from tests.demo.emulated_github.maker import Maker
from tests.demo.emulated_github.people import ACTIONS_BOT, DEVELOPERS, Account, person
from tests.demo.emulated_github.repository_model import Repository

EVERY = 4  # every fourth merged pull request is deployed, with those before it
APPROVERS = DEVELOPERS[:4]
SELF_APPROVED = ("infrastructure", 40)
UNREVIEWED = ("infrastructure", 70)  # the commit pushed directly after this one
FAILED = ("gateway", 80)


def deploy_all(seed: int, repository: Repository) -> None:
    """Deploy the repository's merged pull requests in order."""
    if "production" not in repository.environments:
        return
    maker = Maker(seed, repository, skip=500_000)  # numbers far from the history's
    merged = [each for each in repository.pulls if each.merged_at]
    shipped: list[PullRequest] = []
    for index, pull in enumerate(merged, start=1):
        shipped.append(pull)
        place = (repository.name, pull.number)
        if index % EVERY == 0 or place in (SELF_APPROVED, UNREVIEWED, FAILED):
            _deploy(maker, pull, shipped, place)
            shipped = []


def _deploy(
    maker: Maker, pull: PullRequest, shipped: list[PullRequest], place: tuple[str, int]
) -> None:
    assert pull.merged_at
    assert pull.merge_commit
    author = pull.author or person(APPROVERS[0])
    trigger = author if place == SELF_APPROVED else _by_hand(pull)
    approver = author if place == SELF_APPROVED else _somebody_else(shipped, trigger)
    at = pull.merged_at + timedelta(minutes=20)
    sha = pull.merge_commit.sha
    if place == UNREVIEWED:
        push = next(each for each in maker.repository.pushes if each.kind == "push")
        sha, at, trigger = push.after, push.at + timedelta(minutes=20), push.actor or trigger
    made = Deployment(
        id=maker.id(),
        sha=sha,
        ref=maker.repository.default_branch,
        environment="production",
        creator=ACTIONS_BOT,
        created_at=at,
        run_id=maker.id(),
        triggered_by=trigger,
        approvals=[(approver, "approved", at + timedelta(minutes=5))],
        repository=maker.repository,
    )
    _conclude(maker, made, at, failed=place == FAILED)
    maker.repository.deployments.append(made)


def _by_hand(pull: PullRequest) -> Account:
    if pull.merged_by and pull.merged_by.kind == "User":
        return pull.merged_by
    return pull.author or person(APPROVERS[0])


def _somebody_else(shipped: list[PullRequest], trigger: Account) -> Account:
    involved = {each.author.login for each in shipped if each.author} | {trigger.login}
    return next(person(each) for each in (*APPROVERS, *DEVELOPERS) if each not in involved)


def _conclude(maker: Maker, made: Deployment, at: datetime, *, failed: bool) -> None:
    path = f"/actions/runs/{made.run_id}/job/{made.run_id + 1}"
    states = ("waiting", "queued", "in_progress", "failure" if failed else "success")
    for minutes, state in zip((0, 5, 6, 15), states, strict=True):
        moment = at + timedelta(minutes=minutes)
        made.statuses.append(DeploymentStatus(maker.id(), state, moment, ACTIONS_BOT, path, made))
