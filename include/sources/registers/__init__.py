"""Registers: files of the company, each a reviewed list of entries, in YAML or as an exported CSV.

They lie in the company's folder, or where ``scope.yaml`` says: in Git, or in S3 (``_place``).

A register that is missing is never an empty list: nobody may be on it, but somebody says so. What a
register holds is declared by one class (``_entries.Entry``); its rows are read by ``_rows``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from include.model.errors import Cause, DefinitionError, SourceIncomplete
from include.model.files import parse_yaml
from include.model.frozen import Frozen
from include.model.registers_place import RegistersPlace
from include.model.scope import Scope, ScopeFile
from include.sources.aws import Aws
from include.sources.aws import by_hand as of_aws
from include.sources.collection import Answer, Collection, Connect
from include.sources.registers._bucket import Bucket
from include.sources.registers._entries import Entry, dataset
from include.sources.registers._place import Folder, Kept, Place
from include.sources.registers._repository import repository
from include.sources.registers._rows import SUFFIXES, parse

File = TypeVar("File", bound=Frozen)
Row = TypeVar("Row", bound=Entry)


@dataclass(frozen=True)
class Registers:
    """The company's registers, wherever they lie; ``folder`` is beside its other files.

    ``known`` is the company's scope with the accounts that were discovered.
    """

    folder: Path
    scope: Scope
    into: Collection
    place: Place
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
        name = self._named(entry.register)
        try:
            return parse(self.file(name).content, self.place.where(name), entry)
        except DefinitionError as error:
            raise SourceIncomplete(str(error), cause=Cause.MALFORMED) from None

    def file(self, name: str) -> Kept:
        """Read a file of the registers' place, and keep its text as what was answered."""
        kept = self.place.read(name)
        # What is kept and what is parsed are the same bytes, whoever is writing meanwhile.
        self.into.record(_answer(name, kept))
        return kept

    def read(self, name: str, model: type[File]) -> File:
        """Read another file of the company's folder, such as ``../scope.yaml``, as a model."""
        kept = Folder(self.folder).read(name)
        self.into.record(_answer(name, kept))
        try:
            return parse_yaml(kept.content, self.folder / name, model)
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
            self.into.record(_answer("discovered", Kept(said.encode(), dict)))
        return added

    def _named(self, register: str) -> str:
        listed = self.place.names()
        named = [f"{register}{suffix}" for suffix in SUFFIXES]
        there = [name for name in named if name in listed]
        if len(there) > 1:
            msg = f"{self.place.where(there[1])}: {there[0]} is there too; keep one of them"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED)
        if not there:
            msg = (
                f"{self.place.where(named[0])}: {self.scope.name} does not keep this register; write it, as "
                "YAML or CSV, with `entries: []` when there is nothing to enter"
            )
            raise SourceIncomplete(msg, cause=Cause.NOT_KEPT)
        return there[0]


def connect(
    folder: Path, scope: Scope, into: Collection, *, known: ScopeFile | None = None
) -> Registers:
    """Open the company's folder of registers; each file in it stands or fails alone."""
    into.caller = "file"
    return Registers(folder, scope, into, Folder(folder), known)


def reach(company: ScopeFile, folder: Path, aws: Callable[[Scope], Connect]) -> Connect:
    """Return how the registers are opened where ``scope.yaml`` says that they lie.

    ``folder`` is the company's; ``aws`` says how an account's client is made, for registers in S3.
    """
    place, beside = company.registers, folder / "registers"
    if place is None:
        return partial(connect, beside, known=company)
    if place.account is None:
        return partial(_elsewhere, beside, company, partial(_from_git, place))
    account = company.scope(company.account(place.account).id)
    opened = partial(_from_s3, place, partial(aws(account), account))
    return partial(_elsewhere, beside, company, opened)


def by_hand(_scope: Scope, company: ScopeFile, folder: Path) -> Connect:
    """Read the registers as the shell is set up."""
    return reach(company, folder, lambda account: of_aws(account, company, folder))


def _elsewhere(
    beside: Path,
    known: ScopeFile,
    opened: Callable[[Collection], Place],
    scope: Scope,
    into: Collection,
) -> Registers:
    return Registers(beside, scope, into, opened(into), known)


def _from_git(place: RegistersPlace, into: Collection) -> Place:
    into.caller = "git"
    return repository(str(place.git), str(place.at), place.folder)


def _from_s3(place: RegistersPlace, aws: Callable[[Collection], Aws], into: Collection) -> Place:
    return Bucket(aws(into), str(place.s3))


def _answer(name: str, kept: Kept) -> Answer:
    return Answer(
        service="registers",
        operation=name,
        region=None,
        parameters=kept.read_at,
        status=None,
        error_code=None,
        request_id=None,
        service_date=None,
        retries=0,
        body=kept.content.decode(errors="backslashreplace"),
    )
