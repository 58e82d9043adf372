"""Rows of `fct_result_review` and `fct_period_conclusion`: what people said of results, and when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from include.model.publication import Publication
from include.model.record import Entry
from include.warehouse.keys import key_of
from include.warehouse.rows import COUNT, JSON, TEXT, TIME, json

REVIEWS = pa.schema(
    {
        "review_key": COUNT,
        "entry_number": COUNT,
        "control_id": TEXT,
        "scope_id": TEXT,
        "starts_on_date": pa.date32(),
        "ends_on_date": pa.date32(),
        "reviewed_by": TEXT,
        "reviewed_on_date": pa.date32(),
        "conclusion": TEXT,
        "recorded_at": TIME,
    }
)
_KEYS = ("control_key", "control_id", "basis", "scope_kind", "scope_id", "frequency")
_COUNTS = (
    *(
        "expected_occurrences",
        "tested_occurrences",
        "expected_days",
        "observed_days",
        "bridged_days",
    ),
    *("unbridged_days", "unreadable_days", "longest_gap_days", "items_ever", "items_tested"),
    *("deviating_items", "unreadable_items", "deviation_episodes", "waived_episodes"),
    *("remediated_within_sla", "remediated_late", "remediated_without_sla", "open_at_period_end"),
)
CONCLUSIONS = pa.schema(
    {
        "conclusion_key": COUNT,
        "entry_number": COUNT,
        "period_id": TEXT,
        "starts_on_date": pa.date32(),
        "ends_on_date": pa.date32(),
        **{name: COUNT if name.endswith("_key") else TEXT for name in _KEYS},
        **dict.fromkeys(_COUNTS, COUNT),
        "first_deviation_at": TIME,
        "last_deviation_at": TIME,
        "control_versions": pa.list_(COUNT),
        "test_versions": pa.list_(COUNT),
        "gaps": JSON,
        "conclusion": TEXT,
        "conclusion_reason": TEXT,
        "known_at": TIME,
        "published_at": TIME,
    }
)


def review_rows(
    entry: Entry, register: Iterable[Mapping[str, Any]], at: datetime
) -> list[dict[str, Any]]:
    """Describe the reviews of a register; one that an earlier entry carried already is the same row."""
    return [
        {
            "review_key": key_of("review", *(str(value) for value in row.values())),
            "entry_number": entry.number,
            "control_id": row["control"],
            "scope_id": row["scope_id"],
            "starts_on_date": row["first_day"],
            "ends_on_date": row["last_day"],
            "reviewed_by": row["reviewed_by"],
            "reviewed_on_date": row["reviewed_on"],
            "conclusion": row["conclusion"],
            "recorded_at": at,
        }
        for row in register
    ]


def conclusion_rows(
    entry: Entry, published: Publication, conclusions: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Describe the conclusions that were published, as the locker keeps them.

    Those of before a control had one for each basis have none: what was sealed of them stays as it was.
    """
    return [
        {
            "basis": None,
            **row,
            **{name: _instant(row[name]) for name in ("first_deviation_at", "last_deviation_at")},
            "gaps": json(row["gaps"]),
            "conclusion_key": key_of("conclusion", entry.number, *_told_apart(row)),
            "entry_number": entry.number,
            "period_id": published.period_id,
            "starts_on_date": published.first_day,
            "ends_on_date": published.last_day,
            "known_at": published.known_at,
            "published_at": published.recorded_at,
        }
        for row in conclusions
    ]


def _told_apart(row: Mapping[str, Any]) -> Sequence[str]:
    own = (row["control_id"], row["scope_id"])
    # Keys of before there was a basis stay what they were.
    return (*own, "recorded") if row.get("basis") == "recorded" else own


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
