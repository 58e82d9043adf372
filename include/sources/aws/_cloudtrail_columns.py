"""Lays decoded events out as Arrow columns: what repeats is written once, no event becomes a dictionary.

The events of a day share few callers, clients and operations. Everything that repeats together is one
lookup per event; its columns are dictionaries that share the lookups' indices.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from include.model.dataset import UTC_TIMESTAMP
from include.sources.aws._cloudtrail_datasets import EVENTS, RESOURCES
from include.sources.aws._cloudtrail_names import DETAILED
from include.sources.aws._cloudtrail_records import Event, Unreadable, identity, resources
from include.sources.aws._redaction import may_hold_secrets, redacted

_NULL = b"null"
_WHO = (
    *("principal_type", "principal_arn", "principal_id", "principal_account_id", "principal_name"),
    *("session_issuer_type", "session_issuer_arn", "session_issuer_name"),
    *("session_mfa_authenticated", "session_creation_date", "access_key_id", "invoked_by"),
)
_WHAT = (
    *("event_version", "event_source", "event_name", "event_type", "event_category"),
    *("read_only", "management_event", "aws_region", "recipient_account_id", "error_code"),
)
_WHERE = ("source_ip_address", "user_agent")
_TEXTS = ("error_message", "request_id", "shared_event_id")
_DETAILS = ("request_parameters", "response_elements", "additional_event_data")


def instants(events: Sequence[Event]) -> pa.Array:
    """Return when the events happened.

    Raises:
        Unreadable: an event's time is no instant in UTC.
    """
    texts = pa.array([event.event_time for event in events], pa.string())
    shaped = pc.match_substring_regex(texts, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
    try:
        if not pc.all(shaped).as_py() and len(texts):
            raise Unreadable("eventTime is no instant in UTC")
        return texts.cast(UTC_TIMESTAMP)
    except pa.ArrowInvalid:
        raise Unreadable("eventTime is no instant in UTC") from None


def check(event: Event) -> None:
    """Refuse an event that cannot be laid out.

    Raises:
        Unreadable: its time, caller, resources or texts cannot be read; the message says what.
    """
    try:
        table([event], [0], [("", "")])
    except (msgspec.DecodeError, UnicodeError, ValueError) as error:
        raise Unreadable(str(error)) from None


def table(
    events: Sequence[Event], origins: Sequence[int], objects: Sequence[tuple[str, str]]
) -> pa.Table:
    """Lay events out in the declared columns.

    Args:
        events: What was decoded.
        origins: Of each event, the position in ``objects``.
        objects: ``bucket/key`` and SHA-256 of the objects.

    Raises:
        Unreadable: an event's time is no instant.
        msgspec.DecodeError: a caller or a list of resources cannot be read.
        UnicodeError: a text holds what is no character.
    """
    made: dict[str, pa.Array] = {
        "event_time": instants(events),
        "event_id": _text([event.event_id for event in events]),
        "resources": _resources(events),
        **{name: _text([getattr(event, name) for event in events]) for name in _TEXTS},
        **{name: _text(_details(events, name)) for name in _DETAILS},
    }
    who = [bytes(event.user_identity) for event in events]
    made |= _shared(_WHO, who, identity)
    what = [
        (
            *(e.event_version, e.event_source, e.event_name, e.event_type, e.event_category),
            *(e.read_only, e.management_event, e.aws_region, e.recipient_account_id, e.error_code),
        )
        for e in events
    ]
    made |= _shared(_WHAT, what, tuple)
    made |= _shared(_WHERE, [(e.source_ip_address, e.user_agent) for e in events], tuple)
    made |= _dictionaries(("object_key", "object_sha256"), objects, np.asarray(origins, np.int32))
    return pa.table([made[name] for name in EVENTS.columns.names], names=EVENTS.columns.names)


def _text(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _shared(
    names: Sequence[str], keys: Iterable[Any], columns_of: Callable[[Any], tuple[Any, ...]]
) -> dict[str, pa.Array]:
    """Look each event's key up, and lay the columns of the different keys out once."""
    known: dict[Any, int] = {}
    # A key's position is how many there were when it first came.
    indices = np.fromiter((known.setdefault(key, len(known)) for key in keys), np.int32)
    return _dictionaries(names, [columns_of(key) for key in known], indices)


def _dictionaries(
    names: Sequence[str], rows: Sequence[tuple[Any, ...]], indices: Any
) -> dict[str, pa.Array]:
    at = pa.array(indices, pa.int32())
    made = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        column = pa.array(values, EVENTS.columns.field(name).type)
        if pa.types.is_boolean(column.type):
            made[name] = column.take(at)
            continue
        encoded = column.dictionary_encode()
        made[name] = pa.DictionaryArray.from_arrays(encoded.indices.take(at), encoded.dictionary)
    return made


def _resources(events: Sequence[Event]) -> pa.Array:
    listed = [resources(bytes(event.resources)) for event in events]
    offsets = np.zeros(len(listed) + 1, np.int32)
    np.cumsum([len(each) for each in listed], out=offsets[1:])
    flat = [resource for each in listed for resource in each]
    values = pa.array(flat, RESOURCES.value_type)
    return pa.ListArray.from_arrays(pa.array(offsets), values)


def _details(events: Sequence[Event], name: str) -> list[str | None]:
    """Write what a control asks for as compact JSON without secrets; of the rest nothing is kept."""
    return [
        _compact(getattr(event, name)) if event.event_name in DETAILED else None for event in events
    ]


def _compact(raw: msgspec.Raw) -> str | None:
    content = bytes(raw)
    if content == _NULL:
        return None
    if may_hold_secrets(content):
        return msgspec.json.encode(redacted(msgspec.json.decode(content))).decode()
    return msgspec.json.format(content, indent=-1).decode()
