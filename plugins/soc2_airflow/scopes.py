"""Which scopes each source reads, from ``scope.yaml``: what the extract tasks are mapped over."""

from include import sources
from soc2_airflow import hooks


def scope_ids() -> dict[str, list[str]]:
    """Return the scope ids of each source, for every source there is."""
    scopes = hooks.company().scope.scopes()
    return {
        name: [scope.id for scope in scopes if scope.kind is sources.load(name).SOURCE.scope_kind]
        for name in sources.names()
    }
