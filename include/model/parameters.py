"""Management's thresholds, as people write them in YAML."""

from datetime import datetime
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import Field

from include.model.control import Name, Scalar, Severity
from include.model.frozen import Frozen


class RepositoryGroup(Frozen):
    """Repositories for which management has thresholds of their own; patterns as in ``scope.yaml``."""

    repositories: Annotated[tuple[str, ...], Field(min_length=1)]
    tests: Annotated[dict[Name, dict[str, Scalar]], Field(min_length=1)]

    def holds(self, repository: str) -> bool:
        """Tell whether a repository is one of the group."""
        name = repository.casefold()
        return any(fnmatchcase(name, each.casefold()) for each in self.repositories)


class ParametersFile(Frozen):
    """``company/parameters.yaml``: management's thresholds, which override a test's defaults.

    ``remediation_days`` says by severity within how many days a deviation is to be mended.
    Of the ``groups`` the first that names a repository and a test holds, and overrides what ``tests`` says.
    """

    version: str
    approved_by: str
    approved_at: datetime | None = None
    remediation_days: dict[Severity, Annotated[int, Field(gt=0)]] = {}
    tests: dict[Name, dict[str, Scalar]] = {}
    groups: dict[Name, RepositoryGroup] = {}

    def group_of(self, repository: str | None, test: str) -> str | None:
        """Return the group whose thresholds of a test hold for a repository; None: those of all."""
        if repository is None:
            return None
        own = (name for name, each in self.groups.items() if test in each.tests)
        return next((name for name in own if self.groups[name].holds(repository)), None)
