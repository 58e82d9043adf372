"""Reads the YAML files that people keep, strictly: the first mistake is named with file and line."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from include.model.errors import DefinitionError

Model = TypeVar("Model", bound=BaseModel)


class _StrictLoader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Safe YAML in which a key that stands twice is a mistake, not the last one's win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                problem = f"the key {key!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping


def read_yaml(path: Path, model: type[Model]) -> Model:
    """Read one file into a model, or raise ``DefinitionError`` with ``file:line`` and what was expected."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        msg = f"{path}: the file is missing; create it or point to another folder"
        raise DefinitionError(msg) from None
    return parse_yaml(content, path, model)


def parse_yaml(content: bytes, path: Path | str, model: type[Model]) -> Model:
    """Parse what was read from ``path``, or raise ``DefinitionError`` as ``read_yaml`` does."""
    text, value = load_yaml(content, path)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        # A misspelt key is also a missing one; what was written says more than what was not.
        found = error.errors()
        first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        msg = f"{path}:{line_of(text, first['loc'])}: {mistake(first)}{more}"
        raise DefinitionError(msg) from None


def load_yaml(content: bytes, path: Path | str) -> tuple[str, Any]:
    """Return the text of a file and the value that it holds, ``{}`` when it holds none."""
    text = decode(content, path)
    try:
        # The loader is a SafeLoader with one more check.
        value = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        msg = f"{path}:{line}: not valid YAML: {error.problem}"
        raise DefinitionError(msg) from None
    return text, value if value is not None else {}


def decode(content: bytes, path: Path | str) -> str:
    """Return a file's text, without the mark that spreadsheets put before it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{path}: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8"
        raise DefinitionError(msg) from None


def mistake(error: Mapping[str, Any]) -> str:
    """Say which part of a value is wrong, and how, of one error of pydantic's."""
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    return f"{where}: {error['msg']}"


def line_of(text: str, location: tuple[int | str, ...]) -> int:
    """Find the line of a key or list item by walking the YAML tree as far as the location goes."""
    return lines_of(text)(location)


def lines_of(text: str) -> Callable[[tuple[int | str, ...]], int]:
    """Parse a text once for whoever asks ``line_of`` many places in it."""
    return partial(_line, yaml.compose(text, Loader=_StrictLoader))


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    line = 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
