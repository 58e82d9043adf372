"""Every register has a published schema and a template, and the example in the template is right."""

import json
import re

import jsonschema
import pytest
import yaml

from include import sources
from include.docs import ROOT
from include.docs.registers import schemas
from include.model.company import DEFAULT_COMPANY
from include.sources.registers._rows import parse

TEMPLATES = DEFAULT_COMPANY / "registers"
ENTRIES = [
    entry
    for name in sources.by_provider()["registers"]
    for entry in getattr(sources.load(name), "REGISTERS", ())
]
SCHEMAS = [f"sources/registers/schemas/{entry.register}.json" for entry in ENTRIES]


@pytest.fixture(params=ENTRIES, ids=[entry.register for entry in ENTRIES])
def entry(request):
    return request.param


@pytest.fixture
def template(entry):
    return TEMPLATES / f"{entry.register}.yaml"


@pytest.fixture
def example(template):
    """Return the template with its commented example in force."""
    text = template.read_text(encoding="utf-8").replace("entries: []", "entries:")
    return re.sub(r"^  # ", "  ", text, flags=re.MULTILINE)


def test_a_template_has_no_entry(entry, template):
    assert parse(template.read_bytes(), template, entry) == ()


def test_the_example_of_a_template_is_an_entry(entry, template, example):
    assert parse(example.encode(), template, entry)


def test_the_example_fits_the_published_schema(entry, example):
    schema = json.loads((ROOT / "sources/registers/schemas" / f"{entry.register}.json").read_text())

    jsonschema.validate(json.loads(json.dumps(yaml.safe_load(example), default=str)), schema)


def test_there_is_a_schema_of_every_register_and_no_other():
    published = {
        path.relative_to(ROOT).as_posix() for path in ROOT.glob("sources/registers/schemas/*")
    }

    assert published == set(SCHEMAS) == set(schemas())
