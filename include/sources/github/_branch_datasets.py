"""What is kept of the branches that matter: every movement, and every commit that came by it."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._change_datasets import PERMISSIONS, REPOSITORY, STRINGS
from include.sources.github._organization_datasets import READ_ERRORS

BRANCH_COMMITS = Dataset(
    name="github_branch_commits",
    grain="One row per commit that reached a default or release branch in the window (first parents).",
    key=("repository_id", "branch", "oid"),
    permissions=PERMISSIONS,
    columns=[
        *REPOSITORY,
        column("branch", pa.string(), "Name of the branch.", nullable=False),
        column("oid", pa.string(), "Full sha.", nullable=False),
        column("reached_at", UTC_TIMESTAMP, "When the branch moved to it.", nullable=False),
        column("moved_by", pa.string(), "Login of who moved the branch."),
        column(
            "move",
            pa.string(),
            "`push`, `force_push`, `pr_merge`, `merge_queue_merge` or `branch_creation`.",
        ),
        column(
            "authors",
            STRINGS,
            "Logins of author and co-authors; `unlinked:` and a hash of the address without one.",
        ),
        column("committer", pa.string(), "Login of the committer; `web-flow` is GitHub itself."),
        column("authored_at", UTC_TIMESTAMP, "When it was written, as Git says."),
        column("committed_at", UTC_TIMESTAMP, "When it was committed, as Git says."),
        column("message_headline", pa.string(), "First line of the message."),
        column(
            "pull_request",
            pa.int64(),
            "Number of the pull request merged into that branch by which it came; null: none.",
        ),
        column("is_signed", pa.bool_(), "Whether it bears a signature."),
        column("signature_is_valid", pa.bool_(), "Whether GitHub could verify the signature."),
        READ_ERRORS,
    ],
)
BRANCH_MOVES = Dataset(
    name="github_branch_moves",
    grain="One row per movement of a default or release branch in the window.",
    key=("repository_id", "activity_id"),
    permissions=PERMISSIONS,
    columns=[
        *REPOSITORY,
        column("branch", pa.string(), "Name of the branch.", nullable=False),
        column("activity_id", pa.int64(), "GitHub's number of the movement.", nullable=False),
        column("activity", pa.string(), "Kind of movement, as GitHub names it."),
        column("moved_by", pa.string(), "Login of who moved it; null when the account is gone."),
        column("moved_at", UTC_TIMESTAMP, "When it moved.", nullable=False),
        column("before", pa.string(), "Full sha before; zeros when the branch was made."),
        column("after", pa.string(), "Full sha after; zeros when the branch was deleted."),
    ],
)
