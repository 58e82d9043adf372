"""Writes the requests and responses down that controls ask for: compact JSON without secrets."""

from collections.abc import Sequence
from typing import Any

import msgspec

from include.sources.aws._cloudtrail_inflate import Unreadable
from include.sources.aws._cloudtrail_records import UNDECODABLE, Event
from include.sources.aws._redaction import may_hold_secrets, redacted

DETAILS = ("request_parameters", "response_elements", "additional_event_data")
Details = tuple[str | None, str | None, str | None]
_NULL = b"null"


class _AskedRole(msgspec.Struct, rename="camel", omit_defaults=True):
    role_arn: str | None = None
    role_session_name: str | None = None
    source_identity: str | None = None
    external_id: str | None = None
    serial_number: str | None = None
    duration_seconds: int | None = None


class _Credentials(msgspec.Struct, rename="camel", omit_defaults=True):
    access_key_id: str | None = None
    expiration: str | None = None


class _RoleUser(msgspec.Struct, rename="camel", omit_defaults=True):
    assumed_role_id: str | None = None
    arn: str | None = None


class _GivenRole(msgspec.Struct, rename="camel", omit_defaults=True):
    credentials: _Credentials | None = None
    assumed_role_user: _RoleUser | None = None
    source_identity: str | None = None


_ASKED = msgspec.json.Decoder(list[_AskedRole | None])
_GIVEN = msgspec.json.Decoder(list[_GivenRole | None])
_ENCODER = msgspec.json.Encoder()
_encode = _ENCODER.encode


def details_of(events: Sequence[Event]) -> list[Details]:
    """Return each event's request, response and additional data; of roles' uses, which are most, at once.

    Raises:
        Unreadable: one of them is no JSON that could be read again.
    """
    roles = [event for event in events if event.event_name == "AssumeRole"]
    try:
        asked = _together(_ASKED, [event.request_parameters for event in roles])
        given = _together(_GIVEN, [event.response_elements for event in roles])
    except UNDECODABLE:
        return [details(event) for event in events]
    found, used = [], zip(asked, given, strict=True)
    for event in events:
        if event.event_name == "AssumeRole":
            found.append((*next(used), _compact(event.additional_event_data)))
        else:
            found.append(details(event))
    return found


def details(event: Event) -> Details:
    """Return request, response and additional data; of a role's use, which is most of them, what matters.

    Raises:
        Unreadable: one of them is no JSON that could be read again.
    """
    if event.event_name == "AssumeRole":
        try:
            [asked] = _together(_ASKED, [event.request_parameters])
            [given] = _together(_GIVEN, [event.response_elements])
        except UNDECODABLE:
            pass  # of another shape, which the general way can write down
        else:
            return asked, given, _compact(event.additional_event_data)
    return (
        _compact(event.request_parameters),
        _compact(event.response_elements),
        _compact(event.additional_event_data),
    )


def _together(decoder: Any, raws: Sequence[msgspec.Raw]) -> list[str | None]:
    """Write many down in one go: a line of JSON each, null for none."""
    made = _ENCODER.encode_lines(decoder.decode(b"[%b]" % b",".join(raws)))
    return [None if line == "null" else line for line in made.decode().split("\n")[:-1]]


def _compact(raw: msgspec.Raw) -> str | None:
    content = bytes(raw)
    if content == _NULL:
        return None
    try:
        if may_hold_secrets(content):
            return _encode(redacted(msgspec.json.decode(content))).decode()
        return msgspec.json.format(content, indent=-1).decode()
    except UNDECODABLE as error:
        raise Unreadable(f"a request or response: {error}") from None
