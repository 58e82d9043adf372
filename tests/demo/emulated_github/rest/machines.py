"""Routes about what acts without a person: Apps and tokens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.demo.emulated_github.organisation import Organisation
from tests.demo.emulated_github.people import App
from tests.demo.emulated_github.rest.asking import Asked, Pages, get, post
from tests.demo.emulated_github.rest.shapes import GITHUB, MADE, user, when


@get("/orgs/{org}/installations")
def installations(asked: Asked) -> Any:
    """List the Apps that are installed."""
    it = asked.organisation
    return Pages(list(it.apps), lambda app: _installation(asked, it, app), "installations")


@get("/orgs/{org}/installation")
def own_installation(asked: Asked) -> Any:
    """Tell where the asking App is installed."""
    it = asked.organisation
    own = App(880100, "evidence-collector", "Evidence Collector", {"metadata": "read"})
    return _installation(asked, it, own)


@post("/app/installations/{id}/access_tokens")
def access_token(asked: Asked) -> Any:
    """Give an App's installation its token for an hour; the App's signature is not looked at."""
    return {
        "token": "ghs_emulated",
        # By the real clock, as clients compare it with theirs.
        "expires_at": when(datetime.now(UTC) + timedelta(hours=1)),
        "permissions": {"metadata": "read"},
        "repository_selection": "all",
    }


def _installation(asked: Asked, it: Organisation, app: App) -> dict[str, Any]:
    url = asked.url(f"/app/installations/{app.id}")
    return {
        "id": app.id,
        "account": user(asked.base, it.account),
        "repository_selection": "all",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": asked.url("/installation/repositories"),
        "html_url": f"{GITHUB}/organizations/{it.login}/settings/installations/{app.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": it.account.id,
        "target_type": "Organization",
        "permissions": app.permissions,
        "events": [],
        "created_at": MADE,
        "updated_at": MADE,
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }


@get("/orgs/{org}/personal-access-tokens")
def personal_access_tokens(asked: Asked) -> Any:
    """List the fine-grained tokens that reach the organisation."""

    def render(token: dict[str, Any]) -> dict[str, Any]:
        times = {name: when(token[name]) for name in token if name.endswith("_at")}
        url = asked.url(f"{asked.path}/{token['id']}/repositories")
        return {
            **token,
            **times,
            "owner": user(asked.base, token["owner"]),
            "repositories_url": url,
        }

    return Pages(asked.organisation.tokens, render)
