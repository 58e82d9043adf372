"""What is kept of alerts: those of dependencies, of code, and of secrets that leaked."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column
from include.sources.github._listing import REPOS
from include.sources.github._organization_datasets import READ_ERRORS
from include.sources.github._permissions import permissions_of

OF_ORGANIZATION = "/orgs/{{org}}/{}/alerts"
OF_REPOSITORY = "/repos/{{org}}/{{repo}}/{}/alerts"
DEPENDABOT, CODE_SCANNING, SECRET_SCANNING = "dependabot", "code-scanning", "secret-scanning"

_REPOSITORY = (
    column("repository_id", pa.int64(), "GitHub's number of the repository.", nullable=False),
    column("repository", pa.string(), "Name of the repository.", nullable=False),
    column(
        "number",
        pa.int64(),
        "The alert's number in its repository; null: the row is about the repository, see state.",
    ),
)
_RAISED = column("created_at", UTC_TIMESTAMP, "When it was raised.")
_CLOSED = (
    column("fixed_at", UTC_TIMESTAMP, "When GitHub found it gone; null while it is there."),
    column("dismissed_at", UTC_TIMESTAMP, "When somebody dismissed it; null unless dismissed."),
    column("dismissed_by", pa.string(), "Login of who dismissed it."),
    column("dismissed_reason", pa.string(), "Reason that was chosen from GitHub's list."),
    column("dismissed_comment", pa.string(), "What was written beside the reason."),
)


def _dataset(
    name: str, subject: str, place: str, states: str, columns: tuple[pa.Field, ...]
) -> Dataset:
    """Declare one kind of alert; its rows about repositories mean the same in every kind."""
    state = (
        f"{states}. Without a number: `disabled` (the repository raises no such alerts), "
        "`never_analysed` (switched on, never run), null (unreadable: read_errors says why)."
    )
    return Dataset(
        name=name,
        grain=f"One row per alert about {subject} of a tested repository, closed ones too; and one "
        "without a number per repository that does not raise them, or of which they can't be read.",
        key=("repository_id", "number"),
        permissions=permissions_of(
            REPOS, OF_ORGANIZATION.format(place), OF_REPOSITORY.format(place)
        ),
        columns=[*_REPOSITORY, column("state", pa.string(), state), *columns, READ_ERRORS],
    )


DEPENDENCY_ALERTS = _dataset(
    "github_dependency_alerts",
    "a dependency",
    DEPENDABOT,
    "`open`, `fixed`, `dismissed`, `auto_dismissed`",
    (
        column("severity", pa.string(), "`low`, `medium`, `high` or `critical`."),
        column("package", pa.string(), "The vulnerable package, `ecosystem:name`."),
        column("manifest", pa.string(), "The file that names the package."),
        column("advisory", pa.string(), "GitHub's name of the advisory."),
        _RAISED,
        *_CLOSED,
        column("auto_dismissed_at", UTC_TIMESTAMP, "When a rule dismissed it; null unless so."),
    ),
)
CODE_ALERTS = _dataset(
    "github_code_alerts",
    "code",
    CODE_SCANNING,
    "`open`, `fixed`, `dismissed`; null with a number: GitHub does not say",
    (
        column(
            "severity",
            pa.string(),
            "Security severity (`low` to `critical`), else the rule's `note`, `warning`, `error`.",
        ),
        column("rule", pa.string(), "The rule that raised it."),
        column("tool", pa.string(), "The tool that ran the rule."),
        _RAISED,
        *_CLOSED,
    ),
)
SECRET_ALERTS = _dataset(
    "github_secret_alerts",
    "a leaked secret",
    SECRET_SCANNING,
    "`open` or `resolved`",
    (
        column("secret_type", pa.string(), "Kind of secret; the secret itself is never kept."),
        _RAISED,
        column(
            "resolution",
            pa.string(),
            "`revoked`, `false_positive`, `wont_fix`, `used_in_tests`, ...; null while open.",
        ),
        column("resolved_at", UTC_TIMESTAMP, "When it was closed."),
        column("resolved_by", pa.string(), "Login of who closed it."),
        column("resolution_comment", pa.string(), "What was written beside the resolution."),
        column("validity", pa.string(), "Whether it still opens something: `active`, `inactive`."),
        column("is_publicly_leaked", pa.bool_(), "Whether it was found in public, too."),
        column(
            "push_protection_bypassed_at",
            UTC_TIMESTAMP,
            "When it was pushed past the push protection; null unless so.",
        ),
        column("push_protection_bypassed_by", pa.string(), "Login of who pushed it past."),
    ),
)
