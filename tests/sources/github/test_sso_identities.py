"""Identities of the organisation's own provider, or the reason why there are none."""

from types import SimpleNamespace

import pytest

from include.model.errors import Cause
from include.sources.github import sso_identities as source
from include.sources.github._client import ERRORS

NAME = "github_sso_identities"


def identity(number, **more):
    user = {"login": f"u{number}", "databaseId": number}
    return {
        "guid": f"g{number}",
        "samlIdentity": {"nameId": f"u{number}@acme.example"},
        "user": user,
    } | more


def page(*nodes, total, more=None):
    place = {"hasNextPage": bool(more), "endCursor": more}
    return {"externalIdentities": {"totalCount": total, "pageInfo": place, "nodes": list(nodes)}}


@pytest.fixture
def collect(collection, organization_of):
    """Return what a collection holds when the organisation answers so, provider by provider."""

    def run(*providers, **organization):
        left = list(providers)

        def graph(_, login, after):
            asked.append((login, after))
            return {"organization": {"samlIdentityProvider": left.pop(0), **organization}}

        asked = []
        into = collection(source.SOURCE)
        source.collect(SimpleNamespace(graph=graph, organization=organization_of()), into)
        into.asked = asked
        return into

    return run


def error(into):
    return into.readings[NAME].error


def test_every_identity_is_a_row_claimed_or_not(collect, rows):
    into = collect(
        page(identity(1), total=3, more="a"),
        page(identity(2, samlIdentity=None), identity(3, user=None), total=3),
    )

    assert rows(into, source.IDENTITIES) == [
        {"guid": "g1", "name_id": "u1@acme.example", "login": "u1", "user_id": 1},
        {"guid": "g2", "name_id": None, "login": "u2", "user_id": 2},
        {"guid": "g3", "name_id": "u3@acme.example", "login": None, "user_id": None},
    ]
    assert into.asked == [("acme", None), ("acme", "a")]
    assert into.readings[NAME].expected_items == 3


def test_without_a_provider_of_its_own_it_is_the_plans_limit(collect):
    found = error(collect(None))

    assert found.cause is Cause.PLAN_LIMIT
    assert "acme has no SAML provider of its own" in str(found)


def test_a_refusal_is_no_missing_provider(collect):
    found = error(collect(None, **{ERRORS: ["POST /graphql samlIdentityProvider: FORBIDDEN"]}))

    assert (found.cause, found.action) == (Cause.DENIED, "github:members:read")


@pytest.mark.parametrize(
    ("provider", "cause"),
    [
        (page(None, total=1), Cause.INCOMPLETE),
        ({"externalIdentities": None}, Cause.MALFORMED),
        (page({"guid": None}, total=1), Cause.MALFORMED),
        ({"externalIdentities": {"nodes": []}}, Cause.MALFORMED),
    ],
)
def test_what_is_kept_back_or_cannot_be_read_fails_the_dataset(collect, provider, cause):
    assert error(collect(provider)).cause is cause


def test_a_list_that_goes_on_where_it_was_before_is_refused(collect):
    again = page(identity(1), total=9, more="a")

    assert error(collect(again, again)).code == "PageRepeated"


def test_the_emulated_company_has_identities_on_the_enterprise_plan_alone(
    observe_quillhaven, start_github, rows
):
    into = observe_quillhaven(
        "github.sso_identities", endpoint=start_github("--plan", "enterprise")
    )

    found = {row["login"]: row["name_id"] for row in rows(into, source.IDENTITIES)}
    assert "jonas-wierda" not in found
    assert found["mirela-popa"] is None
    assert found["devon-ashby"] == "devon.ashby@quillhaven.example"
    assert error(observe_quillhaven("github.sso_identities")).cause is Cause.PLAN_LIMIT
