"""What the tests of deployments share: three deployments of production, and what they shipped."""

import hashlib

from include.sources.github import deployments

LIST = "/orgs/{org}/repos"
REPO = "/repos/{org}/{repo}"
DEPLOYMENTS = f"{REPO}/deployments"
STATUSES = f"{DEPLOYMENTS}/{{deployment}}/statuses"
RUN = f"{REPO}/actions/runs/{{run}}"
APPROVALS = f"{RUN}/approvals"
COMPARE = f"{REPO}/compare/{{before}}...{{after}}"
COMMIT = f"{REPO}/commits/{{oid}}"
PULLS = f"{COMMIT}/pulls"
SHOP, WIKI = {"id": 7, "name": "shop"}, {"id": 8, "name": "wiki"}


def deployment(number, at, sha, environment="production"):
    return {
        "id": number,
        "sha": sha,
        "ref": "main",
        "task": "deploy",
        "environment": environment,
        "creator": {"login": "github-actions[bot]", "type": "Bot"},
        "created_at": at,
    }


def status(number, state, at, run=None):
    log = f"https://github.com/acme/shop/actions/runs/{run}/job/1" if run else ""
    creator = {"login": "github-actions[bot]"}
    return {"id": number, "state": state, "created_at": at, "creator": creator, "log_url": log}


def commit(sha, login="ana", message="Add it"):
    return {
        "sha": sha,
        "author": {"login": login} if login else None,
        "commit": {
            "author": {"email": "ana@acme.example"},
            "committer": {"date": "2026-11-20T00:00:00Z"},
            "message": message,
        },
    }


def unlinked(address):
    return f"unlinked:{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def approval(login, state="approved", environment="production"):
    return {
        "state": state,
        "comment": "go",
        "user": login and {"login": login},
        "environments": [{"name": environment}],
    }


THIS = deployment(31, "2026-11-23T10:00:00Z", "c3")
FAILED = deployment(30, "2026-11-22T10:00:00Z", "b2")
BEFORE = deployment(29, "2026-11-21T10:00:00Z", "a1")
STATES = {
    31: [
        status(3, "success", "2026-11-23T10:20:00Z", run=99),
        status(1, "waiting", "2026-11-23T10:00:00Z", run=99),
        status(2, "in_progress", "2026-11-23T10:10:00Z", run=99),
    ],
    30: [status(4, "failure", "2026-11-22T10:20:00Z")],
    29: [
        status(5, "success", "2026-11-21T10:20:00Z"),
        status(6, "inactive", "2026-11-23T10:20:00Z"),
    ],
}
COMPARED = {"status": "ahead", "total_commits": 2, "commits": [commit("b2"), commit("c3", "bo")]}
PULL = {
    "number": 12,
    "merged_at": "2026-11-20T00:00:00Z",
    "base": {"ref": "main"},
    "user": {"login": "ana"},
}


def collecting(windowed, fake_github):
    """Return what a collection of 23 November holds after the answers above, changed as told."""
    answers = {
        LIST: [SHOP],
        DEPLOYMENTS: [THIS, FAILED, BEFORE],
        STATUSES: lambda deployment, **_: STATES[deployment],
        RUN: {"triggering_actor": {"login": "bo"}},
        APPROVALS: [approval("cleo"), approval("cleo"), approval("dan", environment="staging")],
        COMPARE: COMPARED,
        COMMIT: commit("c3"),
        PULLS: [PULL],
    }

    def run(changes=None):
        into = windowed(deployments.SOURCE)
        github = fake_github(into, answers | (changes or {}))
        deployments.collect(github, into)
        into.asked = github.asked
        return into

    return run
