"""PyGithub, unmodified, finds its way through the emulated GitHub."""

import pytest
from github import GithubException, UnknownObjectException


def test_PyGithub_lists_the_repositories(organisation):
    names = {each.name for each in organisation.get_repos()}

    assert {"ledger", "gateway", "partner-sdk"} <= names


def test_the_member_without_a_second_factor_is_named(organisation):
    logins = [each.login for each in organisation.get_members(filter_="2fa_disabled")]

    assert logins == ["jonas-wierda"]


def test_the_owners_are_those_of_role_admin(organisation):
    owners = {each.login for each in organisation.get_members(role="admin")}

    assert owners == {"imani-achterberg", "teodor-vasquez", "ruth-okafor"}


def test_PyGithub_walks_all_pages_of_pull_requests(organisation):
    pulls = list(organisation.get_repo("web-console").get_pulls(state="closed"))

    assert len(pulls) == 81  # 80 merged, one rejected


def test_a_listed_pull_request_is_completed_with_who_merged_it(organisation):
    pull = organisation.get_repo("web-console").get_pull(24)

    assert (pull.merged_by.login, pull.user.login) == ("devon-ashby", "devon-ashby")


def test_an_approval_that_was_dismissed_reads_as_dismissed(organisation):
    states = [
        each.state for each in organisation.get_repo("web-console").get_pull(72).get_reviews()
    ]

    assert states == ["DISMISSED"]


def test_classic_protection_tells_whether_administrators_are_bound(organisation):
    branch = organisation.get_repo("identity").get_branch("main")

    assert branch.get_protection().enforce_admins is False


def test_an_unprotected_branch_is_404_with_its_own_message(organisation):
    branch = organisation.get_repo("sandbox-lab").get_branch("main")

    # PyGithub takes the words "Not Found" alone for an unknown object.
    with pytest.raises(GithubException, match="Branch not protected"):
        branch.get_protection()


def test_what_the_token_does_not_administer_is_404(organisation):
    branch = organisation.get_repo("vault-config").get_branch("main")

    with pytest.raises(UnknownObjectException, match="Not Found"):
        branch.get_protection()


def test_protection_of_a_private_repository_on_the_free_plan_is_403(github):
    branch = github.get_repo("quillhaven-labs/prototype").get_branch("main")

    with pytest.raises(GithubException, match="Upgrade to GitHub Pro") as refused:
        branch.get_protection()
    assert refused.value.status == 403


def test_a_transferred_repository_answers_to_its_former_name(github):
    repository = github.get_repo("brackenfield/partner-sdk")

    assert repository.full_name == "quillhaven/partner-sdk"


def test_a_comparison_counts_what_came_between(organisation):
    repository = organisation.get_repo("ledger")
    pull = repository.get_pull(10)

    compared = repository.compare(pull.merge_commit_sha, repository.get_pull(12).merge_commit_sha)

    assert (compared.status, compared.ahead_by) == ("ahead", 1)


def test_deployments_name_the_run_that_made_them(organisation):
    deployment = organisation.get_repo("ledger").get_deployments()[0]

    assert "/actions/runs/" in deployment.get_statuses()[0].log_url
