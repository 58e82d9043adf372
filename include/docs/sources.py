"""The data dictionary: every source with its datasets, their columns, keys and permissions."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.types as kinds

from include import sources
from include.control_tests.definitions import load_all
from include.control_tests.evidence_datasets import DATASETS
from include.docs.markdown import code, prose, table
from include.model.dataset import Dataset, Source, describe


def dictionary() -> str:
    """Write the sources as a table, then each dataset, then those that the pipeline makes of itself."""
    declared: dict[str, Source] = {name: sources.load(name).SOURCE for name in sources.names()}
    readers = _readers()
    rows = (
        (code(name), source.nature, source.scope_kind, code(*(d.name for d in source.datasets)))
        for name, source in declared.items()
    )
    parts = ["## Sources\n", table(("Source", "Nature", "Per", "Datasets"), rows)]
    for name, source in declared.items():
        parts += [f"## {name}\n", f"{_module_line(name)}{_reach(source)}\n"]
        parts += [_dataset(each, readers.get(each.name, ())) for each in source.datasets]
    parts += ["## The evidence about the evidence\n"]
    parts += [
        "Collected by no source: validation lays out the locker's own log, per scope and slot.\n"
    ]
    parts += [_dataset(each, readers.get(each.name, ())) for each in DATASETS]
    return "\n".join(parts)


def _dataset(dataset: Dataset, readers: Iterable[str]) -> str:
    facts = [f"- Key: {code(*dataset.key)}"]
    if dataset.permissions:
        facts.append(f"- Permissions: {code(*dataset.permissions)}")
    facts.append(f"- Read by: {code(*readers) or 'no control test yet'}")
    columns = (
        (code(field.name), kind(field.type), "yes" if field.nullable else "no", describe(field))
        for field in dataset.columns
    )
    listed = table(("Column", "Type", "Null", "Means"), columns)
    return f"### {dataset.name}\n\n{dataset.grain}\n\n" + "\n".join(facts) + f"\n\n{listed}"


def kind(of: pa.DataType) -> str:
    """Name a column's type as people say it."""
    if kinds.is_timestamp(of):
        return "timestamp (UTC)"
    if kinds.is_map(of):
        return f"map of {kind(of.key_type)} to {kind(of.item_type)}"
    if kinds.is_list(of):
        return f"list of {kind(of.value_type)}"
    if kinds.is_struct(of):
        return f"({', '.join(f'{field.name} {kind(field.type)}' for field in of)})"
    return {"date32[day]": "date", "int64": "integer", "bool": "boolean"}.get(str(of), str(of))


def _module_line(name: str) -> str:
    """Say in the first sentence of a module's docstring what the source reads."""
    text = sources.load(name).__doc__ or ""
    place = name.replace(".", "/")
    return f"{prose(text.split(chr(10) * 2, maxsplit=1)[0])} ([{place}.py]({place}.py))"


def _reach(source: Source) -> str:
    if source.reach_days is None:
        return ""
    return f" Can be asked for the last {source.reach_days} days."


def _readers() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for definition in load_all().values():
        for dataset in definition.reads:
            found[dataset] = (*found.get(dataset, ()), definition.test.ref)
    return {dataset: tuple(sorted(refs)) for dataset, refs in found.items()}
