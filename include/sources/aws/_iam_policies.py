"""Takes IAM's policies apart into statement rows, strictly: what is not understood is no policy.

A statement that is skipped or half read could be the one that allows everything, so a document with an
effect, a member or an action of a form that AWS does not document is refused as a whole (IAM JSON policy
element reference).
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from include.sources.aws._policy_document import (
    Statement,
    conditions,
    principals,
    statements_of,
    text,
    texts,
)

Row = dict[str, Any]
_COMMON = frozenset({"Sid", "Effect", "Condition"})
_ACTION = re.compile(r"\*+|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+")


def identity_statements(document: str | Mapping[str, Any]) -> list[Row]:
    """Return a row per statement of a managed or inline policy; ``ValueError`` when it is not understood."""
    return [
        _row(position, each, "Resource")
        | {"resources": _side(each, "Resource"), "not_resources": _side(each, "NotResource")}
        for position, each in enumerate(statements_of(_decoded(document)))
    ]


def trust_statements(document: str | Mapping[str, Any]) -> list[Row]:
    """Return a row per statement of a trust policy; ``ValueError`` when it is not understood."""
    return [
        _row(position, each, "Principal") | {"principals": principals(each)}
        for position, each in enumerate(statements_of(_decoded(document)))
    ]


def _decoded(document: str | Mapping[str, Any]) -> str | Mapping[str, Any]:
    # botocore decodes what it can; elsewhere the text is still as IAM sends it.
    return unquote(document) if isinstance(document, str) else document


def _row(position: int, statement: Statement, subject: str) -> Row:
    _understand(statement, subject)
    actions, not_actions = _side(statement, "Action"), _side(statement, "NotAction")
    strange = [each for each in actions + not_actions if not _ACTION.fullmatch(each)]
    if strange:
        msg = f"{strange[0]!r} has not the form of an action"
        raise ValueError(msg)
    return {
        "position": position,
        "sid": text(statement.get("Sid")),
        "effect": statement["Effect"],
        "actions": [each.lower() for each in actions],
        "not_actions": [each.lower() for each in not_actions],
        "conditions": conditions(statement),
    }


def _understand(statement: Statement, subject: str) -> None:
    """Raise ``ValueError`` for a statement of another form than AWS documents."""
    if statement.get("Effect") not in {"Allow", "Deny"}:
        msg = f"effect {statement.get('Effect')!r} is neither Allow nor Deny"
        raise ValueError(msg)
    sides = {f"{sign}{name}" for name in ("Action", subject) for sign in ("", "Not")}
    strangers = sorted(statement.keys() - sides - _COMMON)
    if strangers:
        msg = f"{strangers[0]} is not known in such a statement"
        raise ValueError(msg)
    for name in ("Action", subject):
        if (name in statement) == (f"Not{name}" in statement):
            msg = f"exactly one of {name} and Not{name} was expected"
            raise ValueError(msg)
    if any(statement.get(side) in ([], {}) for side in sides):
        msg = "a list without anything in it is no list of what is allowed"
        raise ValueError(msg)
    asked = statement.get("Condition", {})
    if not isinstance(asked, Mapping) or not all(isinstance(v, Mapping) for v in asked.values()):
        msg = "Condition is no object of objects"
        raise ValueError(msg)


def _side(statement: Statement, name: str) -> list[str]:
    return texts(statement[name]) if name in statement else []
