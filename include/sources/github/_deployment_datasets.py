"""What is kept of deployments: each with its states, who let it go, and every commit that it shipped."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._listing import REPOS
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of

DEPLOYMENT = "/repos/{org}/{repo}/deployments"
STATUS = "/repos/{org}/{repo}/deployments/{deployment}/statuses"
RUN = "/repos/{org}/{repo}/actions/runs/{run}"
APPROVAL = "/repos/{org}/{repo}/actions/runs/{run}/approvals"
COMMIT = "/repos/{org}/{repo}/commits/{oid}"
COMPARISON = "/repos/{org}/{repo}/compare/{before}...{after}"
PULLS = "/repos/{org}/{repo}/commits/{oid}/pulls"

_REPOSITORY = (
    column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
    column("repository", pa.string(), "Name of the repository.", nullable=False),
)
_DEPLOYMENT = (
    *_REPOSITORY,
    column("deployment_id", pa.int64(), "GitHub's number of the deployment.", nullable=False),
)

DEPLOYMENTS = Dataset(
    name="github_deployments",
    grain="One row per deployment of a tested repository that was created in the window.",
    key=("repository_id", "deployment_id"),
    permissions=permissions_of(REPOS, DEPLOYMENT, STATUS, RUN, APPROVAL, COMMIT, COMPARISON),
    columns=[
        *_REPOSITORY,
        column(
            "deployment_id",
            pa.int64(),
            "GitHub's number of the deployment; null: the repository's can't be read.",
        ),
        column("environment", pa.string(), "Name of the environment it went to."),
        column("oid", pa.string(), "Full sha of the commit that was deployed."),
        column("ref", pa.string(), "The branch, tag or sha that was asked for."),
        column(
            "task", pa.string(), "What was to be done: `deploy` unless somebody says otherwise."
        ),
        column("creator", pa.string(), "Login of who created it; null for a deleted account."),
        column("creator_type", pa.string(), "`User`, `Bot` or `deleted`."),
        column("created_at", UTC_TIMESTAMP, "When it was created; null where its number is."),
        column(
            "final_state",
            pa.string(),
            "Last of its states `success`, `failure`, `error`, `inactive`; null while it has none.",
        ),
        column("finished_at", UTC_TIMESTAMP, "When that state was reached."),
        column("run_id", pa.int64(), "The workflow run that its states link to; null for none."),
        column("run_triggered_by", pa.string(), "Login of who started that run, or ran it again."),
        column(
            "previous_oid",
            pa.string(),
            "The commit of the environment's previous successful deployment; null for none.",
        ),
        column(
            "comparison",
            pa.string(),
            "How it stands to previous_oid: `ahead`, `identical`, `behind` (rolled back), `diverged`.",
        ),
        column(
            "approval_count",
            pa.int64(),
            "People who approved it; 0 without a run, as nothing waits then; null: unreadable.",
        ),
        READ_ERRORS,
    ],
)
STATUSES = Dataset(
    name="github_deployment_statuses",
    grain="One row per deployment of the window and state that was reported of it.",
    key=("repository_id", "deployment_id", "status_id"),
    permissions=permissions_of(REPOS, DEPLOYMENT, STATUS),
    columns=[
        *_DEPLOYMENT,
        column("status_id", pa.int64(), "GitHub's number of the report.", nullable=False),
        column(
            "state", pa.string(), "`waiting`, `queued`, `in_progress`, `success`, `failure`, ..."
        ),
        column("creator", pa.string(), "Login of who reported it."),
        column("created_at", UTC_TIMESTAMP, "When it was reported."),
    ],
)
APPROVALS = Dataset(
    name="github_deployment_approvals",
    grain="One row per deployment of the window and person who approved or rejected its run.",
    key=("repository_id", "deployment_id", "approver"),
    permissions=permissions_of(REPOS, DEPLOYMENT, STATUS, APPROVAL),
    columns=[
        *_DEPLOYMENT,
        column(
            "approver",
            pa.string(),
            "Login of the person; `ghost`, as GitHub shows it, for a deleted account.",
            nullable=False,
        ),
        column(
            "state",
            pa.string(),
            "`approved` or `rejected`; null where one person did both: GitHub tells no order.",
        ),
        column("comment", pa.string(), "What was written beside it."),
    ],
)
COMMITS = Dataset(
    name="github_deployed_commits",
    grain="One row per deployment of the window and commit that it shipped: what stands behind its "
    "commit and not behind the previous one; of an environment's first the deployed commit alone.",
    key=("repository_id", "deployment_id", "oid"),
    permissions=permissions_of(REPOS, DEPLOYMENT, STATUS, COMMIT, COMPARISON, PULLS),
    columns=[
        *_DEPLOYMENT,
        column("oid", pa.string(), "Full sha of the commit.", nullable=False),
        column(
            "authors",
            pa.list_(pa.string()),
            "Logins of author and co-authors; `unlinked:` and the e-mail's hash for an address of "
            "which it is not told whose account it is, as a co-author's own address.",
        ),
        column("committed_at", UTC_TIMESTAMP, "When it was committed, as its committer says."),
        column(
            "pull_request",
            pa.int64(),
            "Number of the merged pull request that it came by; null for none, unless read_errors.",
        ),
        column("pull_request_author", pa.string(), "Login of who opened that pull request."),
        READ_ERRORS,
    ],
)
