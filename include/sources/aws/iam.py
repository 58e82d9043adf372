"""IAM as an account's users sign in: credential report, MFA devices, account summary, password policy.

IAM answers about now only; AWS makes a new credential report at most every four hours, so the report's
own ``GeneratedTime`` is its as-of. People who sign in by Identity Center have no row here. Devices other
than virtual ones are asked for only where a user has no virtual one, and root's can't be asked for.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from include.model.dataset import Nature, Source
from include.model.errors import Cause, SourceIncomplete
from include.model.scope import ScopeKind
from include.sources.aws._client import CONCURRENCY, Aws, required
from include.sources.aws._credential_report import ROOT, parse
from include.sources.aws._iam_datasets import MFA_DEVICES, PASSWORD_POLICIES, SUMMARIES, USERS
from include.sources.aws._iam_reconciliation import devices_reconciled, users_reconciled
from include.sources.collection import Collection

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(USERS, SUMMARIES, PASSWORD_POLICIES, MFA_DEVICES),
)
# Nine rounds of two calls, 88 seconds: large accounts need about a minute.
_WAITS = (0.5, 1, 2, 4, 8, 12, 15, 20, 25)
_NO_REPORT_YET = ("ReportNotPresent", "ReportInProgress", "ReportExpired")


def collect(aws: Aws, into: Collection, sleep: Callable[[float], None] = time.sleep) -> None:
    """Read users, account summary, password policy and MFA devices; ``sleep`` is replaced by tests."""
    users: list[dict[str, Any]] = []
    with into.reading(USERS):
        users = _users(aws, into, sleep)
    said: int | None = None
    with into.reading(USERS, SUMMARIES):
        said = _summary(aws, into)
    with into.reading(USERS):
        generated_at = into.readings[USERS.name].source_as_of
        if said is not None and generated_at is not None:
            into.reconcile(USERS, users_reconciled(aws, users, said, generated_at))
    with into.reading(PASSWORD_POLICIES):
        _password_policy(aws, into)
    with into.reading(MFA_DEVICES):
        _mfa_devices(aws, into, users)


def _users(aws: Aws, into: Collection, sleep: Callable[[float], None]) -> list[dict[str, Any]]:
    answer = _report(aws, sleep)
    rows = parse(_text(required(answer, "Content", "GetCredentialReport")))
    generated_at: datetime = required(answer, "GeneratedTime", "GetCredentialReport")
    into.expect(USERS, len(rows))
    into.as_of(USERS, generated_at.astimezone(UTC))
    into.add(USERS, rows)
    return rows


def _report(aws: Aws, sleep: Callable[[float], None]) -> dict[str, Any]:
    """Ask for a new report until there is one; ``LimitExceeded`` is AWS still making it."""
    for wait in _WAITS:
        made = aws.call("iam", "GenerateCredentialReport", absent=("LimitExceeded",))
        if made is None or made.get("State") == "COMPLETE":
            answer = aws.call("iam", "GetCredentialReport", absent=_NO_REPORT_YET)
            if answer and isinstance(answer.get("GeneratedTime"), datetime) and "Content" in answer:
                return answer
            if answer:
                msg = (
                    f"account {aws.account_id}: the credential report came without content or time"
                )
                raise SourceIncomplete(msg, cause=Cause.MALFORMED)
        sleep(wait)
    msg = (
        f"account {aws.account_id}: the credential report is still in progress after "
        f"{sum(_WAITS):.0f} seconds; run again"
    )
    raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        msg = f"credential report: not UTF-8 ({error.reason} at byte {error.start})"
        raise SourceIncomplete(msg, cause=Cause.MALFORMED) from None


def _summary(aws: Aws, into: Collection) -> int:
    """Add the account's summary, and return how many users it says there are."""
    answer = aws.call("iam", "GetAccountSummary")
    summary = required(answer, "SummaryMap", "GetAccountSummary")
    said: int = required(summary, "Users", "GetAccountSummary")
    row = {
        "account_id": aws.account_id,
        "users": said,
        "mfa_devices": summary.get("MFADevices"),
        "mfa_devices_in_use": summary.get("MFADevicesInUse"),
        "account_mfa_enabled": _flag(summary.get("AccountMFAEnabled")),
        "account_access_keys_present": _flag(summary.get("AccountAccessKeysPresent")),
        "account_password_present": _flag(summary.get("AccountPasswordPresent")),
    }
    into.expect(SUMMARIES, 1)
    into.add(SUMMARIES, [row])
    return said


def _flag(number: int | None) -> bool | None:
    return None if number is None else number > 0


def _password_policy(aws: Aws, into: Collection) -> None:
    answer = aws.call("iam", "GetAccountPasswordPolicy", absent=("NoSuchEntity",))
    policy = (
        {} if answer is None else required(answer, "PasswordPolicy", "GetAccountPasswordPolicy")
    )
    # Without a policy AWS asks for nothing of all this; with one, what is missing is not known.
    unset = 0 if answer is None else None
    row = {
        "account_id": aws.account_id,
        "policy_exists": answer is not None,
        "minimum_password_length": policy.get("MinimumPasswordLength", unset),
        "password_reuse_prevention": policy.get("PasswordReusePrevention", 0),
        "max_password_age": policy.get("MaxPasswordAge", 0),
    }
    for words in ("Symbols", "Numbers", "UppercaseCharacters", "LowercaseCharacters"):
        name = f"require_{words.replace('Characters', '_characters').lower()}"
        row[name] = policy.get(f"Require{words}", None if answer else False)
    into.expect(PASSWORD_POLICIES, 1)
    into.add(PASSWORD_POLICIES, [row])


def _mfa_devices(aws: Aws, into: Collection, users: Iterable[dict[str, Any]]) -> None:
    listed = aws.pages(
        "iam", "ListVirtualMFADevices", "VirtualMFADevices", AssignmentStatus="Assigned"
    )
    devices = [_device(each, each.get("User", {}).get("Arn")) for each in listed]
    if not users:
        msg = (
            f"account {aws.account_id}: MFA devices of its users can't be asked for, since the "
            "credential report that names the users was not read; see aws_iam_users"
        )
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
    found = {device["user_arn"] for device in devices}
    others = [user for user in users if not user["is_root"] and user["arn"] not in found]
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        for more in pool.map(lambda user: list(_devices_of(aws, user)), others):
            devices.extend(more)
    unique = list({device["serial_number"]: device for device in devices}.values())
    into.expect(MFA_DEVICES, len(unique))
    into.add(MFA_DEVICES, unique)
    into.reconcile(MFA_DEVICES, devices_reconciled(users, unique))


def _devices_of(aws: Aws, user: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a user's devices; a user that was deleted meanwhile has none. Eight are the most AWS allows."""
    answer = aws.call("iam", "ListMFADevices", absent=("NoSuchEntity",), UserName=user["user"])
    for device in [] if answer is None else required(answer, "MFADevices", "ListMFADevices"):
        yield _device(device, user["arn"])


def _device(device: dict[str, Any], user_arn: str | None) -> dict[str, Any]:
    serial = required(device, "SerialNumber", "ListMFADevices")
    root = bool(user_arn) and str(user_arn).endswith(":root")
    kinds = {":mfa/": "virtual", ":u2f/": "passkey"}
    return {
        "serial_number": serial,
        "user_arn": user_arn,
        "user": ROOT if root else user_arn and user_arn.rpartition("/")[2],
        "kind": next((kind for part, kind in kinds.items() if part in serial), "hardware"),
        "enable_date": device.get("EnableDate"),
    }
