"""The columns in which the versions of a dimension's members may differ, and how they are described."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from include.model.control import Control
from include.warehouse.rows import COUNT, FLAG, JSON, TEXT, json

SCOPE = pa.schema(
    {"name": TEXT, "environment": TEXT, "starts_on_date": pa.date32(), "ends_on_date": pa.date32()}
)
CRITERION = pa.schema({"title": TEXT, "coverage": TEXT, "coverage_reason": TEXT})
CONTROL = pa.schema(
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
TEST = pa.schema(
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
SEVERITY = pa.schema({"remediation_days": COUNT})
PERIOD = pa.schema({"starts_on_date": pa.date32(), "ends_on_date": pa.date32()})
CONTROL_TEST = pa.schema({"control_test_key": COUNT, "control_key": COUNT, "test_id": TEXT})
TEST_CRITERION = pa.schema(
    {"test_criterion_key": COUNT, "test_key": COUNT, "criterion_id": TEXT, "is_primary": FLAG}
)


def control_columns(control: Control) -> dict[str, Any]:
    """Describe a control."""
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


def test_columns(definition: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a test as its definition is kept with a judgement."""
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
