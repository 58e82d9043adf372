"""The dimensions and their bridges, filled from the definitions that the locker keeps with each judgement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adbc_driver_postgresql import dbapi

from include.model.control import ControlMatrix, CriteriaServed
from include.model.criteria import CriteriaFile
from include.model.frozen import canonical_json, sha256
from include.model.parameters import ParametersFile
from include.model.scope import Scope, ScopeFile
from include.warehouse.connection import append
from include.warehouse.dimension_columns import (
    CONTROL,
    CONTROL_TEST,
    CRITERION,
    PERIOD,
    SCOPE,
    SEVERITY,
    TEST,
    TEST_CRITERION,
    WAIVER,
    control_columns,
    test_columns,
    waiver_columns,
)
from include.warehouse.keys import key_of
from include.warehouse.rows import rows
from include.warehouse.versions import Versions


@dataclass(frozen=True)
class Carried:
    """Where a definition comes from: when its record was made, and in which entry of the log."""

    at: datetime
    entry: int


class Dimensions:
    """Every dimension as the entries so far leave it."""

    def __init__(self, cursor: dbapi.Cursor) -> None:
        """Take the versions in force from the warehouse."""
        self._scopes = Versions("dim_scope", "scope_key", ("scope_kind", "scope_id"), SCOPE)
        self._criteria = Versions("dim_criterion", "criterion_key", ("criterion_id",), CRITERION)
        self._controls = Versions("dim_control", "control_key", ("control_id",), CONTROL)
        self._tests = Versions("dim_test", "test_key", ("test_id",), TEST)
        self._severities = Versions("dim_severity", "severity_key", ("severity",), SEVERITY)
        self._periods = Versions("dim_period", "period_key", ("period_id",), PERIOD)
        self._waivers = Versions("fct_waiver", "waiver_key", ("waiver_id",), WAIVER)
        self._control_tests: list[dict[str, Any]] = []
        self._test_criteria: list[dict[str, Any]] = []
        for versions in self._versions:
            versions.read(cursor)

    @property
    def _versions(self) -> tuple[Versions, ...]:
        return (
            self._scopes,
            self._criteria,
            self._controls,
            self._tests,
            self._severities,
            self._periods,
            self._waivers,
        )

    def scope(self, scope: Scope, by: Carried) -> int:
        """Return the key of a scope as a record names it."""
        values = {
            "name": scope.name,
            "environment": scope.environment,
            "starts_on_date": scope.starts_on,
            "ends_on_date": scope.ends_on,
        }
        content = sha256(canonical_json(scope.model_dump(mode="json")))
        return self._scopes.see((scope.kind, scope.id), content, values, by.at, by.entry)[0]

    def criteria(self, file: CriteriaFile, by: Carried) -> None:
        """Take the criteria in force."""
        for criterion_id, text in file.criteria.items():
            values = {"title": text.title, "coverage": text.coverage, "coverage_reason": text.why}
            content = sha256(canonical_json(text.model_dump(mode="json")))
            self._criteria.see((criterion_id,), content, values, by.at, by.entry)
        self._criteria.keep_only({(criterion_id,) for criterion_id in file.criteria}, by.at)

    def periods(self, file: ScopeFile, by: Carried) -> None:
        """Take the observation periods in force."""
        for period in file.observation_periods:
            values = {"starts_on_date": period.starts_on, "ends_on_date": period.ends_on}
            content = sha256(canonical_json(period.model_dump(mode="json")))
            self._periods.see((period.id,), content, values, by.at, by.entry)
        self._periods.keep_only({(period.id,) for period in file.observation_periods}, by.at)

    def severities(self, file: ParametersFile, by: Carried) -> None:
        """Take within how many days deviations are to be mended, by severity."""
        for severity, days in file.remediation_days.items():
            content = sha256(canonical_json([severity, days]))
            self._severities.see((severity,), content, {"remediation_days": days}, by.at, by.entry)
        self._severities.keep_only({(severity,) for severity in file.remediation_days}, by.at)

    def waivers(self, register: Iterable[Mapping[str, Any]], by: Carried) -> None:
        """Take the waivers in force; one that the register no longer has is over."""
        named = set()
        for row in register:
            columns = waiver_columns(row)
            said = {name: value for name, value in columns.items() if value is not None}
            content = sha256(canonical_json({name: str(value) for name, value in said.items()}))
            self._waivers.see((row["waiver_id"],), content, columns, by.at, by.entry)
            named.add((row["waiver_id"],))
        self._waivers.keep_only(named, by.at)

    def controls(self, matrix: ControlMatrix, by: Carried) -> None:
        """Take the controls in force, and the tests that serve them."""
        for control in matrix.controls:
            content = sha256(canonical_json(control.model_dump(mode="json")))
            key, begins = self._controls.see(
                (control.id,), content, control_columns(control), by.at, by.entry
            )
            if begins:
                self._control_tests += [
                    {
                        "control_test_key": key_of("control_test", key, test),
                        "control_key": key,
                        "test_id": test,
                    }
                    for test in dict.fromkeys(control.tests)
                ]
        self._controls.keep_only({(control.id,) for control in matrix.controls}, by.at)

    def test(self, definition: Mapping[str, Any], content: str, by: Carried) -> int:
        """Return the key of a test as it judged; ``content`` is the definition's hash in the locker."""
        key, begins = self._tests.see(
            (definition["name"],), content, test_columns(definition), by.at, by.entry
        )
        if begins:
            served = CriteriaServed.model_validate(definition["definition"]["criteria"])
            self._test_criteria += [
                {
                    "test_criterion_key": key_of("test_criterion", key, criterion),
                    "test_key": key,
                    "criterion_id": criterion,
                    "is_primary": criterion == served.primary,
                }
                for criterion in dict.fromkeys((served.primary, *served.supporting))
            ]
        return key

    def write(self, cursor: dbapi.Cursor) -> int:
        """Append the versions that began and end those that are over; return how many began."""
        begun = sum(versions.write(cursor) for versions in self._versions)
        pairs = rows(self._control_tests, CONTROL_TEST)
        append(cursor, "bridge_control_test", pairs, key="control_test_key")
        pairs = rows(self._test_criteria, TEST_CRITERION)
        append(cursor, "bridge_test_criterion", pairs, key="test_criterion_key")
        self._control_tests, self._test_criteria = [], []
        return begun
