"""Takes a bucket policy apart into statement rows, so that populations need no JSON."""

import json
from typing import Any


def statements(bucket: str, policy: str) -> list[dict[str, Any]]:
    """Return one row per statement; ``ValueError`` when the text is no policy."""
    document = json.loads(policy)
    if not isinstance(document, dict) or "Statement" not in document:
        msg = f"{bucket}: the policy holds no Statement"
        raise ValueError(msg)
    listed = document["Statement"]
    listed = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(each, dict) for each in listed):
        msg = f"{bucket}: a statement of the policy is not an object"
        raise ValueError(msg)
    return [_row(bucket, position, each) for position, each in enumerate(listed)]


def _row(bucket: str, position: int, statement: dict[str, Any]) -> dict[str, Any]:
    actions = _either(statement, "Action")
    return {
        "bucket": bucket,
        "position": position,
        "sid": _text(statement.get("Sid")),
        "effect": _text(statement.get("Effect")),
        "principals": _principals(statement),
        "actions": None if actions is None else [action.lower() for action in actions],
        "resources": _either(statement, "Resource"),
        "conditions": [
            {"operator": operator.lower(), "key": key.lower(), "values": _texts(values)}
            for operator, keys in (statement.get("Condition") or {}).items()
            for key, values in keys.items()
        ],
    }


def _either(statement: dict[str, Any], name: str) -> list[str] | None:
    """Return the values of ``Name``, or those of ``NotName`` each with ``not `` before it."""
    if name in statement:
        return _texts(statement[name])
    if f"Not{name}" in statement:
        return [f"not {each}" for each in _texts(statement[f"Not{name}"])]
    return None


def _principals(statement: dict[str, Any]) -> list[str] | None:
    for name, before in (("Principal", ""), ("NotPrincipal", "not ")):
        principal = statement.get(name)
        if isinstance(principal, dict):
            return [
                f"{before}{kind}:{each}"
                for kind, values in principal.items()
                for each in _texts(values)
            ]
        if principal is not None:
            return [f"{before}{each}" for each in _texts(principal)]
    return None


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else json.dumps(each) for each in values]


def _text(value: Any) -> str | None:
    return None if value is None else _texts([value])[0]
