"""What the tests of alerts share: a repository with one alert of each kind."""

from include.sources.github import alerts

LIST = "/orgs/{org}/repos"
KINDS = ("dependabot", "code-scanning", "secret-scanning")
ORG = {each: f"/orgs/{{org}}/{each}/alerts" for each in KINDS}
REPO = {each: f"/repos/{{org}}/{{repo}}/{each}/alerts" for each in KINDS}
SHOP, WIKI = {"id": 7, "name": "shop"}, {"id": 8, "name": "wiki"}
DEPENDENCY = {
    "number": 3,
    "state": "dismissed",
    "dependency": {
        "package": {"ecosystem": "npm", "name": "lodash"},
        "manifest_path": "package-lock.json",
    },
    "security_advisory": {"ghsa_id": "GHSA-1", "severity": "low"},
    "security_vulnerability": {"severity": "high"},
    "created_at": "2026-11-01T00:00:00Z",
    "dismissed_at": "2026-11-02T00:00:00Z",
    "dismissed_by": {"login": "ana"},
    "dismissed_reason": "not_used",
    "dismissed_comment": "no path to it",
}
CODE = {
    "number": 4,
    "state": "fixed",
    "rule": {"id": "sql", "severity": "error", "security_severity_level": "critical"},
    "tool": {"name": "CodeQL"},
    "created_at": "2026-11-01T00:00:00Z",
    "fixed_at": "2026-11-03T00:00:00Z",
    "dismissed_by": None,
}
SECRET = {
    "number": 5,
    "state": "resolved",
    "secret_type": "api_token",
    "secret": "hunter2",
    "resolution": "revoked",
    "resolved_by": {"login": "bo"},
    "push_protection_bypassed_by": None,
    "publicly_leaked": False,
}


def of(repository, alert):
    return {**alert, "repository": repository}


def collecting(collection, fake_github):
    """Return what a collection holds of a company with one repository, its answers changed as told."""
    answers = {
        LIST: [SHOP],
        ORG["dependabot"]: [of(SHOP, DEPENDENCY)],
        ORG["code-scanning"]: [of(SHOP, CODE)],
        ORG["secret-scanning"]: [of(SHOP, SECRET)],
    }

    def run(changes=None, **organization):
        into = collection(alerts.SOURCE)
        github = fake_github(into, answers | (changes or {}), **organization)
        alerts.collect(github, into)
        into.asked = github.asked
        return into

    return run
