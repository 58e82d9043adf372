"""Reads IAM's credential report, in which four different words mean that there is no value.

``N/A``, ``no_information``, ``not_supported`` and an empty or missing cell are told apart as each column
says; whatever else a cell holds becomes null, which is unreadable, and never a safe-looking value.
"""

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from include.model.errors import Cause, SourceIncomplete

ROOT = "<root_account>"
REQUIRED = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "mfa_active",
    *(
        f"access_key_{number}_{fact}"
        for number in (1, 2)
        for fact in ("active", "last_rotated", "last_used_date")
    ),
)
_NO_VALUE = frozenset({"", "N/A", "no_information", "not_supported"})
_PASSWORD_USED = {
    "no_information": "never",
    "N/A": "no_password",
    "not_supported": "not_supported",
}
_PASSWORD_CHANGED = {"N/A": "no_password", "not_supported": "not_supported"}
_ROTATION = {"N/A": "no_rotation", "not_supported": "not_supported"}
_KEY_ROTATED = {"N/A": "no_key", "not_supported": "not_supported"}
_KEY_USED = {"N/A": "never", "no_information": "never", "not_supported": "not_supported"}


def parse(report: str) -> list[dict[str, Any]]:
    """Return one row per row of the report; columns that we do not know are left to the raw answer.

    Raises ``SourceIncomplete`` naming a missing required column, or the line that names nobody.
    """
    lines = csv.reader(io.StringIO(report, newline=""), strict=True)
    try:
        header, *rows = [(lines.line_num, cells) for cells in lines if cells]
    except csv.Error as error:
        raise _malformed(f"line {lines.line_num} is not CSV: {error}") from None
    except ValueError:
        empty = "it is empty, without even its header"
        raise _malformed(empty) from None
    missing = [name for name in REQUIRED if name not in header[1]]
    if missing:
        raise _malformed(f"it lacks the required columns {', '.join(missing)}")
    return [_row(_cells(header[1], cells), number) for number, cells in rows]


def _cells(header: list[str], cells: list[str]) -> Mapping[str, str]:
    """Pair cells with columns; in a row of another length only who it is about can be told."""
    if len(cells) == len(header):
        return dict(zip(header, cells, strict=True))
    arn = next((cell for cell in cells if cell.startswith("arn:")), "")
    user = ROOT if arn.endswith(":root") else arn.rpartition("/")[2]
    return {"user": user, "arn": arn}


def _row(cells: Mapping[str, str], line: int) -> dict[str, Any]:
    user, arn = cells.get("user", ""), cells.get("arn", "")
    if not user or not arn:
        raise _malformed(f"line {line} names no user or no ARN")
    row = {
        "user": user,
        "arn": arn,
        "is_root": user == ROOT,
        "user_creation_time": _instant(cells.get("user_creation_time", "")),
        "password_enabled": _flag(cells.get("password_enabled", "")),
        "mfa_active": _flag(cells.get("mfa_active", "")),
        **_dated(cells, "password_last_used", "used", _PASSWORD_USED),
        **_dated(cells, "password_last_changed", "changed", _PASSWORD_CHANGED),
        **_dated(cells, "password_next_rotation", "due", _ROTATION),
    }
    for number in (1, 2):
        row |= _access_key(cells, f"access_key_{number}")
        row[f"cert_{number}_active"] = _flag(cells.get(f"cert_{number}_active", ""))
        row[f"cert_{number}_last_rotated"] = _instant(cells.get(f"cert_{number}_last_rotated", ""))
    return row


def _access_key(cells: Mapping[str, str], key: str) -> dict[str, Any]:
    used = _dated(cells, f"{key}_last_used_date", "used", _KEY_USED)
    return {
        f"{key}_active": _flag(cells.get(f"{key}_active", "")),
        **_dated(cells, f"{key}_last_rotated", "rotated", _KEY_ROTATED),
        f"{key}_last_used_state": used[f"{key}_last_used_date_state"],
        f"{key}_last_used_date": used[f"{key}_last_used_date"],
        f"{key}_last_used_region": _text(cells.get(f"{key}_last_used_region", "")),
        f"{key}_last_used_service": _text(cells.get(f"{key}_last_used_service", "")),
    }


def _dated(
    cells: Mapping[str, str], name: str, dated: str, words: Mapping[str, str]
) -> dict[str, Any]:
    """Return an instant and what its cell means: ``dated`` with one, else the word's meaning, else null."""
    cell = cells.get(name, "")
    instant = _instant(cell)
    return {f"{name}_state": dated if instant else words.get(cell), name: instant}


def _instant(cell: str) -> datetime | None:
    """Read an ISO 8601 instant that says its offset; what does not is no instant."""
    try:
        instant = datetime.fromisoformat(cell)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _flag(cell: str) -> bool | None:
    return {"true": True, "false": False}.get(cell.lower())


def _text(cell: str) -> str | None:
    return None if cell in _NO_VALUE else cell


def _malformed(what: str) -> SourceIncomplete:
    msg = f"credential report: {what}; the raw answer is kept, look at what AWS sent"
    return SourceIncomplete(msg, cause=Cause.MALFORMED)
