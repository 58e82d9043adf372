"""The columns in which the versions of a dimension's members may differ, and how they are described."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from include.model.control import Control
from include.warehouse.rows import COUNT, FLAG, JSON, TEXT, TIME, json

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
WAIVER = pa.schema(
    {
        "test_id": TEXT,
        "control_id": TEXT,
        "scope_id": TEXT,
        "items": pa.list_(TEXT),
        "item_patterns": pa.list_(TEXT),
        "reason": TEXT,
        "compensating_control_id": TEXT,
        "requested_by": TEXT,
        "approved_by": TEXT,
        "approved_at": TIME,
        "approval_ref": TEXT,
        "is_approval_verified": FLAG,
        "ticket_ref": TEXT,
        "starts_on_date": pa.date32(),
        "ends_on_date": pa.date32(),
    }
)
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


def waiver_columns(row: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a waiver as its register holds it; what a pull request says of it nobody here can tell."""
    verified = {"stated": None, "verified": True}.get(row["approval"], False)
    return {
        **{name: row[name] for name in WAIVER.names if name in row},
        "item_patterns": [_like(item) for item in row["items"]],
        "is_approval_verified": verified,
        "starts_on_date": row["valid_from"],
        "ends_on_date": row["valid_to"],
    }


def _like(item: str) -> str:
    """Write an item id, in which `*` and `?` stand for anything, as a pattern of LIKE."""
    plain = item.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return plain.replace("*", "%").replace("?", "_")
