"""Each source is asked its first question, and what is wrong with that is a line with what to do."""

from datetime import timedelta
from functools import partial

import boto3
import pytest
from github import Auth

from include import sources
from include.doctor import scope_findings
from include.model.company import read_company
from include.model.config_delivery import ConfigDelivery
from include.model.errors import Cause, SourceUnreachable
from include.model.interval import utc_now
from include.sources import aws, github, registers
from tests.demo.emulation import COMPANY

SCOPES = read_company(COMPANY).scope
ACCOUNT, OTHER = (SCOPES.scope(each.id) for each in SCOPES.aws_accounts)
LOGS = SCOPES.account(ACCOUNT.id).application_logs
RECORDED = ConfigDelivery(bucket="config", regions=("us-east-1",))
ORGANIZATION = SCOPES.scope(SCOPES.github_organizations[0].login)
OURS = SCOPES.scope("company")


@pytest.fixture(scope="session")
def emulated_aws(start_emulator):
    return start_emulator()


@pytest.fixture
def to_aws(emulated_aws):
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    declared = SCOPES.account(ACCOUNT.id)
    return lambda _: partial(aws.connect, session, endpoint_url=emulated_aws, account=declared)


@pytest.fixture
def to_github(emulated_github):
    organization = SCOPES.organization(ORGANIZATION.id)
    made = partial(
        github.connect, Auth.Token("testing"), organization=organization, base_url=emulated_github
    )
    return lambda _: made


def to_registers(folder):
    return lambda _: partial(registers.connect, folder)


def test_nothing_is_found_where_all_is_well(to_aws, to_github):
    assert scope_findings(ACCOUNT, to_aws) == ()
    assert scope_findings(ORGANIZATION, to_github) == ()
    assert scope_findings(OURS, to_registers(COMPANY / "registers")) == ()


def test_an_account_whose_applications_logs_nobody_names_is_told_to_name_them(to_aws):
    found = scope_findings(ACCOUNT, lambda name: partial(to_aws(name), account=None))

    assert len(found) == 1
    assert "or write `application_logs: []` where there are none" in found[0]


def test_credentials_of_another_account_are_said_once(to_aws):
    found = scope_findings(OTHER, to_aws)

    assert len(found) == 1
    assert f"the credentials are of account {ACCOUNT.id}, scope.yaml says {OTHER.id}" in found[0]


def test_a_clock_that_is_wrong_is_told_from_the_services_date(to_aws):
    found = scope_findings(ACCOUNT, to_aws, clock=lambda: utc_now() + timedelta(minutes=3))

    assert len(found) == 1
    assert "s ahead of the service's; synchronise it (NTP)" in found[0]


def test_a_register_that_is_missing_is_named(tmp_path):
    found = scope_findings(OURS, to_registers(tmp_path))

    missing = (
        f"{tmp_path / 'administrators.yaml'}: Quillhaven (emulated) does not keep this register"
    )
    assert any(line.startswith(missing) for line in found)


def test_a_repository_of_registers_that_is_refused_is_named():
    refusal = SourceUnreachable("Git was denied", cause=Cause.DENIED)

    def refuse(_scope, _into):
        raise refusal

    assert scope_findings(OURS, lambda _: refuse) == ("Git was denied",)


def test_a_bucket_of_registers_is_no_matter_of_the_shipped_policy():
    def refuse(_scope, into):
        into.deny("s3:GetObject")
        raise SourceUnreachable("denied", cause=Cause.DENIED, code="AccessDenied")

    (line,) = scope_findings(OURS, lambda _: refuse)

    assert line.endswith("allow it where scope.yaml says that the registers lie")


def test_a_permission_that_is_missing_is_named_with_the_shipped_policy():
    class Denied:
        account_id = ACCOUNT.id
        application_logs = LOGS
        config_delivery = RECORDED

        def __init__(self, into):
            self.into = into

        def call(self, service, operation, **_):
            self.into.deny(f"{service}:{operation}")
            raise SourceUnreachable("denied", cause=Cause.DENIED, code="AccessDenied")

        def pages(self, service, operation, _key, **_):
            yield self.call(service, operation)

        refer = call

    found = scope_findings(ACCOUNT, lambda _: lambda _scope, into: Denied(into))

    where = f"aws_account {ACCOUNT.id} ({ACCOUNT.name})"
    said = f"{where}: iam:GetAccountSummary is denied to the collector; allow it as "
    assert [each for each in found if each.startswith(said)] == [
        f"{said}deploy/aws/collector-policy.json does"
    ]
    assert all("is denied to" in each for each in found)


def test_what_a_plan_does_not_have_is_nobodys_mistake():
    def refuse(_scope, _into):
        raise SourceUnreachable("not on this plan", cause=Cause.PLAN_LIMIT)

    assert scope_findings(ORGANIZATION, lambda _: refuse) == ()


def test_each_source_is_asked_once_and_no_more():
    asked = []

    class Counting:
        account_id = ACCOUNT.id
        application_logs = LOGS
        config_delivery = RECORDED

        def __init__(self, name):
            self.name = name

        def call(self, *_, **__):
            asked.append(self.name)
            return {}

        def pages(self, *_, **__):
            asked.append(self.name)
            yield {}

        refer = call

    found = scope_findings(ACCOUNT, lambda name: lambda _scope, _into: Counting(name))

    assert found == ()
    assert set(asked) == set(sources.by_provider()["aws"])
    # Some begin with a question per Region or two beside each other.
    assert len(asked) <= 8 * len(set(asked))
