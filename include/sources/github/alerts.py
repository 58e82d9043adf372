"""Alerts of dependencies, code and leaked secrets, open and closed, with who closed them and why.

The organisation is asked for each kind at once; a tested repository that it names no alert of is asked for
itself, since "none", "switched off" and "not shown to us" look the same in a list. Where the organisation
does not answer, every repository is. A secret is never asked for and never kept. Of secrets GitHub lists
those with a provider's pattern; generic ones (passwords in text) only by name, and they are not read.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from include.model.dataset import Dataset, Nature, Source
from include.model.errors import Cause, SourceError
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.github._alert_datasets import (
    CODE_ALERTS,
    CODE_SCANNING,
    DEPENDABOT,
    DEPENDENCY_ALERTS,
    OF_ORGANIZATION,
    OF_REPOSITORY,
    SECRET_ALERTS,
    SECRET_SCANNING,
)
from include.sources.github._client import Columns, Github, Row, fill, required
from include.sources.github._listing import place, tested
from include.sources.github.organization import instant

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.GITHUB_ORG,
    datasets=(DEPENDENCY_ALERTS, CODE_ALERTS, SECRET_ALERTS),
)
# What a repository says that raises no alerts: an answer, and the state of the row without a number.
_STATES = {"AlertsDisabled": "disabled", "NoAnalysisFound": "never_analysed"}
_REFUSALS = frozenset({Cause.DENIED, Cause.PLAN_LIMIT, Cause.UNIMPLEMENTED, Cause.VANISHED})


@dataclass(frozen=True)
class _Kind:
    """One kind of alert: where it is asked for, and how an answer is read."""

    dataset: Dataset
    place: str
    columns: Callable[[Mapping[str, Any]], Columns]
    query: Mapping[str, str]

    @property
    def path(self) -> str:
        """Return the question about one repository."""
        return OF_REPOSITORY.format(self.place)


def collect(github: Github, into: Collection) -> None:
    """Read each kind of alert of the tested repositories."""
    repositories: list[Mapping[str, Any]] = []
    with into.reading(*SOURCE.datasets):
        repositories = tested(github)
    for kind in _KINDS:
        with into.reading(kind.dataset):
            if into.readings[kind.dataset.name].error is None:
                rows = _alerts(github, kind, repositories)
                into.expect(kind.dataset, len(rows))
                into.add(kind.dataset, rows)


def dependency_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one alert about a dependency."""
    dependency, advisory = answer.get("dependency") or {}, answer.get("security_advisory") or {}
    package = dependency.get("package") or {}
    vulnerability = answer.get("security_vulnerability") or {}
    return {
        **_closed(answer),
        "severity": vulnerability.get("severity") or advisory.get("severity"),
        "package": _package(package.get("ecosystem"), package.get("name")),
        "manifest": dependency.get("manifest_path"),
        "advisory": advisory.get("ghsa_id"),
        "auto_dismissed_at": instant(answer.get("auto_dismissed_at")),
    }


def code_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one alert about code."""
    rule = answer.get("rule") or {}
    return {
        **_closed(answer),
        "severity": rule.get("security_severity_level") or rule.get("severity"),
        "rule": rule.get("id"),
        "tool": (answer.get("tool") or {}).get("name"),
    }


def secret_columns(answer: Mapping[str, Any]) -> Columns:
    """Return the columns of one alert about a secret: its kind, never the secret."""
    return {
        **_raised(answer),
        "secret_type": answer.get("secret_type"),
        "resolution": answer.get("resolution"),
        "resolved_at": instant(answer.get("resolved_at")),
        "resolved_by": _login(answer.get("resolved_by")),
        "resolution_comment": answer.get("resolution_comment"),
        "validity": answer.get("validity"),
        "is_publicly_leaked": answer.get("publicly_leaked"),
        "push_protection_bypassed_at": instant(answer.get("push_protection_bypassed_at")),
        "push_protection_bypassed_by": _login(answer.get("push_protection_bypassed_by")),
    }


_KINDS = (
    # Closed alerts are listed, too, as long as no state is asked for.
    _Kind(DEPENDENCY_ALERTS, DEPENDABOT, dependency_columns, {}),
    _Kind(CODE_ALERTS, CODE_SCANNING, code_columns, {}),
    _Kind(SECRET_ALERTS, SECRET_SCANNING, secret_columns, {"hide_secret": "true"}),
)


def _alerts(github: Github, kind: _Kind, repositories: Iterable[Mapping[str, Any]]) -> list[Row]:
    of_organization = _of_organization(github, kind)
    rows: list[Row] = []
    for each in repositories:
        known = of_organization.get(required(each, "id", kind.path))
        rows += (
            [{**place(each), **row, "read_errors": []} for row in known]
            if known
            else _of_repository(github, kind, each)
        )
    return rows


def _of_organization(github: Github, kind: _Kind) -> dict[int, list[Columns]]:
    """Group the organisation's alerts by repository; nothing where it does not answer as a whole."""
    path = OF_ORGANIZATION.format(kind.place)
    found: Row = {"read_errors": []}
    error = fill(
        found,
        f"GET {path}",
        lambda: {
            "alerts": [
                (required(each.get("repository"), "id", path), kind.columns(each))
                for each in github.pages(path, **kind.query)
            ]
        },
    )
    if error is not None and error.cause not in _REFUSALS:
        raise error
    groups: dict[int, list[Columns]] = {}
    for repository_id, columns in found.get("alerts", ()):
        groups.setdefault(repository_id, []).append(columns)
    return groups


def _of_repository(github: Github, kind: _Kind, repository: Mapping[str, Any]) -> list[Row]:
    """Return a row per alert, or the one row that says why there is none; no row where all is well."""
    found: Row = {"read_errors": []}
    pages = github.pages(kind.path, repo=repository["name"], **kind.query)
    error = fill(
        found, f"GET {kind.path}", lambda: {"alerts": [kind.columns(each) for each in pages]}
    )
    if error is None:
        return [{**place(repository), **each, "read_errors": []} for each in found["alerts"]]
    return [{**place(repository), **_why(error, found["read_errors"])}]


def _why(error: SourceError, read_errors: list[str]) -> Row:
    state = _STATES.get(error.code or "")
    return {"state": state, "read_errors": [] if state else read_errors}


def _raised(answer: Mapping[str, Any]) -> Columns:
    return {
        "number": required(answer, "number", "alerts"),
        "state": answer.get("state"),
        "created_at": instant(answer.get("created_at")),
    }


def _closed(answer: Mapping[str, Any]) -> Columns:
    return {
        **_raised(answer),
        "fixed_at": instant(answer.get("fixed_at")),
        "dismissed_at": instant(answer.get("dismissed_at")),
        "dismissed_by": _login(answer.get("dismissed_by")),
        "dismissed_reason": answer.get("dismissed_reason"),
        "dismissed_comment": answer.get("dismissed_comment"),
    }


def _package(ecosystem: str | None, name: str | None) -> str | None:
    return f"{ecosystem}:{name}" if ecosystem and name else name


def _login(account: Mapping[str, Any] | None) -> str | None:
    return None if account is None else account.get("login")
