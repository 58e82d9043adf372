"""Registers: plain YAML files of the company, each a reviewed list of entries.

A register that is missing is an error, never an empty list: nobody may be on it, but somebody says so.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from include.model.errors import Cause, DefinitionError, SourceIncomplete
from include.model.files import parse_yaml
from include.model.frozen import Frozen
from include.model.scope import Scope, ScopeFile
from include.sources.collection import Answer, Collection, Connect

File = TypeVar("File", bound=Frozen)


@dataclass(frozen=True)
class Registers:
    """The company's folder of registers."""

    folder: Path
    scope: Scope
    into: Collection

    def read(self, name: str, model: type[File]) -> File:
        """Read ``name``, keep its text, and return it as the model; errors name file, line and reason."""
        path = self.folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            msg = (
                f"{path}: the register of {self.scope.name} can't be read ({error.strerror}); "
                "write it, with `entries: []` when there is nothing to enter"
            )
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None
        self.into.record(_answer(name, content.decode(errors="backslashreplace")))
        try:
            # What is kept and what is parsed are the same bytes, whoever is writing meanwhile.
            return parse_yaml(content, path, model)
        except DefinitionError as error:
            raise SourceIncomplete(str(error), cause=Cause.MALFORMED) from None


def connect(folder: Path, scope: Scope, into: Collection) -> Registers:
    """Open the company's folder of registers; each file in it stands or fails alone."""
    into.caller = "file"
    return Registers(folder, scope, into)


def by_hand(_scope: Scope, _company: ScopeFile, folder: Path) -> Connect:
    """Read the registers of a company's folder."""
    return partial(connect, folder / "registers")


def _answer(name: str, text: str) -> Answer:
    return Answer(
        service="registers",
        operation=name,
        region=None,
        parameters={},
        status=None,
        error_code=None,
        request_id=None,
        service_date=None,
        retries=0,
        body=text,
    )
