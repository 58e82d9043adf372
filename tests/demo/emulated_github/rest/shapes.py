"""What appears in many answers: users, Apps, addresses, times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.people import Account, App

GITHUB = "https://github.com"
MADE = "2021-02-03T04:05:06Z"
_USER_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def when(moment: datetime | None) -> str | None:
    """Write a moment as GitHub does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def node_id(prefix: str, number: int) -> str:
    """Make an opaque global id."""
    return f"{prefix}_kgDO{number:x}"


def user(base: str, account: Account | None) -> dict[str, Any] | None:
    """Write an account; None stays null."""
    if account is None:
        return None
    url = f"{base}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.id,
        "node_id": node_id("U", account.id),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{account.id}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{GITHUB}/{account.login}",
        **{name: url + path for name, path in _USER_LINKS.items()},
        "type": account.kind,
        "site_admin": False,
    }


def named_organisation(base: str, it: Organisation) -> dict[str, Any]:
    """Write an organisation as everybody sees it."""
    url = f"{base}/orgs/{it.login}"
    return {
        "login": it.login,
        "id": it.account.id,
        "node_id": node_id("O", it.account.id),
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in ("repos", "events", "hooks", "issues")},
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{it.account.id}?v=4",
        "description": None,
        "html_url": f"{GITHUB}/{it.login}",
        "has_organization_projects": True,
        "has_repository_projects": True,
        **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
        "type": "Organization",
        "created_at": when(it.created_at),
        "updated_at": when(it.created_at),
        "archived_at": None,
    }


def app(base: str, it: App) -> dict[str, Any]:
    """Write a GitHub App."""
    return {
        "id": it.id,
        "slug": it.slug,
        "node_id": node_id("A", it.id),
        "owner": user(base, Account(9919, "github", "Organization")),
        "name": it.name,
        "description": "",
        "external_url": GITHUB,
        "html_url": f"{GITHUB}/apps/{it.slug}",
        "created_at": MADE,
        "updated_at": MADE,
        "permissions": it.permissions,
        "events": [],
    }
