"""Lays decoded events out as Arrow columns: what repeats is written once, no event becomes a dictionary.

The events of a day share few callers, clients and operations. What repeats together is one lookup per
event; its columns are dictionaries that share the lookup's indices. A slice of events is small enough to
stay in the processor's cache between being decoded and being laid out; a row group has many slices.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import astuple

from include.model.dataset import UTC_TIMESTAMP
from include.sources.aws._cloudtrail_datasets import EVENTS, RESOURCES
from include.sources.aws._cloudtrail_details import DETAILS, Details, details_of
from include.sources.aws._cloudtrail_inflate import Unreadable
from include.sources.aws._cloudtrail_names import DETAILED
from include.sources.aws._cloudtrail_records import Event, Resource, identity

Indices = npt.NDArray[np.int32]
_WHO = (
    *("principal_type", "principal_arn", "principal_id", "principal_account_id", "principal_name"),
    *("session_issuer_type", "session_issuer_arn", "session_issuer_name"),
    *("session_mfa_authenticated", "session_creation_date", "access_key_id", "invoked_by"),
)
_WHENCE = ("source_ip_address", "user_agent")
_WHAT = (
    *("event_name", "event_version", "event_source", "event_type", "event_category"),
    *("read_only", "management_event", "aws_region", "recipient_account_id", "error_code"),
)
_FROM = ("object_key", "object_sha256")
_TEXTS = ("event_id", "error_message", "request_id", "shared_event_id")
_FIELDS = Event.__struct_fields__
_ASKED = itemgetter(*map(_FIELDS.index, _WHAT))
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
        self._what, self._who = Lookup(_WHAT, tuple), Lookup(_WHO, identity)
        self._indices: list[list[Indices]] = []
        self._plain: list[list[pa.Array]] = []
        self.rows = 0

    def add(self, events: Sequence[Event], at: pa.Array) -> None:
        """Lay a slice of events out, which happened ``at`` their instants.

        Raises:
            Unreadable: one of them cannot be laid out; then none of them is.
        """
        # Every field at once: asked for one by one they took twice as long.
        fields = list(zip(*map(astuple, events), strict=True))
        of = dict(zip(_FIELDS, fields, strict=True))
        what = self._what.indices(zip(*_ASKED(fields), strict=True))
        who = self._who.indices(map(bytes, of["user_identity"]))
        texts = [pa.array(of[name], pa.string()) for name in (*_TEXTS, *_WHENCE)]
        plain = [at, *texts, _resources(of["resources"]), *self._details(events, what)]
        self._indices.append([what, who])
        self._plain.append(plain)
        self.rows += len(events)

    def table(self, origins: Indices, objects: Sequence[tuple[str, str]]) -> pa.Table:
        """Return the rows; ``origins`` are each event's position among the objects (key, SHA-256)."""
        names = ("event_time", *_TEXTS, *_WHENCE, "resources", *DETAILS)
        made = {
            name: _repeating(parts) if name in _WHENCE else pa.concat_arrays(parts)
            for name, parts in zip(names, zip(*self._plain, strict=True), strict=True)
        }
        what, who = map(np.concatenate, zip(*self._indices, strict=True))
        made |= self._what.columns(what) | self._who.columns(who)
        source = Lookup(_FROM, tuple)
        made |= source.columns(source.indices(objects)[origins])
        return pa.table([made[name] for name in EVENTS.columns.names], names=EVENTS.columns.names)

    def _details(self, events: Sequence[Event], what: Indices) -> list[pa.Array]:
        """Lay out what controls ask of some operations; of the rest nothing is kept."""
        is_asked = np.fromiter((row[0] in DETAILED for row in self._what.rows), np.bool_)
        kept: list[Details] = [(None, None, None)] * len(events)
        asked = np.flatnonzero(is_asked[what]).tolist()
        for at, each in zip(asked, details_of([events[at] for at in asked]), strict=True):
            kept[at] = each
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


def _repeating(parts: Sequence[pa.Array]) -> pa.Array:
    """Lay a column out as a dictionary: Arrow hashes what is long faster than Python does."""
    return pa.chunked_array(parts).dictionary_encode().combine_chunks()


def _resources(listed: Sequence[Sequence[Resource] | None]) -> pa.Array:
    lists = [each or () for each in listed]
    offsets = np.zeros(len(lists) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, lists), np.int32), out=offsets[1:])
    fields = list(zip(*map(astuple, chain.from_iterable(lists)), strict=True)) or [()] * 3
    columns = [pa.array(each, pa.string()) for each in fields]
    values = pa.StructArray.from_arrays(columns, fields=list(RESOURCES.value_type))
    return pa.ListArray.from_arrays(pa.array(offsets), values)
