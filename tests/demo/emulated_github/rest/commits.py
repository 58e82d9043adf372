"""Routes about commits: comparing, their checks and statuses, the pull requests that brought them."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github import git
from tests.demo.emulated_github.history_model import Commit, Status
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get, turn
from tests.demo.emulated_github.rest.commit_shapes import check_run, commit, status
from tests.demo.emulated_github.rest.pull_shapes import pull_request
from tests.demo.emulated_github.rest.repository_shapes import repository
from tests.demo.emulated_github.rest.shapes import GITHUB


def find(it: Repository, name: str, status: int = 404) -> Commit:
    """Find a commit by hash or branch."""
    found = it.branches.get(name) or it.commits.get(name)
    if found is None:
        raise Refused(status, "Not Found" if status == 404 else f"No commit found for SHA: {name}")
    return found


@get("/repos/{owner}/{repo}/commits")
def commits(asked: Asked) -> Any:
    """List what a branch or commit (``sha``) descends from, newest first."""
    it = asked.repository
    tip = find(it, asked.query.get("sha", it.default_branch))
    since, until = asked.query.get("since", ""), asked.query.get("until", "9")
    listed = [
        each
        for each in git.newest_first(git.reachable(tip))
        if since <= each.committer.at.isoformat() <= until
    ]
    return Pages(listed, lambda each: commit(asked.base, each))


@get("/repos/{owner}/{repo}/commits/{sha}")
def one_commit(asked: Asked) -> Any:
    """Tell about one commit."""
    return commit(asked.base, find(asked.repository, asked.values["sha"], 422))


@get("/repos/{owner}/{repo}/commits/{sha}/check-runs")
def check_runs(asked: Asked) -> Any:
    """List a commit's check runs: the latest per name and App, or all of them."""
    runs = find(asked.with_permission(), asked.values["sha"], 422).checks
    if name := asked.query.get("check_name"):
        runs = [each for each in runs if each.name == name]
    if asked.query.get("filter", "latest") == "latest":
        runs = list({(each.app.id, each.name): each for each in runs}.values())
    return Pages(runs, lambda each: check_run(asked.base, each), "check_runs")


@get("/repos/{owner}/{repo}/commits/{sha}/status")
def combined_status(asked: Asked) -> Any:
    """Sum up a commit's statuses: the latest of each context."""
    it = asked.with_permission()
    found = find(it, asked.values["sha"])
    latest: dict[str, Status] = {each.context: each for each in found.statuses}
    states = {each.state for each in latest.values()}
    shown, _ = turn(Pages(list(latest.values()), lambda each: status(asked.base, each)), asked, "")
    url = asked.url(f"/repos/{it.full_name}/commits/{found.sha}")
    return {
        "state": "failure" if "failure" in states else "success" if states else "pending",
        "statuses": shown,
        "sha": found.sha,
        "total_count": len(latest),
        "repository": repository(asked.base, it),
        "commit_url": url,
        "url": f"{url}/status",
    }


@get("/repos/{owner}/{repo}/commits/{sha}/pulls")
def pulls_of_commit(asked: Asked) -> Any:
    """List the pull requests that brought a commit, or hold it."""
    pulls = find(asked.repository, asked.values["sha"], 422).pulls
    return Pages(pulls, lambda each: pull_request(asked.base, each))


@get("/repos/{owner}/{repo}/compare/{span*}")
def compare(asked: Asked) -> Any:
    """Compare two commits or branches: what stands behind the second and not behind the first."""
    it = asked.repository
    first, _, second = asked.values["span"].partition("...")
    one, other = find(it, first), find(it, second)
    behind, ahead = git.reachable(one), git.reachable(other)
    new = {sha: each for sha, each in ahead.items() if sha not in behind}
    lost = len(behind.keys() - ahead.keys())
    base = git.merge_base(one, other)
    if base is None:
        raise Refused(404, "No common ancestor between the two")
    words = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    listed = Pages(git.newest_first(new)[::-1], lambda each: commit(asked.base, each))
    span = f"{first}...{second}"
    url, html = asked.url(f"/repos/{it.full_name}"), f"{GITHUB}/{it.full_name}/compare/{span}"
    listed.beside = {
        "url": f"{url}/compare/{span}",
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": commit(asked.base, one),
        "merge_base_commit": commit(asked.base, base),
        "status": words.get((bool(new), bool(lost)), "identical"),
        "ahead_by": len(new),
        "behind_by": lost,
        "total_commits": len(new),
        "files": [],
    }
    listed.key = "commits"
    return listed
