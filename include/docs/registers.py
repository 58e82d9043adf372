"""The JSON Schema of every register: what editors and exporters hold a file against before it is read."""

import json

from include import sources
from include.sources.registers._entries import Entry


def schemas() -> dict[str, str]:
    """Return each schema's text by its path in ``include/``."""
    found = {}
    for name in sources.by_provider()["registers"]:
        for entry in getattr(sources.load(name), "REGISTERS", ()):
            path = f"sources/registers/schemas/{entry.register}.json"
            found[path] = json.dumps(schema(entry), indent=2, ensure_ascii=False) + "\n"
    return found


def schema(entry: type[Entry]) -> dict[str, object]:
    """Return the schema of a register's YAML file; a CSV file has the columns of its entries."""
    row = entry.model_json_schema(mode="validation")
    definitions = row.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": entry.register,
        "description": row.get("description", ""),
        "type": "object",
        "required": ["entries"],
        "additionalProperties": False,
        "properties": {"entries": {"type": "array", "items": row}},
        **({"$defs": definitions} if definitions else {}),
    }
