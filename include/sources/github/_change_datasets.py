"""What is kept of pull requests that were merged: who wrote, who reviewed, what tested it, and when."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of

GRAPH = "POST /graphql"
ACTIVITY = "/repos/{org}/{repo}/activity"
COMPARISON = "/repos/{org}/{repo}/compare/{before}...{after}"
_CHECKS = ("POST /graphql checks", "POST /graphql statuses")
PERMISSIONS = permissions_of(GRAPH, ACTIVITY, COMPARISON)
STRINGS = pa.list_(pa.string())
_LABELS = pa.list_(
    pa.struct(
        [("name", pa.string()), ("labeled_at", UTC_TIMESTAMP), ("labeled_by", pa.string())],
    )
)
_ISSUES = pa.list_(
    pa.struct(
        [("repository", pa.string()), ("number", pa.int64()), ("created_at", UTC_TIMESTAMP)],
    )
)
REPOSITORY = (
    column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
    column("repository", pa.string(), "Name of the repository.", nullable=False),
)
_PULL = (
    *REPOSITORY,
    column("number", pa.int64(), "Number of the pull request.", nullable=False),
)
_KIND = "Kind of account: `User`, `Bot`, `Mannequin`, `Organization`; `deleted` when it is gone."

PULL_REQUESTS = Dataset(
    name="github_pull_requests",
    grain="One row per pull request merged into the default or a release branch in the window.",
    key=("repository_id", "number"),
    permissions=tuple(sorted({*PERMISSIONS, *permissions_of("POST /graphql issues", *_CHECKS)})),
    columns=[
        *_PULL,
        column("title", pa.string(), "Title as it stands now."),
        column("body", pa.string(), "Description as it stands now."),
        column("author", pa.string(), "Login of who opened it; null when the account is gone."),
        column("author_id", pa.int64(), "GitHub's number of the author."),
        column("author_type", pa.string(), _KIND),
        column("base_branch", pa.string(), "Branch that it was merged into."),
        column("head_branch", pa.string(), "Branch that it came from."),
        column("head_oid", pa.string(), "Full sha of the head at the merge."),
        column("merge_commit_oid", pa.string(), "Full sha of the commit that the merge made."),
        column("created_at", UTC_TIMESTAMP, "When it was opened."),
        column("merged_at", UTC_TIMESTAMP, "When it was merged.", nullable=False),
        column("merged_by", pa.string(), "Login of who merged it."),
        column("merged_by_type", pa.string(), _KIND),
        column("is_cross_repository", pa.bool_(), "Whether it came from a fork."),
        column("labels", _LABELS, "Labels that it bears, with who gave each last, and when."),
        column("linked_issues", _ISSUES, "Issues that it closes."),
        column("commit_count", pa.int64(), "Commits, as GitHub counts them."),
        column("review_count", pa.int64(), "Reviews, as GitHub counts them."),
        column(
            "check_count",
            pa.int64(),
            "Check runs and statuses of the head; null when they can't be read.",
        ),
        READ_ERRORS,
    ],
)
REVIEWS = Dataset(
    name="github_pull_request_reviews",
    grain="One row per review of a pull request merged in the window, those after the merge too.",
    key=("repository_id", "number", "review_id"),
    permissions=PERMISSIONS,
    columns=[
        *_PULL,
        column("review_id", pa.int64(), "GitHub's number of the review.", nullable=False),
        column(
            "state",
            pa.string(),
            "State now: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`.",
        ),
        column("author", pa.string(), "Login of the reviewer; null when the account is gone."),
        column("author_id", pa.int64(), "GitHub's number of the reviewer."),
        column("author_type", pa.string(), _KIND),
        column("author_can_write", pa.bool_(), "Whether the reviewer may push, as GitHub tells."),
        column("submitted_at", UTC_TIMESTAMP, "When it was given."),
        column("commit_oid", pa.string(), "Full sha of the head that it was given for."),
        column("dismissed_at", UTC_TIMESTAMP, "When it was dismissed; null when it was not."),
        column("dismissed_by", pa.string(), "Login of who dismissed it."),
        column("state_before_dismissal", pa.string(), "State that was dismissed."),
    ],
)
COMMITS = Dataset(
    name="github_pull_request_commits",
    grain="One row per commit of a pull request merged in the window.",
    key=("repository_id", "number", "oid"),
    permissions=PERMISSIONS,
    columns=[
        *_PULL,
        column("oid", pa.string(), "Full sha.", nullable=False),
        column("position", pa.int64(), "Place in the pull request, from 1."),
        column("authored_at", UTC_TIMESTAMP, "When it was written, as Git says."),
        column("committed_at", UTC_TIMESTAMP, "When it was committed, as Git says."),
        column(
            "authors",
            STRINGS,
            "Logins of author and co-authors; `unlinked:` and a hash of the address without one.",
        ),
        column("committer", pa.string(), "Login of the committer; `web-flow` is GitHub itself."),
        column("parent_count", pa.int64(), "Parents; a merge has two or more."),
        column("is_signed", pa.bool_(), "Whether it bears a signature."),
        column("signature_is_valid", pa.bool_(), "Whether GitHub could verify the signature."),
    ],
)
FORCE_PUSHES = Dataset(
    name="github_pull_request_force_pushes",
    grain="One row per force push to the head of a pull request merged in the window.",
    key=("repository_id", "number", "pushed_at"),
    permissions=PERMISSIONS,
    columns=[
        *_PULL,
        column("pushed_at", UTC_TIMESTAMP, "When it was pushed.", nullable=False),
        column("pushed_by", pa.string(), "Login of who pushed."),
        column("before_oid", pa.string(), "Full sha of the head before; null when it is gone."),
        column("after_oid", pa.string(), "Full sha of the head after; null when it is gone."),
    ],
)
CHECKS = Dataset(
    name="github_pull_request_checks",
    grain="One row per check run or status on the head, or merge queue's commit, of a pull request.",
    key=("repository_id", "number", "oid", "kind", "name", "check_id"),
    permissions=tuple(sorted({*PERMISSIONS, *permissions_of(*_CHECKS)})),
    columns=[
        *_PULL,
        column("oid", pa.string(), "Full sha of the commit that was checked.", nullable=False),
        column("on", pa.string(), "`head`, or `merge_queue` for the queue's own commit."),
        column("kind", pa.string(), "`check_run` or `status`.", nullable=False),
        column("name", pa.string(), "Name of the check, context of the status.", nullable=False),
        column("check_id", pa.string(), "GitHub's id of it.", nullable=False),
        column("app", pa.string(), "Name in addresses of the App that ran it; null for a status."),
        column("app_id", pa.int64(), "GitHub's number of the App."),
        column("status", pa.string(), "`completed` or where it stands, in lower case."),
        column("conclusion", pa.string(), "How it ended, in lower case; a status's state."),
        column("started_at", UTC_TIMESTAMP, "When it began."),
        column("completed_at", UTC_TIMESTAMP, "When it ended; of a status, when it was given."),
    ],
)
