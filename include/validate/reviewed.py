"""What was kept of access reviews as a dataset of a population: what was frozen, what was decided."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pyarrow as pa

from include.control_tests.evidence_datasets import EVIDENCE_ACCESS_REVIEWS
from include.locker import Locker
from include.model.reference import FileRef
from include.model.review import StartedReview
from include.model.scope import Scope
from include.validate.records import Records
from include.validate.sight import Sight

# A year of reviews with fifty reviewers each, whose files every slot shows again.
_FILES = 512


def access_reviews(locker: Locker, records: Records, _scope: Scope) -> Iterator[Sight]:
    """Lay out the reviews that were frozen before the slot's end, with decisions handed in by then.

    An answer with a mistake in it counts for nothing. There may be no review.

    Raises:
        LockerCorrupt: a file is missing, or its bytes are not those that were recorded.
    """
    rows = [
        {
            "review": each.review,
            "as_of_date": each.as_of,
            "systems": list(each.systems),
            "accounts": sum(packet.accounts for packet in each.packets),
            "accounts_sha256": each.accounts_sha256,
            "frozen_at": each.recorded_at,
            "decisions": list(_decisions(locker, records, each)),
        }
        for each in records.reviews_before
    ]
    answers = (each.decisions for each in records.answers_before if each.decisions)
    yield Sight(
        tables={
            EVIDENCE_ACCESS_REVIEWS.name: pa.Table.from_pylist(
                rows, schema=EVIDENCE_ACCESS_REVIEWS.columns
            )
        },
        as_of=records.interval.start,
        observed_at=records.interval.start,
        evidence=(
            *(each.accounts.sha256 for each in records.reviews_before),
            *(each.sha256 for each in answers),
        ),
    )


def _decisions(locker: Locker, records: Records, review: StartedReview) -> Iterator[dict[str, Any]]:
    taken = [each for each in records.answers_before if each.review == review.review]
    listed = {_key(row): row for row in _rows(locker, review.accounts)} if taken else {}
    for each in taken:
        for row in _rows(locker, each.decisions) if each.decisions else ():
            yield {
                **row,
                "is_privileged": listed[_key(row)]["is_privileged"],
                "decided_by": each.decided_by,
                "decided_at": each.answered_at,
            }


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return row["system"], row["scope_id"], row["account"]


@lru_cache(maxsize=_FILES)
def _rows(locker: Locker, ref: FileRef) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = locker.table(ref).to_pylist()
    return rows
