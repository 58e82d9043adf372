"""Which scopes a provider's sources read, from ``scope.yaml``: what extract tasks are mapped over."""

from datetime import UTC, datetime, timedelta

from include import sources
from include.model.files import read_yaml
from include.model.interval import DAY, IntervalKind, utc_now
from include.model.scope import ScopeFile
from soc2_airflow import hooks


def scope_ids(provider: str, per: str | None = None) -> list[str]:
    """Return the ids of the scopes that the provider's sources read, for a slot or a day now.

    A discovered account whose stay is over is not asked any more, unless for no slot or day in particular.
    """
    kind = sources.scope_kind(provider)
    file = hooks.company().scope
    # A day is collected on the day after it.
    asked = utc_now() - (DAY if per == IntervalKind.WINDOW else timedelta(0))
    over = {
        each.id
        for each in file.discovered or ()
        if per and each.ends_on and each.ends_on < asked.date()
    }
    return [each.id for each in file.scopes() if each.kind is kind and each.id not in over]


def first_day() -> datetime:
    """Return the first midnight (UTC) for which the company owes evidence: ``starts_on``.

    Raises:
        DefinitionError: ``scope.yaml`` is missing or wrong; Airflow shows it as the DAG's import error.
    """
    scope = read_yaml(hooks.company_folder() / "scope.yaml", ScopeFile)
    return datetime.combine(scope.starts_on, datetime.min.time(), UTC)
