"""Fields of organisations: members, repositories, who signs in by SSO."""

from __future__ import annotations

from typing import Any

from tests.demo.emulated_github.graph.fields import Asking, field
from tests.demo.emulated_github.graph.pages import page
from tests.demo.emulated_github.organisation import ENTERPRISE, Organisation
from tests.demo.emulated_github.people import (
    ONLY_PROVISIONED,
    PRIVATE_IDENTITY,
    WITHOUT_IDENTITY,
    Account,
)
from tests.demo.emulated_github.rest.shapes import node_id


@field("Organization.name", "User.name")
def full_name(it: Any, _: Asking) -> str:
    return (it.account if isinstance(it, Organisation) else it).name


@field("Organization.requiresTwoFactorAuthentication")
def requires_2fa(it: Organisation, _: Asking) -> bool | None:
    return it.two_factor_required


@field("Organization.membersWithRole")
def members_with_role(it: Organisation, _: Asking, **given: Any) -> dict[str, Any]:
    shown = page(list(it.members.values()), given)
    edges = [
        {
            "cursor": each.login,
            "hasTwoFactorEnabled": each.login not in it.without_2fa,
            "node": each,
            "role": "ADMIN" if each.login in it.owners else "MEMBER",
        }
        for each in shown["nodes"]
    ]
    return {**shown, "edges": edges}


@field("Organization.repositories")
def repositories(
    it: Organisation, asking: Asking, *, is_archived: bool | None = None, **given: Any
) -> Any:
    held = asking.world.of(it.login)
    return page([e for e in held if is_archived in (None, e.settings.archived)], given)


def name_id(it: Account) -> str:
    """Name a person as the company's identity provider does: by their address at work."""
    at_work = f"{'.'.join(it.name.lower().split())}@quillhaven.example"
    return PRIVATE_IDENTITY.get(it.login, at_work)


@field("Organization.samlIdentityProvider")
def identity_provider(it: Organisation, _: Asking) -> Organisation | None:
    return it if it.plan == ENTERPRISE else None


@field("OrganizationIdentityProvider.id")
def provider_id(it: Organisation, _: Asking) -> str:
    return node_id("OIP", it.account.id)


@field("OrganizationIdentityProvider.issuer", "OrganizationIdentityProvider.ssoUrl")
def issuer(_: Organisation, __: Asking) -> str:
    return "https://sso.quillhaven.example/saml"


@field("OrganizationIdentityProvider.externalIdentities")
def external_identities(it: Organisation, _: Asking, **given: Any) -> dict[str, Any]:
    linked = [each for each in it.members.values() if each.login not in WITHOUT_IDENTITY]
    written = [
        {
            "guid": f"00000000-0000-4000-8000-{each.id:012d}",
            "id": node_id("EI", each.id),
            "samlIdentity": None
            if each.login in ONLY_PROVISIONED
            else {"nameId": name_id(each), "username": name_id(each)},
            "user": each,
        }
        for each in linked
    ]
    return page(written, given)
