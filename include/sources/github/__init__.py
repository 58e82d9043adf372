"""GitHub, one organisation at a time: who is asked, with which credentials, and whether it is GitHub."""

import os
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from github import Auth, GithubException, GithubIntegration
from jwt import PyJWTError

from include.model.errors import Cause, SourceUnreachable
from include.model.scope import GithubOrganization, Scope, ScopeFile
from include.sources.collection import Collection, Connect
from include.sources.github._client import Github, required
from include.sources.github._transport import Patience
from include.sources.github._wire import PUBLIC_API, RestGithub, is_github

__all__ = ["Github", "Patience", "app", "by_hand", "connect", "granted"]


def connect(
    auth: Auth.Auth,
    scope: Scope,
    into: Collection,
    *,
    organization: GithubOrganization,
    base_url: str | None = None,
    emulated: bool | None = None,
    patience: Patience | None = None,
) -> Github:
    """Ask who we are and return the organisation's client.

    ``base_url`` comes before the organisation's own, which comes before github.com. ``emulated``
    overrides what the host tells: GitHub's own hosts and the Enterprise Server that ``scope.yaml`` names
    are GitHub, everything else is an emulator. Only tests pass ``patience``. Raises ``SourceUnreachable``
    when nobody answers or the credentials are refused.
    """
    url = base_url or organization.base_url or PUBLIC_API
    host = urlsplit(url).netloc.rpartition("@")[2]
    is_stated = organization.base_url is not None and url == organization.base_url
    into.endpoint_host = host
    into.emulated = not (is_github(host) or is_stated) if emulated is None else emulated
    github = RestGithub(
        auth,
        scope,
        into,
        organization=organization,
        base_url=url,
        patience=patience or Patience(),
    )
    into.caller = _caller(github, auth)
    return github


def app(app_id: int | str, private_key: str, installation_id: int) -> Auth.Auth:
    """Return the credentials of a GitHub App's installation, renewed by themselves."""
    return Auth.AppInstallationAuth(Auth.AppAuth(app_id, private_key), installation_id)


def granted(
    app_id: int | str, private_key: str, installation_id: int, base_url: str | None
) -> dict[str, str]:
    """Ask what an App's installation may do; return levels by permission.

    Raises:
        SourceUnreachable: the App's id, key or installation is refused, or nobody answers.
    """
    try:
        own = Auth.AppAuth(app_id, private_key)
        with GithubIntegration(auth=own, base_url=base_url or PUBLIC_API, retry=None) as asked:
            return dict(asked.get_access_token(installation_id).permissions)
    except (GithubException, OSError, PyJWTError) as error:
        msg = (
            f"GitHub App {app_id}, installation {installation_id}: no token ({type(error).__name__}); "
            "correct app_id, installation_id and the key of the connection"
        )
        raise SourceUnreachable(msg, cause=Cause.CREDENTIALS) from None


def by_hand(scope: Scope, company: ScopeFile, _folder: Path) -> Connect:
    """Connect as the shell is set up: GITHUB_TOKEN, and GITHUB_API_URL where it is not github.com."""
    token = os.environ.get("GITHUB_TOKEN")
    if not token:
        msg = f"{scope.kind} {scope.id} ({scope.name}): GITHUB_TOKEN is not set; set it to a token"
        raise SourceUnreachable(msg, cause=Cause.CREDENTIALS)
    return partial(
        connect,
        Auth.Token(token),
        organization=company.organization(scope.id),
        base_url=os.environ.get("GITHUB_API_URL") or None,
    )


def _caller(github: Github, auth: Auth.Auth) -> str:
    """Name the App, or the user whose token it is; an installation's bare token names nobody."""
    if isinstance(auth, Auth.AppInstallationAuth):
        return f"GitHub App {auth.app_id}, installation {auth.installation_id}"
    user = github.get("/user", absent=("ResourceNotAccessible",))
    return "a GitHub App's token" if user is None else str(required(user, "login", "/user"))
