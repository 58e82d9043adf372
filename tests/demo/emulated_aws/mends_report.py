"""Mends of the credential report: a snapshot with root's row and AWS's four ways of saying nothing.

AWS makes a new report at most every four hours. Here a report lives as long as ``--report-lifetime`` says
(not at all by default), so that a defect can be repaired and observed again within a demo.
"""

from datetime import UTC, timedelta

from moto.core.responses import ActionResult
from moto.iam.exceptions import IAMException, ReportNotPresentException
from moto.iam.models import IAMBackend
from moto.iam.responses import IamResponse

from tests.demo.emulated_aws.mends_report_rows import HEADER, root_row, user_row
from tests.demo.emulated_aws.world import Report, World

_NONE = timedelta()


class ReportInProgressException(IAMException):
    """AWS: GetCredentialReport between the start and the end of its making."""

    code = "ReportInProgress"


def apply(world: World) -> None:
    """Patch moto's credential report."""
    _report_is_started_then_complete(world)
    _report_is_a_snapshot(world)


def _report_is_started_then_complete(world: World) -> None:
    # AWS: the first call starts a report, a later one says COMPLETE, and a report still fresh is COMPLETE
    # at once. moto: keeps no report, only that one was asked for.
    def generate_credential_report(self: IamResponse) -> ActionResult:
        account = world.account(self.current_account)
        now = world.clock.now()
        if account.report_is_due:
            account.report_is_due = False
            account.report = Report(content=_content(self.backend, world), generated=now)
            return ActionResult({"State": "COMPLETE"})
        # A clock that was moved back makes no report fresh.
        if account.report and _NONE <= now - account.report.generated < world.report_lifetime:
            return ActionResult({"State": "COMPLETE"})
        account.report_is_due = True
        if account.report:
            return ActionResult({"State": "STARTED"})
        description = "No report exists. Starting a new report generation task"
        return ActionResult({"State": "STARTED", "Description": description})

    IamResponse.generate_credential_report = generate_credential_report


def _report_is_a_snapshot(world: World) -> None:
    # AWS: the report is true of its GeneratedTime; one that is being made is not there yet.
    # moto: reads the users when asked, and says that it was made in 2015.
    def get_credential_report(self: IamResponse) -> ActionResult:
        account = world.account(self.current_account)
        if account.report_is_due:
            msg = "Credential report is still being generated."
            raise ReportInProgressException(msg)
        if account.report is None:
            msg = "Credential report not present"
            raise ReportNotPresentException(msg)
        generated = account.report.generated.astimezone(UTC).replace(microsecond=0)
        return ActionResult(
            {
                "Content": account.report.content,
                "ReportFormat": "text/csv",
                "GeneratedTime": generated.replace(tzinfo=None),
            }
        )

    IamResponse.get_credential_report = get_credential_report


def _content(backend: IAMBackend, world: World) -> str:
    # AWS: root first, then the users by name, and no newline at the end. moto: no row for root.
    policy = backend.account_password_policy
    users = sorted(backend.users.values(), key=lambda user: user.name)
    rows = [root_row(backend.account_id, world.account(backend.account_id).root)]
    rows += [user_row(user, policy) for user in users]
    return "\n".join(",".join(row) for row in (HEADER, *rows))
