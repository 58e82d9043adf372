"""What the tests of protection share: classic protection, rules, and who may bypass them."""

from include.sources.github import repositories
from include.sources.github._protection import Protections

CLASSIC = "/repos/{org}/{repo}/branches/{branch}/protection"
RULES = "/repos/{org}/{repo}/rules/branches/{branch}"
RULESET = "/repos/{org}/{repo}/rulesets/{ruleset}"
PROTECTION = {
    "required_pull_request_reviews": {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews": True,
        "require_code_owner_reviews": False,
        "require_last_push_approval": False,
        "bypass_pull_request_allowances": {"users": [{"login": "ana"}], "teams": [], "apps": []},
    },
    "required_status_checks": {
        "strict": False,
        "contexts": ["unit"],
        "checks": [{"context": "unit", "app_id": 1}, {"context": "lint", "app_id": None}],
    },
    "restrictions": {"users": [], "teams": [{"slug": "ops"}], "apps": [{"slug": "ci"}]},
    "enforce_admins": {"enabled": False},
    "required_signatures": {"enabled": False},
    "allow_force_pushes": {"enabled": True},
    "allow_deletions": {"enabled": False},
}
PULL_REQUEST = {
    "type": "pull_request",
    "parameters": {
        "required_approving_review_count": 2,
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": True,
        "require_last_push_approval": True,
    },
}
CHECKS = {
    "type": "required_status_checks",
    "parameters": {
        "strict_required_status_checks_policy": True,
        "required_status_checks": [{"context": "security"}],
    },
}
ACTORS = [
    {"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"},
    {"actor_id": 9, "actor_type": "Team", "bypass_mode": "pull_request"},
    {"actor_id": None, "actor_type": "OrganizationAdmin", "bypass_mode": "always"},
]


def of(ruleset, *rules):
    return [{**each, "ruleset_id": ruleset} for each in rules]


def protecting(collection, fake_github, refused):
    """Return the effective protection by what GitHub answers."""

    def run(classic=None, rules=(), bypass=()):
        answers = {
            CLASSIC: refused("BranchNotProtected") if classic is None else classic,
            RULES: rules,
            RULESET: {"id": 3, "bypass_actors": bypass},
        }
        github = fake_github(collection(repositories.SOURCE), answers)
        return Protections(github).of("shop", "main")

    return run
