"""Reads a delivered object: typed, every event in it either decoded or counted as unreadable."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from operator import attrgetter
from typing import Any

import msgspec

from include.sources.aws._cloudtrail_inflate import Unreadable

_NULL = msgspec.Raw(b"null")
# What msgspec raises: for JSON that is none or is of another shape, for bytes that are no text, and for what
# is nested deeper than Python's stack.
UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Resource(msgspec.Struct, gc=False):
    """What an event accessed."""

    arn: str | None = msgspec.field(name="ARN", default=None)
    type: str | None = None
    account_id: str | None = msgspec.field(name="accountId", default=None)


class Event(msgspec.Struct, rename="camel", gc=False, kw_only=True):
    """One record, as far as it is kept; what varies in shape stays JSON until it is asked for.

    The fields stand as CloudTrail writes them: msgspec looks for a name first where it expects it.
    """

    event_version: str | None = None
    user_identity: msgspec.Raw = _NULL
    event_time: str
    event_source: str | None = None
    event_name: str
    aws_region: str | None = None
    source_ip_address: str | None = msgspec.field(name="sourceIPAddress", default=None)
    user_agent: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    request_parameters: msgspec.Raw = _NULL
    response_elements: msgspec.Raw = _NULL
    additional_event_data: msgspec.Raw = _NULL
    request_id: str | None = msgspec.field(name="requestID", default=None)
    event_id: str | None = msgspec.field(name="eventID", default=None)
    read_only: bool | None = None
    resources: list[Resource] | None = None
    event_type: str | None = None
    management_event: bool | None = None
    recipient_account_id: str | None = None
    shared_event_id: str | None = msgspec.field(name="sharedEventID", default=None)
    event_category: str | None = None


class _Issuer(msgspec.Struct, rename="camel"):
    type: str | None = None
    arn: str | None = None
    user_name: str | None = None


class _Attributes(msgspec.Struct, rename="camel"):
    # CloudTrail writes text; a newer version may write what it means.
    mfa_authenticated: str | bool | None = None
    creation_date: str | None = None


class _Session(msgspec.Struct, rename="camel"):
    session_issuer: _Issuer | None = None
    attributes: _Attributes | None = None


class _Identity(msgspec.Struct, rename="camel"):
    type: str | None = None
    arn: str | None = None
    principal_id: str | None = None
    account_id: str | None = None
    user_name: str | None = None
    access_key_id: str | None = None
    invoked_by: str | None = None
    session_context: _Session | None = None


class _Whole(msgspec.Struct):
    records: list[Event] = msgspec.field(name="Records")


class _Parts(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="Records")


_WHOLE = msgspec.json.Decoder(_Whole)
_PARTS = msgspec.json.Decoder(_Parts)
_EVENT = msgspec.json.Decoder(Event)
_IDENTITY = msgspec.json.Decoder(_Identity | None)
_ID, _TYPE = attrgetter("event_id"), attrgetter("event_type")
_FLAGS = {"true": True, "false": False}
# An escape of JSON: both halves of a character, one half that stands alone, or anything else.
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
# Which versions may leave a field out (CloudTrail's record contents: it is not optional since the next).
_WITHOUT_ID, _WITHOUT_TYPE = frozenset({"1.0"}), frozenset({"1.0", "1.01"})


@dataclass
class Records:
    """What one object holds: the events that can be read, how many cannot, and why the first of them."""

    events: list[Event] = field(default_factory=list)
    unreadable: int = 0
    reason: str | None = None


def read(content: bytes) -> Records:
    """Decode every event of an uncompressed object.

    Raises:
        Unreadable: it is not JSON, or no object of CloudTrail: its events cannot even be counted.
    """
    try:
        events = _WHOLE.decode(content).records
    except UNDECODABLE:
        return _one_by_one(_of_whole_characters(content))
    if all(map(_ID, events)) and all(map(_TYPE, events)):
        return Records(events)
    return _one_by_one(content)


def identity(raw: bytes) -> tuple[Any, ...]:
    """Return who acted, in the order of the columns ``principal_type`` to ``invoked_by``.

    Raises:
        Unreadable: nobody can tell.
    """
    try:
        who = _IDENTITY.decode(raw) or _Identity()
    except UNDECODABLE as error:
        raise Unreadable(f"userIdentity: {error}") from None
    session = who.session_context or _Session()
    issuer = session.session_issuer or _Issuer()
    attributes = session.attributes or _Attributes()
    mfa = attributes.mfa_authenticated
    return (
        *(who.type, who.arn, who.principal_id, who.account_id, who.user_name),
        *(issuer.type, issuer.arn, issuer.user_name),
        mfa if mfa is None or isinstance(mfa, bool) else _FLAGS.get(mfa.lower()),
        *(attributes.creation_date, who.access_key_id, who.invoked_by),
    )


def _of_whole_characters(content: bytes) -> bytes:
    """Put U+FFFD for half a character: JSON allows it, cut texts end so, msgspec refuses the object."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found["half"] else found[0], content)


def _one_by_one(content: bytes) -> Records:
    try:
        parts = _PARTS.decode(content).records
    except msgspec.ValidationError as error:
        raise Unreadable(f"foreign: no object of CloudTrail ({error})") from None
    except RecursionError:
        raise Unreadable("malformed: nested deeper than can be read") from None
    except UNDECODABLE as error:
        raise Unreadable(f"malformed: not JSON ({error})") from None
    found = Records()
    for number, part in enumerate(parts, 1):
        try:
            found.events.append(_one(part))
        except (Unreadable, *UNDECODABLE) as error:
            found.unreadable += 1
            found.reason = found.reason or f"malformed: record {number}: {error}"
    return found


def _one(part: msgspec.Raw) -> Event:
    event = _EVENT.decode(part)
    if not event.event_type and event.event_version not in _WITHOUT_TYPE:
        raise Unreadable(f"version {event.event_version} without eventType")
    if not event.event_id:
        if event.event_version not in _WITHOUT_ID:
            raise Unreadable(f"version {event.event_version} without eventID")
        # The same record is the same event.
        event.event_id = f"sha256:{sha256(part).hexdigest()}"
    return event
