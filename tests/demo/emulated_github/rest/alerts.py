"""Routes about alerts, of a repository and of the organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.demo.emulated_github.repository_model import Repository
from tests.demo.emulated_github.rest.asking import Asked, Pages, get
from tests.demo.emulated_github.rest.repository_shapes import repository
from tests.demo.emulated_github.rest.shapes import GITHUB, user, when

Alert = dict[str, Any]
ECOSYSTEMS = {"lodash": "npm", "urllib3": "pip", "golang.org/x/net": "go"}
KINDS = {
    "dependabot": ("dependabot", True),
    "code": ("code-scanning", False),
    "secret": ("secret-scanning", False),
}


def _serve(kind: str, render: Callable[[Asked, Repository, Alert], Alert]) -> None:
    """Answer an alert's kind for a repository and for the organisation."""
    place, by_cursor = KINDS[kind]

    @get(f"/repos/{{owner}}/{{repo}}/{place}/alerts")
    def of_repository(asked: Asked) -> Any:
        it = asked.with_permission()
        found = _asked_for(asked, it.alerts[kind])
        return Pages(found, lambda each: render(asked, it, each), by_cursor=by_cursor)

    @get(f"/orgs/{{org}}/{place}/alerts")
    def of_organisation(asked: Asked) -> Any:
        held = asked.world.of(asked.organisation.login)
        seen = [each for each in held if not each.settings.hidden]
        found = [(it, each) for it in seen for each in _asked_for(asked, it.alerts[kind])]

        def with_repository(pair: tuple[Repository, Alert]) -> Alert:
            return {**render(asked, *pair), "repository": repository(asked.base, pair[0])}

        return Pages(found, with_repository, by_cursor=by_cursor)


def _asked_for(asked: Asked, alerts: list[Alert]) -> list[Alert]:
    """Keep the states that are asked for, newest alert first."""
    states = asked.query["state"].split(",") if "state" in asked.query else None
    kept = [each for each in alerts if states is None or each["state"] in states]
    return sorted(kept, key=lambda each: each["created_at"], reverse=True)


def _seen(asked: Asked, it: Repository, place: str, alert: Alert) -> Alert:
    """Write what alerts of every kind say."""
    number = alert["number"]
    return {
        "number": number,
        "state": alert["state"],
        "url": asked.url(f"/repos/{it.full_name}/{place}/alerts/{number}"),
        "html_url": f"{GITHUB}/{it.full_name}/security/{place}/{number}",
        "created_at": when(alert["created_at"]),
        "updated_at": when(alert["updated_at"]),
    }


def _closing(asked: Asked, alert: Alert) -> Alert:
    """Write how an alert of dependencies or code was closed."""
    dismissed = alert["closed_at"] if alert["state"] == "dismissed" else None
    fixed = alert["closed_at"] if alert["state"] == "fixed" else None
    return {
        "fixed_at": when(fixed),
        "dismissed_at": when(dismissed),
        "dismissed_by": user(asked.base, alert["by"]),
        "dismissed_reason": alert["reason"] if dismissed else None,
        "dismissed_comment": "Looked into" if dismissed else None,
    }


def _dependabot(asked: Asked, it: Repository, alert: Alert) -> Alert:
    package = {"ecosystem": ECOSYSTEMS[alert["package"]], "name": alert["package"]}
    advisory = f"GHSA-{it.id % 10_000:04d}-{alert['number']:04d}-qhvn"
    vulnerability = {
        "package": package,
        "severity": alert["severity"],
        "vulnerable_version_range": "< 9.9.9",
        "first_patched_version": {"identifier": "9.9.9"},
    }
    automatic = alert["closed_at"] if alert["state"] == "auto_dismissed" else None
    return {
        **_seen(asked, it, "dependabot", alert),
        "dependency": {
            "package": package,
            "manifest_path": "manifest.lock",
            "scope": "runtime",
            "relationship": "direct",
        },
        "security_advisory": {
            "ghsa_id": advisory,
            "cve_id": None,
            "summary": f"A weakness in {package['name']}",
            "description": "Found by somebody.",
            "vulnerabilities": [vulnerability],
            "severity": alert["severity"],
            "cvss": {"vector_string": None, "score": 7.0},
            "cvss_severities": {"cvss_v3": None, "cvss_v4": None},
            "cwes": [],
            "identifiers": [{"type": "GHSA", "value": advisory}],
            "references": [],
            "published_at": when(alert["created_at"]),
            "updated_at": when(alert["created_at"]),
            "withdrawn_at": None,
        },
        "security_vulnerability": vulnerability,
        **_closing(asked, alert),
        "auto_dismissed_at": when(automatic),
    }


def _code(asked: Asked, it: Repository, alert: Alert) -> Alert:
    seen = _seen(asked, it, "code-scanning", alert)
    location = {
        "path": "app/main",
        "start_line": 7,
        "end_line": 7,
        "start_column": 1,
        "end_column": 9,
    }
    return {
        **seen,
        "instances_url": f"{seen['url']}/instances",
        **_closing(asked, alert),
        "rule": {
            "id": "query-injection",
            "severity": "error",
            "description": "Query built from user input",
            "name": "query-injection",
            "tags": ["security"],
            "security_severity_level": alert["severity"],
        },
        "tool": {"name": "CodeQL", "guid": None, "version": "2.23.1"},
        "most_recent_instance": {
            "ref": f"refs/heads/{it.default_branch}",
            "analysis_key": ".github/workflows/codeql.yml:analyze",
            "category": ".github/workflows/codeql.yml:analyze",
            "environment": "{}",
            "state": alert["state"],
            "commit_sha": it.branches[it.default_branch].sha,
            "message": {"text": "This depends on user input."},
            "location": location,
            "classifications": [],
        },
    }


def _secret(asked: Asked, it: Repository, alert: Alert) -> Alert:
    seen = _seen(asked, it, "secret-scanning", alert)
    return {
        **seen,
        "locations_url": f"{seen['url']}/locations",
        "secret_type": "quill_api_token",
        "secret_type_display_name": "Quill API Token",
        "secret": "not-a-secret",
        "resolution": alert["reason"],
        "resolved_at": when(alert["closed_at"]),
        "resolved_by": user(asked.base, alert["by"]),
        "resolution_comment": "Revoked" if alert["reason"] else None,
        "push_protection_bypassed": False,
        "push_protection_bypassed_by": None,
        "push_protection_bypassed_at": None,
        "validity": "inactive" if alert["reason"] else "active",
        "publicly_leaked": False,
        "multi_repo": False,
    }


_serve("dependabot", _dependabot)
_serve("code", _code)
_serve("secret", _secret)
