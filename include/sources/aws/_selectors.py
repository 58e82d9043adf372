"""Lays out a trail's event selectors, basic and advanced, as rows of one form.

A basic selector's values and an advanced one's `resources.ARN StartsWith` are both beginnings of ARNs; what
an advanced selector leaves out is not restricted (CloudTrail API, AdvancedFieldSelector).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from include.sources.aws._client import required

_OPERATION = "GetEventSelectors"
_EVERY_ARN = "arn:"
_OPERATORS = ("Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith")
_READ_ONLY = {("true",): "ReadOnly", ("false",): "WriteOnly"}


def selectors(trail_arn: str, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return one row per kind of event that the trail's selectors let in."""
    rows = [
        *(row for each in answer.get("EventSelectors") or [] for row in _basic(each)),
        *(row for each in answer.get("AdvancedEventSelectors") or [] for row in _advanced(each)),
    ]
    return [
        {"trail_arn": trail_arn, "position": position, **row} for position, row in enumerate(rows)
    ]


def _basic(selector: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"form": "basic", "read_write_type": selector.get("ReadWriteType", "All")}
    if selector.get("IncludeManagementEvents", True):
        excluded = selector.get("ExcludeManagementEventSources") or []
        yield {
            **common,
            "event_category": "Management",
            "resource_type": "any",
            "resource_prefixes": [],
            "narrowed_by": [f"eventSource NotEquals {source}" for source in excluded],
        }
    for resource in selector.get("DataResources") or []:
        yield {
            **common,
            "event_category": "Data",
            "resource_type": required(resource, "Type", _OPERATION),
            # Without values nothing is recorded (CloudTrail API, DataResource).
            "resource_prefixes": list(resource.get("Values") or []),
            "narrowed_by": [],
        }


def _advanced(selector: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    conditions = [
        (required(each, "Field", _OPERATION), operator, tuple(each[operator]))
        for each in required(selector, "FieldSelectors", _OPERATION)
        for operator in _OPERATORS
        if each.get(operator)
    ]
    said = {(field, operator): values for field, operator, values in conditions}
    read_only = said.pop(("readOnly", "Equals"), None)
    prefixes = said.pop(("resources.ARN", "StartsWith"), (_EVERY_ARN,))
    categories = said.pop(("eventCategory", "Equals"), (None,))
    types = said.pop(("resources.type", "Equals"), ("any",))
    narrowed = [
        f"{field} {operator} {value}"
        for (field, operator), values in said.items()
        for value in values
    ]
    for category in categories:
        for kind in types:
            yield {
                "form": "advanced",
                "selector_name": selector.get("Name"),
                "event_category": category,
                "read_write_type": _READ_ONLY.get(read_only) if read_only else "All",
                "resource_type": kind,
                "resource_prefixes": list(prefixes) if category == "Data" else [],
                "narrowed_by": narrowed,
            }
