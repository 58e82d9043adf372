"""What is kept of an organisation: its settings, members, outside collaborators, installed Apps."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._permissions import permissions_of

_STRINGS = pa.list_(pa.string())
READ_ERRORS = column(
    "read_errors", _STRINGS, "Questions that failed for this row, `Question: Name`."
)
_PERSON = (
    column("login", pa.string(), "Login; it can be changed, the id cannot.", nullable=False),
    column("id", pa.int64(), "GitHub's number of the account.", nullable=False),
    column("type", pa.string(), "`User`, `Bot` or another kind of account."),
)
_TWO_FACTORS = (
    column(
        "has_two_factor", pa.bool_(), "Whether a second factor is set up; null unless owners ask."
    ),
    column(
        "two_factor_is_secure",
        pa.bool_(),
        "Whether it is none that can be intercepted (SMS); false without one, null unless owners ask.",
    ),
    READ_ERRORS,
)

ORGANIZATIONS = Dataset(
    name="github_organizations",
    grain="One row: the organisation itself.",
    key=("login",),
    permissions=permissions_of("/orgs/{org}", "/orgs/{org}/actions/permissions/workflow"),
    columns=[
        column("login", pa.string(), "Login of the organisation.", nullable=False),
        column("id", pa.int64(), "GitHub's number of the organisation."),
        column("name", pa.string(), "Displayed name."),
        column("plan", pa.string(), "Name of its plan: `free`, `team`, `enterprise`; owners only."),
        column(
            "two_factor_requirement_enabled",
            pa.bool_(),
            "Whether members must have a second factor; null unless owners ask.",
        ),
        column(
            "default_repository_permission",
            pa.string(),
            "What every member may do with every repository: `none`, `read`, `write`, `admin`.",
        ),
        column("members_can_create_repositories", pa.bool_(), "Whether members may create any."),
        column(
            "members_can_create_public_repositories",
            pa.bool_(),
            "Whether members may create public ones.",
        ),
        column(
            "members_can_fork_private_repositories",
            pa.bool_(),
            "Whether members may fork private ones.",
        ),
        column("public_repositories", pa.int64(), "Public repositories, as GitHub counts them."),
        column(
            "private_repositories",
            pa.int64(),
            "Private and internal repositories, as GitHub counts them.",
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
        READ_ERRORS,
    ],
)
MEMBERS = Dataset(
    name="github_members",
    grain="One row per member of the organisation.",
    key=("id",),
    permissions=permissions_of("/orgs/{org}/members"),
    columns=[
        *_PERSON,
        column("role", pa.string(), "`admin` (an owner) or `member`.", nullable=False),
        *_TWO_FACTORS,
    ],
)
OUTSIDE_COLLABORATORS = Dataset(
    name="github_outside_collaborators",
    grain="One row per person with access to a repository who is no member of the organisation.",
    key=("id",),
    permissions=permissions_of("/orgs/{org}/outside_collaborators"),
    columns=[*_PERSON, *_TWO_FACTORS],
)
INSTALLATIONS = Dataset(
    name="github_installations",
    grain="One row per GitHub App that is installed on the organisation.",
    key=("id",),
    permissions=permissions_of("/orgs/{org}/installations"),
    columns=[
        column("id", pa.int64(), "GitHub's number of the installation.", nullable=False),
        column("app_id", pa.int64(), "GitHub's number of the App."),
        column("app_slug", pa.string(), "The App's name in addresses.", nullable=False),
        column("repository_selection", pa.string(), "`all` or `selected` repositories."),
        column("permissions", _STRINGS, "What it may do, `permission:read` or `:write`."),
        column("events", _STRINGS, "What it is told of."),
        column("created_at", UTC_TIMESTAMP, "When it was installed."),
        column("suspended_at", UTC_TIMESTAMP, "When it was suspended; null while it may act."),
    ],
)
