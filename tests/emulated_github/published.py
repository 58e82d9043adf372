"""GitHub's own published descriptions, where ``make test-all`` put them: its GraphQL schema, its REST API."""

import json
import os
import re
from pathlib import Path

import pytest
from openapi_schema_validator import OAS30Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

_FOLDER = Path(__file__).parents[2] / ".github-descriptions" / "node_modules" / "@octokit"
SDL = _FOLDER / "graphql-schema" / "schema.graphql"
_GENERATED = _FOLDER / "openapi" / "generated"
# What everybody has, and what the enterprise plan has beside it.
_PLANS = ("api.github.com", "ghec")
_BRACES = re.compile(r"\{[^}]*\}")
NEEDED = pytest.mark.skipif(
    not SDL.exists() and "SOC2_NO_SKIP" not in os.environ,
    reason="GitHub's descriptions are not here: make test-all fetches them by npm",
)


class Described:
    """What the REST API answers, by the path of a question."""

    def __init__(self) -> None:
        self._registry, self._places = Registry(), {}
        for plan in reversed(_PLANS):
            text = (_GENERATED / f"{plan}.json").read_text(encoding="utf-8")
            described = json.loads(text, object_hook=_with_null)
            resource = Resource.from_contents(described, default_specification=DRAFT4)
            self._registry = self._registry.with_resource(f"urn:{plan}", resource)
            for path, questions in described["paths"].items():
                for verb in questions.keys() & {"get", "post"}:
                    self._places[verb.upper(), _plain(path)] = plan, path, questions[verb]

    def knows(self, verb: str, template: str) -> bool:
        """Tell whether there is such a question."""
        return (verb, _plain(template)) in self._places

    def problems(self, verb: str, template: str, answer) -> list[str]:
        """Say where an answer that went well does not fit."""
        plan, path, question = self._places[verb, _plain(template)]
        status = next(each for each in ("200", "201") if each in question["responses"])
        steps = ("paths", path, verb.lower(), "responses", status, "content", "application/json")
        pointer = "/".join(each.replace("~", "~0").replace("/", "~1") for each in steps)
        schema = {"$ref": f"urn:{plan}#/{pointer}/schema"}
        errors = OAS30Validator(schema, registry=self._registry).iter_errors(answer)
        return [f"{each.json_path}: {each.message[:200]}" for each in errors]


def _with_null(schema: dict) -> dict:
    """Let null be one of the values where a schema says that it may be null; GitHub's do not list it."""
    if schema.get("nullable") is True and isinstance(schema.get("enum"), list):
        return {**schema, "enum": [*schema["enum"], None]}
    return schema


def _plain(template: str) -> str:
    return _BRACES.sub("{}", template)
