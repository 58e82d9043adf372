"""How a fault changes an honest reply: errors, other bodies, other endings, other pages."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

from tests.faults.wire import Asked, Ending, Fault, Reply

SKEWED = "Mon, 02 Mar 2026 13:05:00 GMT"
HTML = b"<html><head><title>Sign in to the network</title></head><body>Welcome</body></html>"
BROKEN_XML = b"<?xml version='1.0'?><Result><Users><member></Users>"
_FRAMES = {
    "s3": "{}",
    "ec2": "<Response><Errors>{}</Errors><RequestID>1</RequestID></Response>",
}
_MORE = re.compile(
    rb"<IsTruncated>true</IsTruncated>|<Marker>[^<]*</Marker>"
    rb"|<ContinuationToken>[^<]*</ContinuationToken>"
)
_MARKER = re.compile(rb"<Marker>[^<]*</Marker>")


def error(status: int, code: str) -> Fault:
    """Answer with an error as the service writes it; it tells the caller's token back, as S3 does."""

    def reply(asked: Asked, _: Reply) -> Reply:
        if asked.is_json:
            told = {"__type": code, "message": f"no, {asked.service}", "Token-0": asked.token}
            return Reply(status, json.dumps(told).encode(), "application/x-amz-json-1.1")
        told = f"<Code>{code}</Code><Message>no</Message><Token-0>{asked.token}</Token-0>"
        frame = _FRAMES.get(
            asked.service, "<ErrorResponse>{}<RequestId>1</RequestId></ErrorResponse>"
        )
        return Reply(status, frame.format(f"<Error>{told}</Error>").encode())

    return reply


def instead(body: bytes, kind: str = "text/xml") -> Fault:
    """Answer with something else, and with status 200."""
    return lambda _asked, _honest: Reply(200, body, kind)


def ends(ending: Ending, share: float = 0.5) -> Fault:
    """Send a share of the honest body and end so."""
    return lambda _, honest: replace(honest, ending=ending, sent=int(len(honest.body) * share))


def shortened(_: Asked, honest: Reply) -> Reply:
    """Send half of the body and announce no more than that: somebody on the way cut it."""
    return Reply(200, honest.body[: len(honest.body) // 2], honest.kind)


def ahead(_: Asked, honest: Reply) -> Reply:
    """Answer honestly, by a clock that is an hour ahead."""
    return replace(honest, headers={**honest.headers, "Date": SKEWED})


def pages_again(turns: int) -> Callable[[], Fault]:
    """Give the first pages again and again, in turn."""

    def begin() -> Fault:
        given: list[Reply] = []

        def reply(asked: Asked, honest: Reply) -> Reply:
            if asked.nth <= turns:
                given.append(honest)
            return given[(asked.nth - 1) % turns]

        return reply

    return begin


def first_page_again() -> Fault:
    """Give the first page of a list in place of each that follows, whichever Region or unit it is of."""
    first: dict[tuple[str, str, str], Reply] = {}

    def reply(asked: Asked, honest: Reply) -> Reply:
        place = (asked.operation, asked.item, asked.region)
        return first.get(place, honest) if asked.follows else first.setdefault(place, honest)

    return reply


def without_marker(_: Asked, honest: Reply) -> Reply:
    """Say that there is more, and not where."""
    return replace(honest, body=_MARKER.sub(b"", honest.body))


def as_the_last_page(_: Asked, honest: Reply) -> Reply:
    """Say that there is no more: the pages behind are lost without a trace."""
    return replace(honest, body=_MORE.sub(b"", honest.body))
