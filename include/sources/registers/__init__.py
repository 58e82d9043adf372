"""Registers: files of the company, each a reviewed list of entries, in YAML or as an exported CSV.

A register that is missing is never an empty list: nobody may be on it, but somebody says so. What a
register holds is declared by one class (``_entries.Entry``); its rows are read by ``_rows``.
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
from include.sources.registers._entries import Entry, dataset
from include.sources.registers._rows import SUFFIXES, parse

File = TypeVar("File", bound=Frozen)
Row = TypeVar("Row", bound=Entry)


@dataclass(frozen=True)
class Registers:
    """The company's folder of registers; ``known`` is its scope with the accounts that were discovered."""

    folder: Path
    scope: Scope
    into: Collection
    known: ScopeFile | None = None

    def collect(self, *entries: type[Entry]) -> None:
        """Read some registers, each for itself: one that is wrong fails alone, with a line per mistake."""
        for entry in entries:
            declared = dataset(entry)
            with self.into.reading(declared):
                rows = self.entries(entry)
                self.into.expect(declared, len(rows))
                self.into.add(declared, [row.model_dump() for row in rows])

    def entries(self, entry: type[Row]) -> tuple[Row, ...]:
        """Read one register, keep its text, and return its entries; errors name file, line and reason."""
        path = self._file(entry.register)
        content = self._content(path)
        try:
            return parse(content, path, entry)
        except DefinitionError as error:
            raise SourceIncomplete(str(error), cause=Cause.MALFORMED) from None

    def read(self, name: str, model: type[File]) -> File:
        """Read another file of the company's as a model."""
        path = self.folder / name
        # What is kept and what is parsed are the same bytes, whoever is writing meanwhile.
        content = self._content(path)
        try:
            return parse_yaml(content, path, model)
        except DefinitionError as error:
            raise SourceIncomplete(str(error), cause=Cause.MALFORMED) from None

    def discovered(self, declared: ScopeFile) -> ScopeFile:
        """Return what ``discover`` adds to a scope, kept like a file of its own: who is in, who is left out.

        Raises:
            SourceIncomplete: nothing was observed of an organisation yet.
        """
        known = self.known or declared
        if declared.discover and known.discovered is None:
            msg = (
                "scope.yaml: discover goes by what aws.organization observed, and nothing was observed of an "
                "organisation yet; observe it with its management account's credentials, then run again"
            )
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE)
        # Whose stay is over is not read any more: what is still there has to be declared.
        stays = tuple(each for each in known.discovered or () if each.ends_on is None)
        out = tuple(each for each in known.out_of_scope if each not in declared.out_of_scope)
        added = declared.model_copy(update={"aws_accounts": stays, "out_of_scope": out})
        if declared.discover:
            said = added.model_dump_json(include={"aws_accounts", "out_of_scope"})
            self.into.record(_answer("discovered", said))
        return added

    def _file(self, register: str) -> Path:
        named = [self.folder / f"{register}{suffix}" for suffix in SUFFIXES]
        there = [path for path in named if path.exists()]
        if len(there) > 1:
            msg = f"{there[1]}: {there[0].name} is there too; keep one of them"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED)
        if not there:
            msg = (
                f"{named[0]}: {self.scope.name} does not keep this register; write it, as YAML or CSV, "
                "with `entries: []` when there is nothing to enter"
            )
            raise SourceIncomplete(msg, cause=Cause.NOT_KEPT)
        return there[0]

    def _content(self, path: Path) -> bytes:
        try:
            content = path.read_bytes()
        except OSError as error:
            msg = f"{path}: the file of {self.scope.name} can't be read ({error.strerror}); make it readable"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE) from None
        name = path.relative_to(self.folder).as_posix()
        self.into.record(_answer(name, content.decode(errors="backslashreplace")))
        return content


def connect(
    folder: Path, scope: Scope, into: Collection, *, known: ScopeFile | None = None
) -> Registers:
    """Open the company's folder of registers; each file in it stands or fails alone."""
    into.caller = "file"
    return Registers(folder, scope, into, known)


def by_hand(_scope: Scope, company: ScopeFile, folder: Path) -> Connect:
    """Read the registers of a company's folder."""
    return partial(connect, folder / "registers", known=company)


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
