"""Says in words what an expectation demands of each item, for people who do not read suites."""

from collections.abc import Mapping
from typing import Any

from include.report.summary import Rule


def rules(definition: Mapping[str, Any], suite: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Describe each expectation of the suite that judged, with the reason its definition gives.

    The suite holds the parameters' values where the definition says ``$name``.
    """
    reasons = [str(each["reason"]) for each in definition["expectations"]]
    return tuple(
        Rule(
            type=str(each["type"]),
            words=words(str(each["type"]), each["kwargs"]),
            reason=reasons[each.get("meta", {}).get("position", place)],
        )
        for place, each in enumerate(suite["expectations"])
    )


def words(kind: str, kwargs: Mapping[str, Any]) -> str:
    """Write ``approvals is at least 1``; a rule without a phrase of its own is named with arguments."""
    given = {key: value for key, value in kwargs.items() if value is not None}
    a, b = given.get("column_A"), given.get("column_B")
    column = given.get("column")
    match kind:
        case "expect_column_values_to_be_between":
            said = f"{column} is {_bounds(given)}"
        case "expect_column_values_to_be_in_set":
            said = f"{column} is {_one_of(given['value_set'])}"
        case "expect_column_values_to_not_be_in_set":
            said = f"{column} is not {_one_of(given['value_set'])}"
        case "expect_column_values_to_not_be_null":
            said = f"{column} has a value"
        case "expect_column_pair_values_to_be_equal":
            said = f"{a} equals {b}"
        case "expect_column_pair_values_a_to_be_greater_than_b":
            said = f"{a} is {'at least' if given.get('or_equal') else 'greater than'} {b}"
        case "expect_multicolumn_sum_to_equal":
            said = f"{' + '.join(given['column_list'])} equals {_value(given['sum_total'])}"
        case _:
            arguments = ", ".join(f"{key}={value}" for key, value in sorted(given.items()))
            said = f"{kind}({arguments})"
    return said


def _bounds(given: Mapping[str, Any]) -> str:
    low, high = given.get("min_value"), given.get("max_value")
    if low is not None and low == high:
        return f"exactly {_value(low)}"
    parts = []
    if low is not None:
        parts.append(f"{'more than' if given.get('strict_min') else 'at least'} {_value(low)}")
    if high is not None:
        parts.append(f"{'less than' if given.get('strict_max') else 'at most'} {_value(high)}")
    return " and ".join(parts)


def _one_of(values: Any) -> str:
    shown = [_value(value) for value in values]
    return shown[0] if len(shown) == 1 else f"one of {', '.join(shown)}"


def _value(value: Any) -> str:
    """Write true for True, and 14 for the 14.0 that Great Expectations makes of it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
