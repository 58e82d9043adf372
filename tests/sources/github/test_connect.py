from datetime import UTC, date, datetime

import pytest
from github import Auth

from include.model.errors import Cause, SourceError, SourceUnreachable
from include.model.scope import ScopeFile
from include.sources.github import app, by_hand, connect
from include.sources.github._wire import is_github

NOW = datetime(2026, 11, 24, 3, 33, 12, tzinfo=UTC)  # what the server's Date header says
ORG = "/orgs/{org}"
TEAMS = "/orgs/{org}/teams"
PROTECTION = "/repos/{org}/{repo}/branches/{branch}/protection"
TOKEN = "ghp_" + "a" * 36


def answers(into):
    return into.readings["github_organizations"].answers


def failure(wire, path=ORG, **parameters):
    with pytest.raises(SourceError) as caught:
        wire.get(path, **parameters)
    return caught.value


def test_who_asks_is_the_tokens_user(service, scope, into, organization_of):
    service.says(200, {"login": "collector"})

    connect(Auth.Token(TOKEN), scope, into, organization=organization_of(), base_url=service.url)

    assert (into.caller, into.emulated) == ("collector", True)
    assert into.endpoint_host == service.url.removeprefix("http://")


def test_an_installations_token_names_nobody(service, scope, into, organization_of):
    service.says(403, {"message": "Resource not accessible by integration"})

    connect(Auth.Token(TOKEN), scope, into, organization=organization_of(), base_url=service.url)

    assert into.caller == "a GitHub App's token"


def test_an_app_names_itself_and_its_installation(scope, into, organization_of):
    auth = app(12, "a key that is not used before the first question", 34)

    connect(auth, scope, into, organization=organization_of())

    assert into.caller == "GitHub App 12, installation 34"
    assert (into.endpoint_host, into.emulated) == ("api.github.com", False)


def test_an_apps_key_that_is_none_is_said_in_one_line(service, scope, into, organization_of):
    github = connect(
        app(12, "no key", 34), scope, into, organization=organization_of(), base_url=service.url
    )

    assert failure(github).cause is Cause.CREDENTIALS


@pytest.mark.parametrize(
    "case",
    [
        ("https://ghes.example/api/v3", None, None, False),
        ("https://ghes.example/api/v3", "https://other.example/api/v3", None, True),
        (None, "https://ghes.example/api/v3", None, True),
        (None, "https://ghes.example/api/v3", False, False),
        (None, "https://api.acme.ghe.com", None, False),
    ],
)
def test_only_github_and_what_the_scope_names_are_github(scope, into, organization_of, case):
    stated, base_url, told, is_emulated = case
    organization = organization_of(base_url=stated)

    connect(
        app(1, "x", 2), scope, into, organization=organization, base_url=base_url, emulated=told
    )

    assert into.emulated is is_emulated


def test_a_host_that_only_looks_like_github_is_none():
    assert not is_github("api.github.com.evil.example")
    assert not is_github("evilghe.com")


def test_by_hand_the_shell_says_who_and_where(monkeypatch, service, scope, into, tmp_path):
    company = ScopeFile(
        company="Acme",
        starts_on=date(2026, 1, 1),
        github_organizations=({"login": "acme", "name": "Acme"},),
    )
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", service.url)
    service.says(200, {"login": "collector"})

    github = by_hand(scope, company, tmp_path)(scope, into)

    assert (github.organization.login, into.caller) == ("acme", "collector")


def test_by_hand_without_a_token_says_what_is_missing(monkeypatch, scope, tmp_path):
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)

    with pytest.raises(SourceUnreachable, match="GITHUB_TOKEN is not set"):
        by_hand(scope, ScopeFile(company="Acme", starts_on=date(2026, 1, 1)), tmp_path)
