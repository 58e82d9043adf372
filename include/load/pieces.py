"""Cuts the log into whole slots and windows, and appends one such piece to the warehouse."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any

from adbc_driver_postgresql import dbapi

from include.load.activity import append_events
from include.load.reader import Reader
from include.locker import Locker
from include.model.control import ControlMatrix
from include.model.criteria import CriteriaFile
from include.model.errors import LockerCorrupt, WarehouseUnreachable
from include.model.interval import Interval
from include.model.parameters import ParametersFile
from include.model.publication import Publication
from include.model.record import CollectionStatus, Entry, Gap, Judgement, Manifest
from include.model.sample import DiscardedDraw, Draw
from include.model.scope import ScopeFile
from include.warehouse.assessments import ASSESSMENTS, assessment_row
from include.warehouse.collections import COLLECTIONS, collection_rows
from include.warehouse.connection import append
from include.warehouse.derive import Judged, derive, not_derived
from include.warehouse.dimensions import Carried, Dimensions
from include.warehouse.responses import CONCLUSIONS, REVIEWS, conclusion_rows, review_rows
from include.warehouse.rows import LOAD_LOG, rows
from include.warehouse.samples import DRAWS, draw_row


def derive_missing(cursor: dbapi.Cursor, reader: Reader, locker: Locker) -> None:
    """Derive what a newer schema has from judgements that were loaded earlier; the caller commits."""
    missing = not_derived(cursor)
    if missing:
        entries = locker.entries(min(missing) - 1)
        judged = ((each, each.record) for each in entries if each.number in missing)
        derive(
            cursor,
            (
                Judged(entry, made, reader.verdicts(made))
                for entry, made in judged
                if isinstance(made, Judgement)
            ),
        )


def whole_slots(locker: Locker, after: int) -> Iterator[list[Entry]]:
    """Yield the log from ``after`` on, in its order, in the shortest pieces that cut no slot in two."""
    order = [(entry.number, _belongs_to(entry)) for entry in locker.entries(after)]
    ends = {interval: number for number, interval in order}
    starts, until = [], after
    for number, interval in order:
        if number > until:
            starts.append(number)
        until = max(until, ends[interval])
    # What is recorded while we read belongs to the next load.
    known = takewhile(lambda entry: entry.number <= until, locker.entries(after))
    for _, piece in groupby(known, key=lambda entry: bisect_right(starts, entry.number)):
        yield list(piece)


def append_piece(
    cursor: dbapi.Cursor,
    reader: Reader,
    dimensions: Dimensions,
    piece: Sequence[Entry],
    loaded_at: datetime,
) -> dict[str, int]:
    """Append the entries of whole slots, parents before children; return new rows by fact table.

    The caller commits.
    """
    collections: list[dict[str, Any]] = []
    assessments: dict[int, dict[str, Any]] = {}
    judgements: list[tuple[Entry, Judgement]] = []
    reviews: dict[int, dict[str, Any]] = {}
    conclusions: list[dict[str, Any]] = []
    draws: list[dict[str, Any]] = []
    told: list[tuple[Entry, int]] = []
    for entry in piece:
        if isinstance(entry.record, Judgement):
            judgements.append((entry, entry.record))
            for row in _assessed(reader, dimensions, entry, entry.record):
                assessments.setdefault(row["assessment_key"], row)
        elif isinstance(entry.record, Manifest | Gap):
            key = dimensions.scope(entry.record.scope, _carried(entry, entry.record))
            collections += collection_rows(entry, entry.record, key)
            told.append((entry, key))
            for row in _responses(reader, dimensions, entry, entry.record):
                reviews.setdefault(row["review_key"], row)
        elif isinstance(entry.record, Publication):
            published = reader.definition(entry.record.conclusions)
            conclusions += conclusion_rows(entry, entry.record, published)
        elif isinstance(entry.record, Draw | DiscardedDraw):
            draws.append(draw_row(entry, entry.record))
    _log(cursor, piece, loaded_at)
    dimensions.write(cursor)
    collected = append(
        cursor, "fct_collection", rows(collections, COLLECTIONS), key="collection_key"
    )
    judged = rows(assessments.values(), ASSESSMENTS)
    assessed = append(cursor, "fct_assessment", judged, key="assessment_key")
    changes = derive(
        cursor, (Judged(entry, made, reader.verdicts(made)) for entry, made in judgements)
    )
    append(cursor, "fct_result_review", rows(reviews.values(), REVIEWS), key="review_key")
    append(cursor, "fct_period_conclusion", rows(conclusions, CONCLUSIONS), key="conclusion_key")
    events = sum(append_events(cursor, reader, entry, key) for entry, key in told)
    drawn = append(cursor, "fct_sample_draw", rows(draws, DRAWS), key="entry_number")
    return {
        "fct_collection": len(collected),
        "fct_assessment": len(assessed),
        "fct_deviation": changes,
        "fct_sample_draw": len(drawn),
        "fct_event": events,
    }


def _belongs_to(entry: Entry) -> Interval | int:
    """Return an entry's slot or window; what has none, or (a gap) may have many, stands alone."""
    if isinstance(entry.record, Manifest | Judgement):
        return entry.record.interval
    return entry.number


