"""Fields of deployments and their states."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.demo.emulated_github.graph.fields import Asking, field
from tests.demo.emulated_github.graph.pages import page
from tests.demo.emulated_github.graph.places import Ref, branch
from tests.demo.emulated_github.history_model import Commit, Deployment, DeploymentStatus
from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.shapes import GITHUB


@field("Repository.deployments")
def deployments(
    it: Repository, _: Asking, environments: Any = None, order_by: Any = None, **given: Any
) -> Any:
    found = [
        each for each in it.deployments if not environments or each.environment in environments
    ]
    if order_by and order_by["direction"] == "DESC":
        found.reverse()
    return page(found, given)


@field("Deployment.commit")
def deployed_commit(it: Deployment, _: Asking) -> Commit | None:
    return it.repository.commits.get(it.sha)


@field("Deployment.commitOid")
def deployed_oid(it: Deployment, _: Asking) -> str:
    return it.sha


@field("Deployment.ref")
def deployed_ref(it: Deployment, _: Asking) -> Ref | None:
    return branch(it.repository, it.ref)


@field("Deployment.task")
def task(_: Deployment, __: Asking) -> str:
    return "deploy"


@field("Deployment.state")
def deployment_state(it: Deployment, _: Asking) -> str:
    return {"SUCCESS": "ACTIVE"}.get(state := it.statuses[-1].state.upper(), state)


@field("Deployment.latestStatus")
def latest_status(it: Deployment, _: Asking) -> DeploymentStatus:
    return it.statuses[-1]


@field("Deployment.updatedAt")
def deployment_updated(it: Deployment, _: Asking) -> datetime:
    return it.statuses[-1].created_at


@field("Deployment.statuses")
def deployment_statuses(it: Deployment, _: Asking, **given: Any) -> Any:
    return page(it.statuses[::-1], given)


@field("DeploymentStatus.environment")
def status_environment(it: DeploymentStatus, _: Asking) -> str:
    return it.deployment.environment


@field("DeploymentStatus.environmentUrl")
def environment_url(_: DeploymentStatus, __: Asking) -> None:
    return None


@field("DeploymentStatus.logUrl")
def log_url(it: DeploymentStatus, _: Asking) -> str:
    return f"{GITHUB}/{it.deployment.repository.full_name}{it.log_url_path}"


@field("DeploymentStatus.state")
def status_state(it: DeploymentStatus, _: Asking) -> str:
    return it.state.upper()


@field("DeploymentStatus.updatedAt")
def status_updated(it: DeploymentStatus, _: Asking) -> datetime:
    return it.created_at
