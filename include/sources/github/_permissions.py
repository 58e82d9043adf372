"""Which permission of a GitHub App (or fine-grained token) each question needs, as GitHub names it.

Source: GitHub's list of permissions required for GitHub Apps. What only an owner is told (the second
factor of members) has no permission of its own, and who may bypass a ruleset is told only to those who may
change it, which a collector never may: both stay null where GitHub keeps them back.
"""

_METADATA = "github:metadata:read"
_MEMBERS = "github:members:read"
_ADMINISTRATION = "github:administration:read"
_OF_ORGANIZATION = "github:organization_administration:read"
_DEPENDENCY_ALERTS = "github:vulnerability_alerts:read"
_CODE_ALERTS = "github:security_events:read"
_LEAK_ALERTS = "github:secret_scanning_alerts:read"

PERMISSIONS = {
    "/user": _METADATA,
    "/orgs/{org}": _OF_ORGANIZATION,
    "/orgs/{org}/actions/permissions/workflow": _OF_ORGANIZATION,
    "/orgs/{org}/installations": _OF_ORGANIZATION,
    "/orgs/{org}/members": _MEMBERS,
    "/orgs/{org}/outside_collaborators": _MEMBERS,
    "/orgs/{org}/teams": _MEMBERS,
    "/orgs/{org}/teams/{team}/members": _MEMBERS,
    "/orgs/{org}/teams/{team}/repos": _MEMBERS,
    "/orgs/{org}/repos": _METADATA,
    # Its switches are shown to those who may see its administration.
    "/repos/{org}/{repo}": _ADMINISTRATION,
    "/repos/{org}/{repo}/actions/permissions/workflow": _ADMINISTRATION,
    "/orgs/{org}/audit-log": _OF_ORGANIZATION,
    # Alerts of an organisation are those of the repositories that the App may see them of.
    "/orgs/{org}/code-scanning/alerts": _CODE_ALERTS,
    "/orgs/{org}/dependabot/alerts": _DEPENDENCY_ALERTS,
    "/orgs/{org}/secret-scanning/alerts": _LEAK_ALERTS,
    "/repos/{org}/{repo}/actions/runs/{run}": "github:actions:read",
    "/repos/{org}/{repo}/actions/runs/{run}/approvals": "github:actions:read",
    "/repos/{org}/{repo}/code-scanning/alerts": _CODE_ALERTS,
    "/repos/{org}/{repo}/commits/{oid}/pulls": "github:pull_requests:read",
    "/repos/{org}/{repo}/commits/{oid}": "github:contents:read",
    "/repos/{org}/{repo}/compare/{before}...{after}": "github:contents:read",
    "/repos/{org}/{repo}/dependabot/alerts": _DEPENDENCY_ALERTS,
    "/repos/{org}/{repo}/deployments": "github:deployments:read",
    "/repos/{org}/{repo}/deployments/{deployment}/statuses": "github:deployments:read",
    # GitHub's own list says "write" for older Enterprise Servers, where a collector is denied.
    "/repos/{org}/{repo}/rulesets/rule-suites": _ADMINISTRATION,
    "/repos/{org}/{repo}/secret-scanning/alerts": _LEAK_ALERTS,
    # GraphQL names no permissions: each part of a pull request needs what its REST route needs.
    "POST /graphql": "github:pull_requests:read",
    "POST /graphql checks": "github:checks:read",
    "POST /graphql identities": _MEMBERS,
    "POST /graphql issues": "github:issues:read",
    "POST /graphql statuses": "github:statuses:read",
    "/repos/{org}/{repo}/activity": "github:contents:read",
    "/repos/{org}/{repo}/branches": "github:contents:read",
    "/repos/{org}/{repo}/branches/{branch}/protection": _ADMINISTRATION,
    "/repos/{org}/{repo}/codeowners/errors": "github:contents:read",
    "/repos/{org}/{repo}/collaborators": _METADATA,
    "/repos/{org}/{repo}/contents/": "github:contents:read",
    "/repos/{org}/{repo}/environments": "github:actions:read",
    "/repos/{org}/{repo}/keys": _ADMINISTRATION,
    "/repos/{org}/{repo}/rules/branches/{branch}": _METADATA,
    "/repos/{org}/{repo}/rulesets/{ruleset}": _METADATA,
}


def permission_of(path: str) -> str:
    """Return the permission that a question needs."""
    return PERMISSIONS[path]


def permissions_of(*paths: str) -> tuple[str, ...]:
    """List the permissions that several questions need, each once."""
    return tuple(sorted({PERMISSIONS[path] for path in paths}))