def _log(cursor: dbapi.Cursor, piece: Sequence[Entry], loaded_at: datetime) -> None:
    logged = [
        {"entry_number": entry.number, "entry_sha256": entry.sha256, "loaded_at": loaded_at}
        for entry in piece
    ]
    if len(append(cursor, "load_log", rows(logged, LOAD_LOG), key="entry_number")) < len(piece):
        raise WarehouseUnreachable(
            f"load_log: entries {piece[0].number} to {piece[-1].number} were loaded meanwhile by somebody "
            "who did not wait; nothing was written twice, load again"
        )


def _carried(entry: Entry, record: Manifest | Gap) -> Carried:
    at = record.recorded_at if isinstance(record, Gap) else record.finished_at
    return Carried(at, entry.number)


def _responses(
    reader: Reader, dimensions: Dimensions, entry: Entry, record: Manifest | Gap
) -> list[dict[str, Any]]:
    """Take the waivers of a register of waivers; describe the reviews of a register of reviews."""
    if not isinstance(record, Manifest) or record.status is not CollectionStatus.COLLECTED:
        return []
    if record.dataset == "register_waivers":
        dimensions.waivers(reader.register(record), _carried(entry, record))
    if record.dataset == "register_result_reviews":
        return review_rows(entry, reader.register(record), record.finished_at)
    return []


def _assessed(
    reader: Reader, dimensions: Dimensions, entry: Entry, judgement: Judgement
) -> Iterator[dict[str, Any]]:
    """Take the definitions that a judgement was made by, then describe its assessments."""
    by, kept = Carried(judgement.recorded_at, entry.number), judgement.definitions
    if "criteria" in kept:
        criteria = CriteriaFile.model_validate(reader.definition(kept["criteria"]))
        dimensions.criteria(criteria, by)
    if "control_matrix" in kept:
        matrix = ControlMatrix.model_validate(reader.definition(kept["control_matrix"]))
        dimensions.controls(matrix, by)
    if "parameters" in kept:
        dimensions.severities(
            ParametersFile.model_validate(reader.definition(kept["parameters"])), by
        )
    if "scope" in kept:
        dimensions.periods(ScopeFile.model_validate(reader.definition(kept["scope"])), by)
    for assessment in judgement.assessments:
        ref = kept.get(f"test:{assessment.test}")
        if ref is None:
            raise LockerCorrupt(
                f"log entry {entry.number}: the definition of {assessment.test} is not kept with its "
                "judgement; investigate"
            )
        test_key = dimensions.test(reader.definition(ref), ref.sha256, by)
        scope_key = dimensions.scope(assessment.scope, by)
        yield assessment_row(entry, judgement, assessment, test_key, scope_key)
