"""Routes about deployments and the workflow runs that make them."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.history_model import Deployment, DeploymentStatus
from tests.demo.emulated_github.people import ACTIONS
from tests.demo.emulated_github.rest.asking import Asked, Pages, Refused, get
from tests.demo.emulated_github.rest.repository_shapes import repository
from tests.demo.emulated_github.rest.settings import environment_name
from tests.demo.emulated_github.rest.shapes import GITHUB, app, node_id, user, when


@get("/repos/{owner}/{repo}/deployments")
def deployments(asked: Asked) -> Any:
    """List deployments, newest first, by environment, ref or commit."""
    wanted = {
        name: asked.query[name] for name in ("environment", "ref", "sha") if name in asked.query
    }
    found = [
        each
        for each in reversed(asked.repository.deployments)
        if all(getattr(each, name) == value for name, value in wanted.items())
    ]
    return Pages(found, lambda each: _deployment(asked, each))


def _deployment(asked: Asked, it: Deployment) -> dict[str, Any]:
    repo = asked.url(f"/repos/{asked.repository.full_name}")
    return {
        "url": f"{repo}/deployments/{it.id}",
        "id": it.id,
        "node_id": node_id("DE", it.id),
        "sha": it.sha,
        "ref": it.ref,
        "task": "deploy",
        "payload": {},
        "original_environment": it.environment,
        "environment": it.environment,
        "description": None,
        "creator": user(asked.base, it.creator),
        "created_at": when(it.created_at),
        "updated_at": when(it.statuses[-1].created_at),
        "statuses_url": f"{repo}/deployments/{it.id}/statuses",
        "repository_url": repo,
        "transient_environment": False,
        "production_environment": it.environment == "production",
        "performed_via_github_app": app(asked.base, ACTIONS),
    }


def _named(asked: Asked) -> Deployment:
    found = [each for each in asked.repository.deployments if str(each.id) == asked.values["id"]]
    if not found:
        raise Refused(404)
    return found[0]


@get("/repos/{owner}/{repo}/deployments/{id}")
def one_deployment(asked: Asked) -> Any:
    """Tell about one deployment."""
    return _deployment(asked, _named(asked))


@get("/repos/{owner}/{repo}/deployments/{id}/statuses")
def statuses(asked: Asked) -> Any:
    """List a deployment's states, newest first."""
    it = _named(asked)
    return Pages(it.statuses[::-1], lambda each: _status(asked, it, each))


def _status(asked: Asked, it: Deployment, state: DeploymentStatus) -> dict[str, Any]:
    name = asked.repository.full_name
    repo = asked.url(f"/repos/{name}")
    log = f"{GITHUB}/{name}{state.log_url_path}"
    return {
        "url": f"{repo}/deployments/{it.id}/statuses/{state.id}",
        "id": state.id,
        "node_id": node_id("DES", state.id),
        "state": state.state,
        "creator": user(asked.base, state.creator),
        "description": "",
        "environment": it.environment,
        "target_url": log,
        "created_at": when(state.created_at),
        "updated_at": when(state.created_at),
        "deployment_url": f"{repo}/deployments/{it.id}",
        "repository_url": repo,
        "environment_url": "",
        "log_url": log,
        "performed_via_github_app": app(asked.base, ACTIONS),
    }


def _run(asked: Asked) -> Deployment:
    held = asked.with_permission().deployments
    found = [each for each in held if str(each.run_id) == asked.values["run"]]
    if not found:
        raise Refused(404)
    return found[0]


@get("/repos/{owner}/{repo}/actions/runs/{run}")
def workflow_run(asked: Asked) -> Any:
    """Tell about the workflow run that deployed: who triggered it, at which commit."""
    it = _run(asked)
    url = asked.url(f"/repos/{asked.repository.full_name}/actions/runs/{it.run_id}")
    return {
        "id": it.run_id,
        "name": "deploy",
        "node_id": node_id("WFR", it.run_id),
        "head_branch": it.ref,
        "head_sha": it.sha,
        "path": ".github/workflows/deploy.yml",
        "run_number": 1,
        "run_attempt": 1,
        "event": "push",
        "status": "completed",
        "conclusion": it.statuses[-1].state,
        "workflow_id": 4242,
        "url": url,
        "html_url": f"{GITHUB}/{asked.repository.full_name}/actions/runs/{it.run_id}",
        "created_at": when(it.created_at),
        "updated_at": when(it.statuses[-1].created_at),
        "run_started_at": when(it.created_at),
        "actor": user(asked.base, it.triggered_by),
        "triggering_actor": user(asked.base, it.triggered_by),
        "display_title": "deploy",
        "head_commit": _head(it),
        "head_repository": repository(asked.base, asked.repository),
        "repository": repository(asked.base, asked.repository),
        **{
            f"{name}_url": f"{url}/{name}"
            for name in ("jobs", "logs", "cancel", "rerun", "artifacts")
        },
        "check_suite_url": asked.url(f"/repos/{asked.repository.full_name}/check-suites/1"),
        "workflow_url": asked.url(f"/repos/{asked.repository.full_name}/actions/workflows/4242"),
        "pull_requests": [],
    }


def _head(it: Deployment) -> dict[str, Any]:
    by = {"name": "Quill CI", "email": "ci@quillhaven.example"}
    return {
        "id": it.sha,
        "tree_id": it.sha,
        "message": "Deploy",
        "timestamp": when(it.created_at),
        "author": by,
        "committer": by,
    }


@get("/repos/{owner}/{repo}/actions/runs/{run}/approvals")
def approvals(asked: Asked) -> list[dict[str, Any]]:
    """List who let the run's deployment go; GitHub does not say when."""
    it, repository = _run(asked), asked.repository
    facts = repository.environments[it.environment]
    return [
        {
            "state": state,
            "comment": "Ship it",
            "user": user(asked.base, who),
            "environments": [environment_name(asked, repository, facts)],
        }
        for who, state, _ in it.approvals
    ]
