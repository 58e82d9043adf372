"""Takes a bucket policy apart into statement rows."""

from typing import Any

from include.sources.aws._policy_document import (
    Statement,
    conditions,
    principals,
    statements_of,
    text,
    texts,
)


def statements(bucket: str, policy: str) -> list[dict[str, Any]]:
    """Return one row per statement; ``ValueError`` when the text is no policy."""
    return [_row(bucket, position, each) for position, each in enumerate(statements_of(policy))]


def _row(bucket: str, position: int, statement: Statement) -> dict[str, Any]:
    actions = _either(statement, "Action")
    return {
        "bucket": bucket,
        "position": position,
        "sid": text(statement.get("Sid")),
        "effect": text(statement.get("Effect")),
        "principals": principals(statement),
        "actions": None if actions is None else [action.lower() for action in actions],
        "resources": _either(statement, "Resource"),
        "conditions": conditions(statement),
    }


def _either(statement: Statement, name: str) -> list[str] | None:
    """Return the values of ``Name``, or those of ``NotName`` each with ``not `` before it."""
    if name in statement:
        return texts(statement[name])
    if f"Not{name}" in statement:
        return [f"not {each}" for each in texts(statement[f"Not{name}"])]
    return None
