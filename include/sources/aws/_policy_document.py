"""Takes a policy document apart into statements, so that populations need no JSON."""

import json
from collections.abc import Mapping
from typing import Any

Statement = Mapping[str, Any]


def statements_of(document: str | Mapping[str, Any]) -> list[Statement]:
    """Return a document's statements, one alone as a list of one; ``ValueError`` when it is no policy."""
    holds = json.loads(document) if isinstance(document, str) else document
    if not isinstance(holds, Mapping) or "Statement" not in holds:
        msg = "the policy holds no Statement"
        raise ValueError(msg)
    listed = holds["Statement"]
    listed = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(each, Mapping) for each in listed):
        msg = "a statement of the policy is not an object"
        raise ValueError(msg)
    return listed


def principals(statement: Statement) -> list[str] | None:
    """Name who is meant: ``*``, or ``Kind:value``; with ``not `` before it for NotPrincipal."""
    for name, before in (("Principal", ""), ("NotPrincipal", "not ")):
        principal = statement.get(name)
        if isinstance(principal, Mapping):
            return [
                f"{before}{kind}:{each}"
                for kind, values in principal.items()
                for each in texts(values)
            ]
        if principal is not None:
            return [f"{before}{each}" for each in texts(principal)]
    return None


def conditions(statement: Statement) -> list[dict[str, Any]]:
    """Return a row per operator and key, both in lower case."""
    return [
        {"operator": operator.lower(), "key": key.lower(), "values": texts(values)}
        for operator, keys in (statement.get("Condition") or {}).items()
        for key, values in keys.items()
    ]


def texts(value: Any) -> list[str]:
    """Return one value and a list of values alike: a list of texts."""
    values = value if isinstance(value, list) else [value]
    return [each if isinstance(each, str) else json.dumps(each) for each in values]


def text(value: Any) -> str | None:
    """Return a value as text; None where there is none."""
    return value if value is None or isinstance(value, str) else json.dumps(value)
