"""What can go wrong with AWS: each fault, and the calls it strikes."""

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from include import sources
from tests.faults import replies
from tests.faults.aws_targets import (
    A_CHANGE,
    A_DIGEST,
    A_LOG,
    A_SNAPSHOT,
    BUCKET,
    LISTS,
    LISTS_OF_MANY,
    S3_BUCKET,
    SPECIAL,
    USER,
)
from tests.faults.cases import Case, Target
from tests.faults.wire import Asked, Ending, Fault, Reply

_SIGN_IN = ("GetCallerIdentity",)
# A second attempt may overcome these: each is tried once and for ever.
_PASSING: dict[str, Fault] = {
    "throttled by Throttling": replies.error(400, "Throttling"),
    "throttled by SlowDown": replies.error(503, "SlowDown"),
    "throttled by RequestLimitExceeded": replies.error(503, "RequestLimitExceeded"),
    "an internal error, 500": replies.error(500, "InternalError"),
    "service unavailable, 503": replies.error(503, "ServiceUnavailable"),
    "no answer before the time-out": replies.ends(Ending.SILENT),
    "a connection reset in mid-body": replies.ends(Ending.RESET),
    "a body cut off in the middle": replies.ends(Ending.CLOSED),
    "a body cut off behind its headers": replies.ends(Ending.CLOSED, 0),
}
_LASTING: dict[str, Fault] = {
    "a body shortened on the way": replies.shortened,
    "broken XML": replies.instead(replies.BROKEN_XML),
    "a web page": replies.instead(replies.HTML, "text/html"),
    "a web page that says it is XML": replies.instead(replies.HTML),
    "JSON instead of XML": replies.instead(b'{"message": "hello"}', "application/json"),
    "an empty body": replies.instead(b""),
    "an expired token": replies.error(403, "ExpiredToken"),
    "a refusal because our clock is an hour off": replies.error(403, "RequestTimeTooSkewed"),
}
_AT_SIGN_IN = ("service unavailable, 503", "no answer before the time-out", *_LASTING)


def cases() -> Iterable[Case]:
    """Yield every case of the sources of AWS."""
    yield from _on_the_way()
    yield from _of_lists()
    yield from _of_items()


def _on_the_way() -> Iterable[Case]:
    for source in sources.by_provider()["aws"]:
        everywhere = Target(source, "every call", lambda asked: asked.operation not in _SIGN_IN)
        first = replace(everywhere, where="the first call of every operation")
        yield from (first.case(f"{name}, once", act, (1,)) for name, act in _PASSING.items())
        yield everywhere.case("a Date that is an hour off", replies.ahead)
        targets = SPECIAL.get(source, ())
        # Where every call is struck, the first that matters hides the others: S3 has two ways in.
        targets = targets if source == "aws.s3" else (everywhere, *targets)
        for name, act in (_PASSING | _LASTING).items():
            words = f"{name}, always" if name in _PASSING else name
            yield from (target.case(words, act) for target in targets)
    sign_in = Target("aws.iam", "signing in", lambda asked: asked.operation in _SIGN_IN)
    for name in _AT_SIGN_IN:
        yield sign_in.case(name, (_PASSING | _LASTING)[name])


def _of_lists() -> Iterable[Case]:
    expired = replies.error(403, "ExpiredToken")
    for target in LISTS:
        yield target.case("a token that expires between two pages", expired, range(2, 99))
        yield target.case("an empty body instead of the next page", replies.instead(b""), (2,))
        for turns, words in ((1, "the same page for ever"), (2, "two pages in turn for ever")):
            yield replace(target.case(words, expired), strike=_begin(target, turns))
    for target in LISTS_OF_MANY:
        behind = replace(target, strikes=partial(_follows, target))
        yield behind.case("a token that expires between two pages", expired)
        yield behind.case("an empty body instead of the next page", replies.instead(b""))
        again = partial(_afresh, target)
        yield replace(target.case("the same page for ever", expired), strike=again)
    devices, s3, organization, details, *_ = LISTS
    roles = replace(
        details, where="the list of roles", strikes=lambda asked: asked.operation == "ListRoles"
    )
    # Its lists say where they go on, and nothing else that there is more.
    gone = replies.error(400, "InvalidInputException")
    yield organization.case("a page that is gone", gone, range(2, 99))
    lost = "pages lost without a trace"
    for target in (devices, details, roles):
        yield target.case("a page that says there is more and not where", replies.without_marker)
        yield target.case(lost, replies.as_the_last_page)
    yield s3.case(f"{lost}, once", replies.as_the_last_page, (1,))


def _follows(target: Target, asked: Asked) -> bool:
    return asked.follows and target.strikes(asked)


def _afresh(target: Target) -> Fault:
    return target.case("", replies.first_page_again()).strike()


def _begin(target: Target, turns: int) -> Callable[[], Fault]:
    return lambda: target.case("", replies.pages_again(turns)()).strike()


def _of_items() -> Iterable[Case]:
    gone = "an item gone between list and read"
    devices = Target("aws.iam", "one user's devices", lambda asked: asked.item == USER)
    yield replace(devices.case(gone, replies.error(404, "NoSuchEntity")), gone=USER)
    yield replace(S3_BUCKET.case(gone, replies.error(404, "NoSuchBucket")), gone=BUCKET)
    yield A_DIGEST.case(gone, replies.error(404, "NoSuchKey"))
    for target in (A_LOG, A_SNAPSHOT, A_CHANGE):
        yield target.case(gone, replies.error(404, "NoSuchKey"))
    report = Target("aws.iam", "the report", lambda asked: asked.operation == "GetCredentialReport")
    yield report.case("a user left out", _without_a_user)


def _without_a_user(_: Asked, honest: Reply) -> Reply:
    (content,) = re.findall(rb"<Content>([^<]*)</Content>", honest.body)
    lines = base64.b64decode(content).splitlines(keepends=True)
    left = b"".join(line for line in lines if not line.startswith(USER.encode()))
    return replace(honest, body=honest.body.replace(content, base64.b64encode(left)))
