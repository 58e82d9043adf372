"""Lays decoded events out as Arrow columns: what repeats is written once, no event becomes a dictionary.

The events of a day share few callers, clients and operations. What repeats together is one lookup per
event; its columns are dictionaries that share the lookup's indices. A slice of events is small enough to
stay in the processor's cache between being decoded and being laid out; a row group has many slices.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from include.model.dataset import UTC_TIMESTAMP
from include.sources.aws._cloudtrail_datasets import EVENTS, RESOURCES
from include.sources.aws._cloudtrail_details import DETAILS, Details, details
from include.sources.aws._cloudtrail_inflate import Unreadable
from include.sources.aws._cloudtrail_names import DETAILED
from include.sources.aws._cloudtrail_records import Event, identity

Indices = npt.NDArray[np.int32]
_WHO = (
    *("principal_type", "principal_arn", "principal_id", "principal_account_id", "principal_name"),
    *("session_issuer_type", "session_issuer_arn", "session_issuer_name"),
    *("session_mfa_authenticated", "session_creation_date", "access_key_id", "invoked_by"),
    *("source_ip_address", "user_agent"),
)
_WHAT = (
    *("event_name", "event_version", "event_source", "event_type", "event_category"),
    *("read_only", "management_event", "aws_region", "recipient_account_id", "error_code"),
)
_FROM = ("object_key", "object_sha256")
_TEXTS = ("event_id", "error_message", "request_id", "shared_event_id")
_ASKED = attrgetter(*_WHAT)
_INSTANT = len("2026-11-20T10:00:00Z")


class Lookup:
    """Columns that repeat together: each different key is laid out once, an event is an index."""

    def __init__(self, names: Sequence[str], columns_of: Callable[[Any], tuple[Any, ...]]) -> None:
        """Fill the columns of ``names`` by what a key stands for."""
        self.names, self.rows = names, list[tuple[Any, ...]]()
        self._columns_of, self._known = columns_of, dict[Any, int]()

    def indices(self, keys: Iterable[Any]) -> Indices:
        """Return where each key's columns stand.

        Raises:
            Unreadable: a new key stands for nothing; then none of the new keys is known.
        """
        known, before = self._known, len(self._known)
        # A key's position is how many there were when it first came.
        found = np.fromiter([known.setdefault(key, len(known)) for key in keys], np.int32)
        fresh = list(islice(known, before, None)) if len(known) > before else []
        try:
            self.rows += [self._columns_of(key) for key in fresh]
        except Unreadable:
            for key in fresh:
                del known[key]
            raise
        return found

    def columns(self, indices: Indices) -> dict[str, pa.Array]:
        """Lay the columns out as dictionaries."""
        at, made = pa.array(indices), {}
        for name, values in zip(self.names, zip(*self.rows, strict=True), strict=True):
            column = pa.array(values, EVENTS.columns.field(name).type)
            if pa.types.is_boolean(column.type):
                made[name] = column.take(at)
                continue
            encoded = column.dictionary_encode()
            made[name] = pa.DictionaryArray.from_arrays(
                encoded.indices.take(at), encoded.dictionary
            )
        return made


class RowGroup:
    """Events on their way to one row group, slice by slice."""

    def __init__(self) -> None:
        """Begin with no event."""
        self._what, self._who = Lookup(_WHAT, tuple), Lookup(_WHO, _caller)
        self._indices: list[list[Indices]] = []
        self._plain: list[list[pa.Array]] = []
        self.rows = 0

    def add(self, events: Sequence[Event], at: pa.Array) -> None:
        """Lay a slice of events out, which happened ``at`` their instants.

        Raises:
            Unreadable: one of them cannot be laid out; then none of them is.
        """
        what, who = self._what.indices(map(_ASKED, events)), self._who.indices(_callers(events))
        texts = [pa.array(list(map(attrgetter(name), events)), pa.string()) for name in _TEXTS]
        plain = [at, *texts, _resources(events), *self._details(events, what)]
        self._indices.append([what, who])
        self._plain.append(plain)
        self.rows += len(events)

    def table(self, origins: Indices, objects: Sequence[tuple[str, str]]) -> pa.Table:
        """Return the rows; ``origins`` are each event's position among the objects (key, SHA-256)."""
        names = ("event_time", *_TEXTS, "resources", *DETAILS)
        parts = (pa.concat_arrays(each) for each in zip(*self._plain, strict=True))
        made = dict(zip(names, parts, strict=True))
        what, who = map(np.concatenate, zip(*self._indices, strict=True))
        made |= self._what.columns(what) | self._who.columns(who)
        source = Lookup(_FROM, tuple)
        made |= source.columns(source.indices(objects)[origins])
        return pa.table([made[name] for name in EVENTS.columns.names], names=EVENTS.columns.names)

    def _details(self, events: Sequence[Event], what: Indices) -> list[pa.Array]:
        """Lay out what controls ask of some operations; of the rest nothing is kept."""
        is_asked = np.fromiter((row[0] in DETAILED for row in self._what.rows), np.bool_)
        kept: list[Details] = [(None, None, None)] * len(events)
        for at in np.flatnonzero(is_asked[what]).tolist():
            kept[at] = details(events[at])
        return [pa.array(each, pa.string()) for each in zip(*kept, strict=True)]


def instants(events: Sequence[Event]) -> pa.Array:
    """Return when the events happened.

    Raises:
        Unreadable: an event's time is no instant in UTC.
    """
    times = pa.array([event.event_time for event in events], pa.string())
    try:
        # Of what Arrow reads as an instant only `2026-11-20T10:00:00Z` is as long.
        if pc.all(pc.equal(pc.binary_length(times), _INSTANT), min_count=0).as_py():
            return times.cast(UTC_TIMESTAMP)
    except pa.ArrowInvalid:
        pass
    raise Unreadable("eventTime is no instant in UTC")


def _callers(events: Sequence[Event]) -> Iterable[tuple[bytes, str | None, str | None]]:
    """Return what says who called, and from where: a session mostly has one address and one client."""
    identities = map(bytes, map(attrgetter("user_identity"), events))
    return zip(identities, *(map(attrgetter(name), events) for name in _WHO[-2:]), strict=True)


def _caller(key: tuple[bytes, str | None, str | None]) -> tuple[Any, ...]:
    return (*identity(key[0]), *key[1:])


def _resources(events: Sequence[Event]) -> pa.Array:
    listed = [event.resources or () for event in events]
    flat = list(chain.from_iterable(listed))
    offsets = np.zeros(len(listed) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, listed), np.int32), out=offsets[1:])
    columns = (
        pa.array([each.arn for each in flat], pa.string()),
        pa.array([each.type for each in flat], pa.string()),
        pa.array([each.account_id for each in flat], pa.string()),
    )
    values = pa.StructArray.from_arrays(columns, fields=list(RESOURCES.value_type))
    return pa.ListArray.from_arrays(pa.array(offsets), values)
