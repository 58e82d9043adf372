"""Which columns a population sees: the datasets' own, and when state was observed beside events."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from include.control_tests.definitions import Definition, wrong
from include.control_tests.evidence_datasets import DATASETS
from include.model.dataset import UTC_TIMESTAMP, Nature, Source, column
from include.model.scope import ScopeKind

OBSERVED_AT = column("observed_at", UTC_TIMESTAMP, "When this row's state was observed.")
_NATURE, _KIND = b"nature", b"scope_kind"


def declared(sources: Iterable[Source]) -> dict[str, pa.Schema]:
    """Return every dataset's columns by its name, those about the evidence itself too.

    The nature and the kind of scope of what fills a dataset stand in the schema's metadata.
    """
    schemas = {each.name: each.columns for each in DATASETS}
    for source in sources:
        metadata = {_NATURE: source.nature.value, _KIND: source.scope_kind.value}
        schemas |= {each.name: each.columns.with_metadata(metadata) for each in source.datasets}
    return schemas


def seen_by(definition: Definition, schemas: Mapping[str, pa.Schema]) -> dict[str, pa.Schema]:
    """Return the columns of what a test reads as its population sees them.

    A test of events sees many observations of a system's state: each row says when it was observed. Of a
    company's registers it sees the latest, as every test does, unless it is a test of state that looks back
    on one.

    Raises:
        DefinitionError: a dataset does not exist, or the test's ``nature`` is not that of what it reads.
    """
    read = {name: schemas[name] for name in definition.reads if name in schemas}
    events = [name for name, schema in read.items() if _is(schema, _NATURE, Nature.EVENTS)]
    history = [name for name, schema in read.items() if _is(schema, _NATURE, Nature.HISTORY)]
    if history or definition.test.nature == "history":
        _check_history(definition, read, history)
        return read
    if events and definition.test.nature == "state":
        message = f"{events[0]} holds events; say nature: events, so that it is judged per day"
        raise wrong(definition.path, ("population",), message)
    if definition.test.nature == "state":
        back = {name for name in definition.test.looks_back_on if name in read}
        return read | {name: read[name].append(OBSERVED_AT) for name in back}
    if not events:
        message = "none of what it reads holds events; leave it out, so that it is judged per slot"
        raise wrong(definition.path, ("nature",), message)
    return {name: _dated(schema) for name, schema in read.items()}


def _check_history(
    definition: Definition, read: Mapping[str, pa.Schema], history: list[str]
) -> None:
    """Refuse what would mix a system's own record with our observations; events and registers may be read."""
    if not history:
        message = (
            "none of what it reads holds history; name what a system recorded, or leave it out"
        )
        raise wrong(definition.path, ("nature",), message)
    if definition.test.nature != "history":
        message = f"{history[0]} holds what a system itself recorded; say nature: history"
        raise wrong(definition.path, ("population",), message)
    observed = [name for name, schema in read.items() if schema is not _dated(schema)]
    if observed:
        message = f"{observed[0]} is our observation, {history[0]} a system's own record; judge them apart"
        raise wrong(definition.path, ("population",), message)


def _dated(schema: pa.Schema) -> pa.Schema:
    is_observed = _is(schema, _NATURE, Nature.STATE) and not _is(schema, _KIND, ScopeKind.COMPANY)
    return schema.append(OBSERVED_AT) if is_observed else schema


def _is(schema: pa.Schema, key: bytes, value: str) -> bool:
    return (schema.metadata or {}).get(key) == value.encode()
