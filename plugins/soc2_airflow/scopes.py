"""Which scopes a provider's sources read, from ``scope.yaml``: what extract tasks are mapped over."""

from datetime import UTC, datetime

from include import sources
from include.model.files import read_yaml
from include.model.scope import ScopeFile
from soc2_airflow import hooks


def scope_ids(provider: str) -> list[str]:
    """Return the ids of the scopes that the provider's sources read."""
    kind = sources.scope_kind(provider)
    return [scope.id for scope in hooks.company().scope.scopes() if scope.kind is kind]


def first_day() -> datetime:
    """Return the first midnight (UTC) for which the company owes evidence: ``starts_on``.

    Raises:
        DefinitionError: ``scope.yaml`` is missing or wrong; Airflow shows it as the DAG's import error.
    """
    scope = read_yaml(hooks.company_folder() / "scope.yaml", ScopeFile)
    return datetime.combine(scope.starts_on, datetime.min.time(), UTC)
