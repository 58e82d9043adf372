"""Great Expectations judges populations: every row gets a verdict, and a reason where it needs one.

Great Expectations passes nulls, empty batches and unknown expectations, and hides exceptions in its
results. So: suites are loaded strictly, results are paired by their own position, each is classified by
what it says about itself, and a suite's ``success`` is never looked at.
"""

import functools
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import great_expectations as gx
import pandas as pd
import pyarrow as pa
from great_expectations.execution_engine import pandas_execution_engine

from include.control_tests.reasons import words
from include.control_tests.suites import one_line, suite
from include.model.control import ControlTest
from include.model.errors import DefinitionError
from include.model.verdict import Verdict

# Great Expectations hashes every frame only to label it: 9/10 of the time on a million rows.
pandas_execution_engine.HASH_THRESHOLD = -1
logging.getLogger("great_expectations").setLevel("WARNING")

_PANDAS = {
    pa.bool_(): pd.BooleanDtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.string(): pd.StringDtype(),
}
# A batch of Great Expectations, which holds each of its rows several times.
_AT_ONCE = 50_000
_RESULT = {"result_format": "COMPLETE", "return_unexpected_index_query": False}


@dataclass(frozen=True)
class Judged:
    """One row's verdict, and why, unless it conforms."""

    verdict: Verdict
    reason: str | None = None


def judge(
    name: str,
    test: ControlTest,
    population: pa.Table,
    *,
    parameters: Mapping[str, Any],
    as_of: Sequence[datetime],
) -> list[Judged]:
    """Give each row of a population its verdict; ``as_of`` is each row's own instant.

    A rule that is broken on a row makes it deviating (not yet due before its ``due_at``) whatever else
    is unknown; otherwise a null in a required column makes it unreadable, and so does a rule that
    could not be evaluated.
    """
    judged: list[Judged] = []
    for start in range(0, population.num_rows, _AT_ONCE):
        part, instants = population.slice(start, _AT_ONCE), as_of[start : start + _AT_ONCE]
        judged += _judge(name, test, part, parameters=parameters, as_of=instants)
    return judged


def _judge(
    name: str,
    test: ControlTest,
    population: pa.Table,
    *,
    parameters: Mapping[str, Any],
    as_of: Sequence[datetime],
) -> list[Judged]:
    rows = population.to_pylist()
    broken: list[list[str]] = [[] for _ in rows]
    unknown: list[list[str]] = [_unknown(test, row) for row in rows]
    for position, failing, problem in _results(name, test, population, parameters=parameters):
        for index in failing:
            template = test.expectations[position].reason
            broken[index].append(words(template, {**parameters, **rows[index]}))
        if problem:
            for each in unknown:
                each.append(problem)
    return [
        _verdict(test, row, instant, broken=broken[index], unknown=unknown[index])
        for index, (row, instant) in enumerate(zip(rows, as_of, strict=True))
    ]


def _verdict(
    test: ControlTest,
    row: Mapping[str, Any],
    as_of: datetime,
    *,
    broken: list[str],
    unknown: list[str],
) -> Judged:
    if broken:
        due = row[test.due_at] if test.due_at else None
        early = due is not None and as_of < due
        return Judged(Verdict.NOT_YET_DUE if early else Verdict.DEVIATING, "; ".join(broken))
    if unknown:
        return Judged(Verdict.UNREADABLE, "; ".join(unknown))
    return Judged(Verdict.CONFORMING)


def _unknown(test: ControlTest, row: Mapping[str, Any]) -> list[str]:
    nulls = [column for column in test.required if row[column] is None]
    if not nulls:
        return []
    errors = row.get("read_errors") or []
    because = f" ({', '.join(errors)})" if errors else ""
    return [f"{', '.join(nulls)} could not be read{because}"]


def _results(
    name: str, test: ControlTest, population: pa.Table, *, parameters: Mapping[str, Any]
) -> list[tuple[int, list[int], str | None]]:
    """Validate once; for each expectation its position, its failing rows, and what went wrong."""
    columns = sorted({c for e in test.expectations for c in e.columns})
    frame = population.select(columns).to_pandas(types_mapper=_PANDAS.get)
    batch = _frames().get_batch({"dataframe": frame})
    result = batch.validate(suite(name, test, parameters), result_format=_RESULT)
    if len(result.results) != len(test.expectations):
        got, asked = len(result.results), len(test.expectations)
        raise DefinitionError(f"{name}: Great Expectations answered {got} of {asked} expectations")
    return [
        (each.expectation_config.meta["position"], *_classify(each, len(frame)))
        for each in result.results
    ]


def _classify(result: Any, rows: int) -> tuple[list[int], str | None]:
    """Read one result by what it says about itself; what it does not say is a problem, not a pass."""
    details = result.result or {}
    failing = list(details.get("unexpected_index_list") or [])
    raised = _exceptions(result.exception_info or {})
    if raised:
        return [], f"the rule could not be evaluated: {raised[0]}"
    if details.get("element_count") != rows or len(failing) != details.get("unexpected_count"):
        return failing, "the rule did not account for every row"
    if result.success is None or result.success == bool(failing):
        return failing, "the rule's own answer contradicts its rows"
    return failing, None


def _exceptions(info: Mapping[str, Any]) -> list[str]:
    if "raised_exception" in info:
        return [one_line(info.get("exception_message"))] if info["raised_exception"] else []
    return [
        one_line(each.get("exception_message"))
        for each in info.values()
        if isinstance(each, dict) and each.get("raised_exception")
    ]


@functools.cache
def _frames() -> Any:
    """Make the one ephemeral context of the process: it costs as much as three validations."""
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("evidence").add_dataframe_asset("population")
    return asset.add_batch_definition_whole_dataframe("whole")
