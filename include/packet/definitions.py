"""Writes every version of a control test that judged in the period: its population query, and all of it."""

import json
from pathlib import Path

import pyarrow as pa


def write_tests(tests: pa.Table, out: Path) -> None:
    """Write ``{test}/{version}.sql`` and ``.json``; a version is named by the begin of its hash."""
    for row in tests.to_pylist():
        folder = out / row["test_id"]
        folder.mkdir(parents=True, exist_ok=True)
        version = row["definition_sha256"][:12]
        kept = row | {name: json.loads(row[name]) for name in ("parameters", "suite")}
        text = json.dumps(kept, indent=2, sort_keys=True, ensure_ascii=False, default=str)
        (folder / f"{version}.json").write_text(text + "\n", encoding="utf-8")
        (folder / f"{version}.sql").write_text(row["population_sql"] + "\n", encoding="utf-8")
