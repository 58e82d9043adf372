"""Reads a delivered object: typed, with every event it holds either decoded or counted as unreadable."""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import msgspec
from isal import isal_zlib

# CloudTrail closes an object at some 50 MB; what is far larger is none, and must not fill the memory.
LARGEST = 512 * 2**20
_GZIP = 31  # zlib's word for: a gzip header and nothing else
_NULL = msgspec.Raw(b"null")


class Unreadable(ValueError):
    """An object, or an event in it, of which nobody can say what happened."""


class Event(msgspec.Struct, rename="camel", gc=False):
    """One record, as far as it is kept; what varies in shape stays JSON until it is asked for."""

    event_time: str
    event_name: str
    event_id: str | None = msgspec.field(name="eventID", default=None)
    event_version: str | None = None
    event_source: str | None = None
    event_type: str | None = None
    event_category: str | None = None
    read_only: bool | None = None
    management_event: bool | None = None
    user_identity: msgspec.Raw = _NULL
    source_ip_address: str | None = msgspec.field(name="sourceIPAddress", default=None)
    user_agent: str | None = None
    aws_region: str | None = None
    recipient_account_id: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    resources: msgspec.Raw = _NULL
    request_parameters: msgspec.Raw = _NULL
    response_elements: msgspec.Raw = _NULL
    additional_event_data: msgspec.Raw = _NULL
    request_id: str | None = msgspec.field(name="requestID", default=None)
    shared_event_id: str | None = msgspec.field(name="sharedEventID", default=None)


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


class _Resource(msgspec.Struct):
    arn: str | None = msgspec.field(name="ARN", default=None)
    type: str | None = None
    account_id: str | None = msgspec.field(name="accountId", default=None)


class _Whole(msgspec.Struct):
    records: list[Event] = msgspec.field(name="Records")


class _Parts(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="Records")


_WHOLE = msgspec.json.Decoder(_Whole)
_PARTS = msgspec.json.Decoder(_Parts)
_EVENT = msgspec.json.Decoder(Event)
_IDENTITY = msgspec.json.Decoder(_Identity | None)
_RESOURCES = msgspec.json.Decoder(list[_Resource] | None)
_FLAGS = {"true": True, "false": False}


@dataclass
class Records:
    """What one object holds: the events that can be read, how many cannot, and why the first of them."""

    events: list[Event] = field(default_factory=list)
    unreadable: int = 0
    reason: str | None = None


def inflate(content: bytes, key: str) -> bytes:
    """Return an object's content uncompressed, whatever many gzip members it has.

    Raises:
        Unreadable: it is empty, truncated, not gzip, or too large to be an object of CloudTrail.
    """
    if not content:
        raise Unreadable("empty: it has no bytes")
    if not key.endswith(".gz"):
        return content
    parts, rest, size = [], content, 0
    while rest:
        member = isal_zlib.decompressobj(wbits=_GZIP)
        try:
            parts.append(member.decompress(rest, LARGEST - size + 1))
        except isal_zlib.error as error:
            raise Unreadable(f"malformed: not gzip ({error})") from None
        size += len(parts[-1])
        if size > LARGEST:
            raise Unreadable(f"malformed: more than {LARGEST} bytes uncompressed")
        if not member.eof:
            raise Unreadable("truncated: the gzip stream has no end")
        rest = member.unused_data
    return parts[0] if len(parts) == 1 else b"".join(parts)


def read(content: bytes) -> Records:
    """Decode every event of an uncompressed object.

    Raises:
        Unreadable: it is not JSON, or no object of CloudTrail: its events cannot even be counted.
    """
    try:
        events = _WHOLE.decode(content).records
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _one_by_one(content)
    if all(event.event_id for event in events):
        return Records(events)
    return _one_by_one(content)


def _one_by_one(content: bytes) -> Records:
    try:
        parts = _PARTS.decode(content).records
    except msgspec.ValidationError as error:
        raise Unreadable(f"foreign: no object of CloudTrail ({error})") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"malformed: not JSON ({error})") from None
    found = Records()
    for number, part in enumerate(parts, 1):
        try:
            event = _EVENT.decode(part)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            found.unreadable += 1
            found.reason = found.reason or f"malformed: record {number}: {error}"
            continue
        # Version 1.0 had no eventID: the same record is the same event.
        event.event_id = event.event_id or f"sha256:{sha256(part).hexdigest()}"
        found.events.append(event)
    return found


@lru_cache(maxsize=20_000)
def identity(raw: bytes) -> tuple[Any, ...]:
    """Return who acted, in the order of the columns ``principal_type`` to ``invoked_by``.

    Raises:
        msgspec.DecodeError: nobody can read it.
    """
    who = _IDENTITY.decode(raw) or _Identity()
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


@lru_cache(maxsize=20_000)
def resources(raw: bytes) -> tuple[dict[str, str | None], ...]:
    """Return what was accessed.

    Raises:
        msgspec.DecodeError: nobody can read it.
    """
    listed = _RESOURCES.decode(raw) or []
    return tuple({"arn": r.arn, "type": r.type, "account_id": r.account_id} for r in listed)
