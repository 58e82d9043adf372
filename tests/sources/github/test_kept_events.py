"""From the emulated company's GitHub into the locker: a whole extract of one slot or day."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from github import Auth

from include.extract import extract
from include.extract.denials import denials
from include.locker import Locker
from include.model.interval import window_of
from include.model.record import CollectionStatus
from include.model.reference import Run, RunType
from include.model.scope import GithubOrganization
from include.sources.github import connect

RUN = Run(run_id="test", run_type=RunType.MANUAL, triggered_by="test", code_version="test")
REPOSITORIES = 13
WHO_AND_LIST = 2


@pytest.fixture
def kept(tmp_path, scope, quillhaven):
    """Extract one source whole; events are those of yesterday."""
    organization = GithubOrganization(login="quillhaven", name="Quillhaven")
    connected = partial(
        connect, Auth.Token("token"), organization=organization, base_url=quillhaven
    )

    def run(name, *, is_state=False):
        day = None if is_state else window_of(datetime.now(UTC) - timedelta(days=1))
        locker = Locker.open(tmp_path / "locker")
        return extract(name, scope, connected, locker=locker, run=RUN, interval=day).manifests

    return run


def test_what_is_hidden_is_said_with_the_file_that_allows_it(kept):
    manifests = kept("github.alerts", is_state=True)

    assert {each.status for each in manifests} == {CollectionStatus.COLLECTED}
    lines = denials(manifests)
    assert len(lines) == 3
    assert all("as deploy/github/permissions.json does" in line for line in lines)


def test_a_plan_without_the_log_is_no_permission_that_is_missing(kept):
    manifests = kept("github.audit_log")

    assert [(each.cause, each.missing_permission) for each in manifests] == [("plan_limit", None)]
    assert denials(manifests) == ()


def test_a_day_of_quiet_repositories_costs_a_question_each(kept):
    (suites,) = kept("github.rule_suites")
    deployments = kept("github.deployments")

    assert sum(suites.calls.values()) == REPOSITORIES + WHO_AND_LIST
    listed = deployments[0].calls["github:GET /repos/{org}/{repo}/deployments"]
    # One more for each environment that was deployed to, to find what was there before.
    assert listed - REPOSITORIES <= deployments[0].received_items
