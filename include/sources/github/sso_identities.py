"""Who signs in by the organisation's identity provider: the identities that it knows, and whose they are.

GitHub tells of a SAML provider of the organisation's own. It says the same nothing where the plan has none,
where none is set up, and where an enterprise signs its people in: then the dataset fails with the cause
``plan_limit``, and the identity provider's own evidence must answer.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.errors import Cause, SourceIncomplete, SourceUnreachable
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._client import ERRORS, Github, Row, readable, required
from include.sources.github._graph import PAGE, following
from include.sources.github._permissions import permission_of, permissions_of

_GRAPH = "POST /graphql"
_IDENTITIES = f"{_GRAPH} identities"
_QUESTION = f"""query($login: String!, $after: String) {{ organization(login: $login) {{
  samlIdentityProvider {{ externalIdentities(first: 100, after: $after) {{ totalCount {PAGE}
    nodes {{ guid samlIdentity {{ nameId }} user {{ login databaseId }} }} }} }} }} }}"""

IDENTITIES = Dataset(
    name="github_sso_identities",
    grain="One row per identity of the organisation's SAML provider that GitHub knows, claimed or not.",
    key=("guid",),
    permissions=permissions_of(_IDENTITIES),
    columns=[
        column("guid", pa.string(), "GitHub's own id of the identity.", nullable=False),
        column(
            "name_id", pa.string(), "The person's name at the provider; null: provisioned only."
        ),
        column("login", pa.string(), "Login that it is linked to; null while nobody claimed it."),
        column("user_id", pa.int64(), "GitHub's number of that account."),
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(IDENTITIES,),
)


def collect(github: Github, into: Collection) -> None:
    """Read every identity of the organisation's provider."""
    with into.reading(IDENTITIES), readable(_GRAPH):
        rows: list[Row] = []
        seen: set[str] = set()
        after, is_first, total = None, True, 0
        while after or is_first:
            page = _page(github, after)
            rows += [identity_columns(each) for each in page["nodes"]]
            total = page["totalCount"]
            after, is_first = following(page, seen), False
        into.expect(IDENTITIES, total)
        into.add(IDENTITIES, rows)


def identity_columns(answer: Mapping[str, Any]) -> Row:
    """Return the row of one identity."""
    user = answer.get("user") or {}
    return {
        "guid": required(answer, "guid", _GRAPH),
        "name_id": (answer.get("samlIdentity") or {}).get("nameId"),
        "login": user.get("login"),
        "user_id": user.get("databaseId"),
    }


def _page(github: Github, after: str | None) -> Row:
    login = github.organization.login
    data = github.graph(_QUESTION, login=login, after=after)
    organization = required(data, "organization", _GRAPH)
    if organization.get(ERRORS):
        msg = f"{login}: {organization[ERRORS][0]}; grant {permission_of(_IDENTITIES)}, then run again"
        raise SourceUnreachable(msg, cause=Cause.DENIED, action=permission_of(_IDENTITIES))
    provider = organization.get("samlIdentityProvider")
    if provider is None:
        msg = (
            f"{login} has no SAML provider of its own: not in its plan, not set up, or its enterprise "
            "signs people in; accept the gap, and bring the identity provider's evidence"
        )
        raise SourceUnreachable(msg, cause=Cause.PLAN_LIMIT)
    page: Row = required(provider, "externalIdentities", _GRAPH)
    if provider.get(ERRORS) or page.get(ERRORS) or None in page["nodes"]:
        msg = f"{login}: identities are kept back; look at the raw answers, then run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="IdentitiesKeptBack")
    return page
