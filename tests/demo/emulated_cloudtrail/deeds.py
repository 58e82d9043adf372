"""What people did, by hand: an event each, at a minute of a day.

``day`` counts back from the last whole day (0), ``hour`` is of the clock, UTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.demo.emulated_cloudtrail.shapes import Event, called, root, session, signed_in, user
from tests.demo.emulated_cloudtrail.traffic import HOME, PRODUCTION, SANDBOX

Make = Callable[[str, datetime, str, str], Event]
# The trail was stopped in all of its accounts and Regions for these two hours.
STOPPED_DAY, STOPPED_HOUR, STOPPED_MINUTE, STOPPED_HOURS = 12, 13, 20, 2
_TRAIL = f"arn:aws:cloudtrail:{HOME}:{PRODUCTION}:trail/quillhaven"
_POLICY = {"bucketName": "quillhaven-prod-documents", "bucketPolicy": {"Statement": []}}
_SELECTORS = [{"readWriteType": "WriteOnly", "includeManagementEvents": True}]
_RAFAEL = session(PRODUCTION, "AWSReservedSSO_Admin_9a8b7c6d", "rafael.okonjo")
_HANNA = session(PRODUCTION, "AWSReservedSSO_Support_5b6c7d8e", "hanna.moreau@quillhaven.example")
_MACHINES = "/machines/"


@dataclass(frozen=True)
class Deed:
    """An event that somebody caused; ``name`` is also the id of the defect."""

    name: str
    day: int
    hour: int
    minute: int
    make: Make
    account: str = PRODUCTION

    def event(self, midnight: datetime) -> Event:
        """Make the event of a day."""
        at = midnight + timedelta(hours=self.hour, minutes=self.minute)
        return self.make(self.name, at, HOME, self.account)


def _wrote(what: str, who: Mapping[str, Any] = _RAFAEL, **request: object) -> Make:
    return lambda *where: called(*where, who, what, read_only=False, request=request)


def _read(what: str, who: Mapping[str, Any]) -> Make:
    return lambda *where: called(*where, who, what, read_only=True)


def _signed_in(who: Mapping[str, Any], *, mfa: bool) -> Make:
    return lambda *where: signed_in(*where, who, mfa=mfa)


def _from_nowhere(what: str) -> Make:
    def make(*where: Any) -> Event:
        event = called(*where, user(PRODUCTION, "svc-backup", _MACHINES), what, read_only=True)
        del event["sourceIPAddress"]
        return event

    return make


def _in_console(name: str) -> dict[str, Any]:
    who = user(PRODUCTION, name)
    return who | {"accessKeyId": f"ASIA{who['accessKeyId'][4:]}"}


_ALDER, _CEDAR = _in_console("breakglass-alder"), _in_console("breakglass-cedar")

# Each is named by at least one test.
DEEDS = (
    Deed("root-sign-in", 3, 8, 12, _signed_in(root(SANDBOX), mfa=True), SANDBOX),
    Deed("sign-in-without-mfa", 2, 10, 31, _signed_in(user(PRODUCTION, "marek.oduya"), mfa=False)),
    Deed(
        *("stop-logging", STOPPED_DAY, STOPPED_HOUR, STOPPED_MINUTE - 1),
        _wrote("cloudtrail:StopLogging", name=_TRAIL),
    ),
    Deed(
        *("start-logging", STOPPED_DAY, STOPPED_HOUR + STOPPED_HOURS, STOPPED_MINUTE + 1),
        _wrote("cloudtrail:StartLogging", name=_TRAIL),
    ),
    Deed(
        *("selectors-reduced", 14, 12, 5),
        _wrote("cloudtrail:PutEventSelectors", trailName=_TRAIL, eventSelectors=_SELECTORS),
    ),
    Deed(
        *("human-write", 2, 14, 40),
        _wrote("lambda:UpdateFunctionCode20150331v2", functionName="billing"),
    ),
    Deed("bucket-policy-change", 1, 13, 22, _wrote("s3:PutBucketPolicy", **_POLICY)),
    Deed(
        *("machine-deploys", 2, 15, 5),
        _wrote("ecs:UpdateService", user(PRODUCTION, "svc-metrics", _MACHINES), service="api"),
    ),
    # An emergency user whom nobody had allowed to be used; its key is in use to this day.
    Deed(
        *("glass-unasked", 5, 14, 10),
        _wrote("iam:AttachUserPolicy", user(PRODUCTION, "breakglass-birch"), userName="svc-backup"),
    ),
    # She left twelve days ago, and the identity provider still lets her in.
    Deed("leaver-reads", 3, 9, 40, _read("s3:ListBuckets", _HANNA)),
    Deed("without-address", 3, 17, 20, _from_nowhere("glacier:ListVaults")),
)
# No test names one of these by itself. The register allows both uses of an emergency user, and both passwords
# were changed; that of breakglass-cedar was looked at too late.
ALLOWED = (
    Deed("glass-sign-in", 6, 13, 5, _signed_in(_ALDER, mfa=True)),
    Deed("glass-write", 6, 13, 20, _wrote("s3:PutBucketPolicy", _ALDER, **_POLICY)),
    Deed("glass-sealed", 6, 13, 50, _wrote("iam:ChangePassword", _ALDER)),
    Deed("glass-late-sign-in", 6, 16, 10, _signed_in(_CEDAR, mfa=True)),
    Deed("glass-late-sealed", 6, 16, 40, _wrote("iam:ChangePassword", _CEDAR)),
)
