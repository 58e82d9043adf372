"""What is kept of repositories: settings, the effective protection of branches, environments."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._listing import REPOS
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of

REPOSITORY = "/repos/{org}/{repo}"
WORKFLOW = "/repos/{org}/{repo}/actions/permissions/workflow"
CODEOWNERS = "/repos/{org}/{repo}/codeowners/errors"
CONTENTS = "/repos/{org}/{repo}/contents/"
BRANCHES = "/repos/{org}/{repo}/branches"
CLASSIC = "/repos/{org}/{repo}/branches/{branch}/protection"
RULES = "/repos/{org}/{repo}/rules/branches/{branch}"
RULESET = "/repos/{org}/{repo}/rulesets/{ruleset}"
ENVIRONMENTS = "/repos/{org}/{repo}/environments"

_STRINGS = pa.list_(pa.string())
_ACTORS = pa.list_(pa.struct([("actor", pa.string()), ("mode", pa.string())]))
_LAYERS = pa.list_(
    pa.struct(
        [
            ("source", pa.string()),
            ("required_approving_review_count", pa.int64()),
            ("restricts_pushes", pa.bool_()),
            ("push_actors", _STRINGS),
            ("bypass_actors", _ACTORS),
        ]
    )
)
_PLACE = (
    column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
    column("repository", pa.string(), "Name of the repository.", nullable=False),
)
SWITCHES = (
    "advanced_security",
    "dependabot_security_updates",
    "secret_scanning",
    "secret_scanning_push_protection",
)

REPOSITORIES = Dataset(
    name="github_repositories",
    grain="One row per repository of the organisation, those that are not tested too.",
    key=("repository_id",),
    permissions=permissions_of(REPOS, REPOSITORY, WORKFLOW, CODEOWNERS, CONTENTS),
    columns=[
        *_PLACE,
        column("in_scope", pa.bool_(), "Whether `scope.yaml` says it is tested.", nullable=False),
        column("why_out_of_scope", pa.string(), "Why it is not tested, and who approved that."),
        column("visibility", pa.string(), "`public`, `private` or `internal`."),
        column("archived", pa.bool_(), "Whether it is archived: nobody can change it."),
        column("is_fork", pa.bool_(), "Whether it was forked from another one."),
        column("default_branch", pa.string(), "Name of the default branch."),
        column("created_at", UTC_TIMESTAMP, "When it was made."),
        column("pushed_at", UTC_TIMESTAMP, "When somebody last pushed to it."),
        *(
            column(each, pa.string(), f"`{each}`: `enabled` or `disabled`; null where kept back.")
            for each in SWITCHES
        ),
        column(
            "default_workflow_permissions",
            pa.string(),
            "What the token of a workflow may do unless it says otherwise: `read` or `write`.",
        ),
        column(
            "workflows_can_approve_pull_requests",
            pa.bool_(),
            "Whether a workflow may approve pull requests.",
        ),
        column("codeowners_exists", pa.bool_(), "Whether GitHub finds a CODEOWNERS file."),
        column("codeowners_errors", pa.int64(), "Mistakes that GitHub finds in it; 0 without one."),
        READ_ERRORS,
    ],
)
PROTECTIONS = Dataset(
    name="github_branch_protections",
    grain="One row per tested repository and default, release or otherwise protected branch.",
    key=("repository_id", "branch"),
    permissions=permissions_of(REPOS, BRANCHES, CLASSIC, RULES, RULESET),
    columns=[
        *_PLACE,
        column(
            "branch",
            pa.string(),
            "Name of the branch; null where they are unreadable.",
            nullable=True,
        ),
        column("is_default", pa.bool_(), "Whether it is the default branch."),
        column("is_release", pa.bool_(), "Whether `scope.yaml` says it is released from."),
        column("archived", pa.bool_(), "Whether the repository is archived."),
        column(
            "is_protected",
            pa.bool_(),
            "Whether classic protection or an active ruleset applies; false when neither does.",
        ),
        column("has_classic_protection", pa.bool_(), "Whether classic protection applies."),
        column("ruleset_ids", pa.list_(pa.int64()), "Active rulesets that apply; empty for none."),
        column(
            "required_approving_review_count",
            pa.int64(),
            "Approvals without which nothing is merged, by the strictest layer; 0 for none.",
        ),
        column("dismisses_stale_reviews", pa.bool_(), "Whether a push takes approvals away."),
        column(
            "requires_last_push_approval",
            pa.bool_(),
            "Whether somebody else must approve the last push.",
        ),
        column("requires_code_owner_reviews", pa.bool_(), "Whether code owners must approve."),
        column("required_checks", _STRINGS, "Checks that must pass, of all layers."),
        column("requires_strict_checks", pa.bool_(), "Whether they must pass on the newest base."),
        column("enforces_admins", pa.bool_(), "Whether classic protection holds for admins too."),
        column("blocks_force_pushes", pa.bool_(), "Whether history cannot be rewritten."),
        column("blocks_deletion", pa.bool_(), "Whether the branch cannot be deleted."),
        column("restricts_pushes", pa.bool_(), "Whether only those who are named may push."),
        column("requires_signatures", pa.bool_(), "Whether commits must be signed."),
        column(
            "layers",
            _LAYERS,
            "Every layer that could be read: the approvals that it alone requires, who alone may push "
            "(empty and false without a restriction), who may bypass it (null where kept back).",
        ),
        column(
            "layers_are_complete",
            pa.bool_(),
            "Whether every layer could be read; while not, counts and lists are null.",
            nullable=False,
        ),
        READ_ERRORS,
    ],
)
ENVIRONMENT = Dataset(
    name="github_environments",
    grain="One row per tested repository and environment that it deploys to.",
    key=("repository_id", "environment"),
    permissions=permissions_of(REPOS, ENVIRONMENTS),
    columns=[
        *_PLACE,
        column("archived", pa.bool_(), "Whether the repository is archived."),
        column("environment", pa.string(), "Name; null where environments are unreadable."),
        column(
            "reviewers", _STRINGS, "Who may approve, `User:login` or `Team:name`; empty: nobody."
        ),
        column("prevents_self_review", pa.bool_(), "Whether who started it may not approve it."),
        column("wait_minutes", pa.int64(), "Minutes before a deployment begins; 0 for none."),
        column(
            "branch_policy",
            pa.string(),
            "What is deployed from: `protected` branches, `custom` patterns, or `any` branch.",
        ),
        column("can_admins_bypass", pa.bool_(), "Whether admins may deploy without approval."),
        READ_ERRORS,
    ],
)
