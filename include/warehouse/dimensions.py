"""The dimensions and their bridges, filled from the definitions that the locker keeps with each judgement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
from adbc_driver_postgresql import dbapi

from include.model.control import Control, ControlMatrix, CriteriaServed
from include.model.criteria import CriteriaFile
from include.model.frozen import canonical_json, sha256
from include.model.scope import Scope
from include.warehouse.connection import append
from include.warehouse.keys import key_of
from include.warehouse.rows import COUNT, FLAG, JSON, TEXT, json, rows
from include.warehouse.versions import Versions

_SCOPE = pa.schema(
    {"name": TEXT, "environment": TEXT, "starts_on_date": pa.date32(), "ends_on_date": pa.date32()}
)
_CRITERION = pa.schema({"title": TEXT, "coverage": TEXT, "coverage_reason": TEXT})
_CONTROL = pa.schema(
    {
        "title": TEXT,
        "wording": TEXT,
        "owner": TEXT,
        "frequency": TEXT,
        "is_automated": FLAG,
        "is_in_description": FLAG,
        "primary_criterion": TEXT,
        "supporting_criteria": pa.list_(TEXT),
    }
)
_TEST = pa.schema(
    {
        "ref": TEXT,
        "title": TEXT,
        "theme": TEXT,
        "severity": TEXT,
        "nature": TEXT,
        "rationale": TEXT,
        "remediation": TEXT,
        "reads": pa.list_(TEXT),
        "population_sql": TEXT,
        "suite": JSON,
        "parameters": JSON,
        "test_sha256": TEXT,
    }
)
_CONTROL_TEST = pa.schema({"control_test_key": COUNT, "control_key": COUNT, "test_id": TEXT})
_TEST_CRITERION = pa.schema(
    {"test_criterion_key": COUNT, "test_key": COUNT, "criterion_id": TEXT, "is_primary": FLAG}
)


@dataclass(frozen=True)
class Carried:
    """Where a definition comes from: when its record was made, and in which entry of the log."""

    at: datetime
    entry: int


class Dimensions:
    """Every dimension as the entries so far leave it."""

    def __init__(self, cursor: dbapi.Cursor) -> None:
        """Take the versions in force from the warehouse."""
        self._scopes = Versions("dim_scope", "scope_key", ("scope_kind", "scope_id"), _SCOPE)
        self._criteria = Versions("dim_criterion", "criterion_key", ("criterion_id",), _CRITERION)
        self._controls = Versions("dim_control", "control_key", ("control_id",), _CONTROL)
        self._tests = Versions("dim_test", "test_key", ("test_id",), _TEST)
        self._control_tests: list[dict[str, Any]] = []
        self._test_criteria: list[dict[str, Any]] = []
        for versions in self._versions:
            versions.read(cursor)

    @property
    def _versions(self) -> tuple[Versions, ...]:
        return (self._scopes, self._criteria, self._controls, self._tests)

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

    def controls(self, matrix: ControlMatrix, by: Carried) -> None:
        """Take the controls in force, and the tests that serve them."""
        for control in matrix.controls:
            content = sha256(canonical_json(control.model_dump(mode="json")))
            key, begins = self._controls.see(
                (control.id,), content, _control(control), by.at, by.entry
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
            (definition["name"],), content, _test(definition), by.at, by.entry
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
        pairs = rows(self._control_tests, _CONTROL_TEST)
        append(cursor, "bridge_control_test", pairs, key="control_test_key")
        pairs = rows(self._test_criteria, _TEST_CRITERION)
        append(cursor, "bridge_test_criterion", pairs, key="test_criterion_key")
        self._control_tests, self._test_criteria = [], []
        return begun


def _control(control: Control) -> dict[str, Any]:
    return {
        "title": control.title,
        "wording": control.wording,
        "owner": control.owner,
        "frequency": control.frequency,
        "is_automated": bool(control.tests),
        "is_in_description": control.is_in_description,
        "primary_criterion": control.criteria.primary,
        "supporting_criteria": control.criteria.supporting,
    }


def _test(definition: Mapping[str, Any]) -> dict[str, Any]:
    judging = definition["definition"]
    return {
        "ref": judging["ref"],
        "title": judging["title"],
        "theme": definition["theme"],
        "severity": judging["severity"],
        "nature": definition["nature"],
        "rationale": judging["rationale"],
        "remediation": judging["remediation"],
        "reads": definition["reads"],
        "population_sql": judging["population"],
        "suite": json(definition["suite"]),
        "parameters": json(definition.get("parameters", judging["parameters"])),
        "test_sha256": definition["sha256"],
    }
