"""Takes from the locker which events people ask for: few of CloudTrail's, GitHub's audit log, deployments."""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from adbc_driver_postgresql import dbapi

from include.load.reader import Reader
from include.locker import Locker
from include.model.record import CollectionStatus, Entry, Manifest
from include.sources.aws._cloudtrail_names import DETAILED
from include.warehouse.connection import append
from include.warehouse.events import AUDIT_LOG, CLOUDTRAIL, DEPLOYMENTS, EVENTS, event_row
from include.warehouse.rows import rows

# Machines begin sessions all day; whose session it is, each event says by itself.
_SESSIONS = frozenset(
    {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetFederationToken"}
)
_name, _kind = pc.field("event_name"), pc.field("principal_type")
_WANTED = {
    CLOUDTRAIL: _name.isin(sorted(DETAILED - _SESSIONS))
    | (_name.isin(sorted(_SESSIONS)) & _kind.isin(["Root", "IAMUser", "SAMLUser"]))
    | ((_kind == "Root") & (pc.field("read_only").is_null() | ~pc.field("read_only"))),
    AUDIT_LOG: ~pc.starts_with(pc.field("action"), "git."),
    DEPLOYMENTS: pc.field("deployment_id").is_valid() & pc.field("created_at").is_valid(),
}
_COLLECTED = (
    "SELECT entry_number, scope_key FROM soc2.fct_collection "
    "WHERE status = 'collected' AND received_items > 0 "
    "AND dataset = ANY (string_to_array($1, ',')) AND NOT EXISTS (SELECT FROM soc2.fct_event)"
)
_AT_ONCE = 20_000


def append_events(cursor: dbapi.Cursor, reader: Reader, entry: Entry, scope_key: int) -> int:
    """Append what people ask for of the events of a collection; return how many were new."""
    manifest = entry.record
    if not isinstance(manifest, Manifest) or manifest.status is not CollectionStatus.COLLECTED:
        return 0
    new = 0
    for batch in _events(reader, manifest):
        told = [event_row(entry, manifest, scope_key, each) for each in batch.to_pylist()]
        new += len(append(cursor, "fct_event", rows(told, EVENTS), key="event_key"))
    return new


def append_missing_events(cursor: dbapi.Cursor, reader: Reader, locker: Locker) -> None:
    """Append the events of collections that were loaded by an earlier version; the caller commits."""
    cursor.execute(_COLLECTED, (",".join(_WANTED),))
    missing = dict(cursor.fetchall())
    if missing:
        for entry in locker.entries(min(missing) - 1):
            if entry.number in missing:
                append_events(cursor, reader, entry, missing[entry.number])


def _events(reader: Reader, manifest: Manifest) -> Iterator[pa.RecordBatch]:
    if manifest.parquet is None or manifest.dataset not in _WANTED:
        return
    held = reader.rows(manifest.parquet)
    held = ds.dataset(held) if isinstance(held, pa.Table) else held
    for batch in held.to_batches(filter=_WANTED[manifest.dataset], batch_size=_AT_ONCE):
        if batch.num_rows:
            yield batch
