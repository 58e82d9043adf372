"""Which scopes a provider's sources read, from ``scope.yaml``: what extract tasks are mapped over."""

from include import sources
from soc2_airflow import hooks


def scope_ids(provider: str) -> list[str]:
    """Return the ids of the scopes that the provider's sources read."""
    kind = sources.scope_kind(provider)
    return [scope.id for scope in hooks.company().scope.scopes() if scope.kind is kind]
