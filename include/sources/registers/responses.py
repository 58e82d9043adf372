"""Management's responses: waivers of named deviations (one file each), reviews of results by people.

They are state: the files as they stand when they are read. One file that is wrong fails its dataset whole.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Self

import pyarrow as pa
from pydantic import model_validator

from include.model.control import ControlMatrix
from include.model.dataset import UTC_TIMESTAMP, Dataset, Nature, Source, column
from include.model.errors import Cause, SourceIncomplete
from include.model.files import line_of
from include.model.scope import ScopeKind
from include.model.waiver import ControlId, Waiver
from include.sources.collection import Collection
from include.sources.registers import Registers
from include.sources.registers._entries import Entry, Reason, Text, dataset, said

WAIVERS = Dataset(
    name="register_waivers",
    grain="One row per waiver: a dated, approved response to named deviations.",
    key=("waiver_id",),
    columns=[
        column("waiver_id", pa.string(), "The file's name without its ending.", nullable=False),
        column(
            "test_id", pa.string(), "The test whose deviations it responds to; null with a control."
        ),
        column(
            "control_id",
            pa.string(),
            "The control whose deviations it responds to; null with a test.",
        ),
        column("scope_id", pa.string(), "The scope, or `*` for every one.", nullable=False),
        column(
            "items",
            pa.list_(pa.string()),
            "Item ids; `*` and `?` stand for anything.",
            nullable=False,
        ),
        column("reason", pa.string(), "Why the deviations are accepted for now.", nullable=False),
        column(
            "compensating_control_id", pa.string(), "The control that stands in.", nullable=False
        ),
        column("requested_by", pa.string(), "Who asked for it.", nullable=False),
        column("approved_by", pa.string(), "Who approved it.", nullable=False),
        column("approved_at", UTC_TIMESTAMP, "When it was approved.", nullable=False),
        column(
            "approval_ref", pa.string(), "The pull request or file that shows it.", nullable=False
        ),
        column(
            "approval",
            pa.string(),
            "`verified` (the file's hash is as stated), `differs`, `missing`, or `stated` (a pull request, "
            "which this source does not ask for).",
            nullable=False,
        ),
        column("ticket_ref", pa.string(), "Ticket under which it is mended; null without one."),
        column("valid_from", pa.date32(), "First day on which it holds.", nullable=False),
        column("valid_to", pa.date32(), "Last day on which it holds.", nullable=False),
    ],
)


class ResultReview(Entry):
    """One row per review of a control's results by a person."""

    register = "result_reviews"
    key = ("control", "scope_id", "first_day", "last_day", "reviewed_by")

    control: ControlId = said("Control whose results were reviewed.")
    scope_id: Text = said("The scope, or `*` for every one.")
    first_day: date = said("First day of these results.")
    last_day: date = said("Last day of these results.")
    reviewed_by: Text = said("Who reviewed them.")
    reviewed_on: date = said("On which day.")
    conclusion: Reason = said("What the reviewer concluded.")

    @model_validator(mode="after")
    def _comes_after_the_results(self) -> Self:
        if not self.first_day <= self.last_day <= self.reviewed_on:
            msg = f"{'/'.join(self.same)}: expected first_day <= last_day <= reviewed_on"
            raise ValueError(msg)
        return self


REGISTERS = (ResultReview,)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.COMPANY,
    datasets=(WAIVERS, *(dataset(each) for each in REGISTERS)),
)


def collect(registers: Registers, into: Collection) -> None:
    """Read the folder of waivers and the register of reviews, each for itself."""
    with into.reading(WAIVERS):
        rows = list(_waivers(registers))
        into.expect(WAIVERS, len(rows))
        into.add(WAIVERS, rows)
    registers.collect(*REGISTERS)


def _waivers(registers: Registers) -> Iterator[dict[str, Any]]:
    folder = registers.folder.parent / "waivers"
    if not folder.is_dir():
        raise SourceIncomplete(
            f"{folder}: the folder of waivers is missing; make it, empty when nothing is waived",
            cause=Cause.NOT_KEPT,
        )
    matrix = registers.read("../control_matrix.yaml", ControlMatrix)
    known = {control.id for control in matrix.controls}
    for path in sorted(folder.glob("*.yaml")):
        waiver = registers.read(f"../waivers/{path.name}", Waiver)
        for field in ("control", "compensating_control"):
            named = getattr(waiver, field)
            if named is not None and named not in known:
                line = line_of(path.read_text(encoding="utf-8"), (field,))
                raise SourceIncomplete(
                    f"{path}:{line}: {field}: {named} is no control of control_matrix.yaml",
                    cause=Cause.MALFORMED,
                )
        yield _row(path.stem, waiver, _approval(registers, waiver))


def _approval(registers: Registers, waiver: Waiver) -> str:
    """Say whether the signed file is there and as stated."""
    if waiver.approval.file is None:
        return "stated"
    path = registers.folder.parent / "waivers" / waiver.approval.file
    if not path.is_file():
        return "missing"
    signed = hashlib.sha256(path.read_bytes()).hexdigest()
    return "verified" if signed == waiver.approval.sha256 else "differs"


def _row(name: str, waiver: Waiver, approval: str) -> dict[str, Any]:
    return {
        "waiver_id": name,
        "test_id": waiver.test,
        "control_id": waiver.control,
        "scope_id": waiver.scope,
        "items": list(waiver.items),
        "compensating_control_id": waiver.compensating_control,
        "approval_ref": waiver.approval.pull_request or waiver.approval.file,
        "approval": approval,
        "ticket_ref": waiver.ticket,
        **waiver.model_dump(
            include={
                *("reason", "requested_by", "approved_by", "approved_at", "valid_from", "valid_to")
            }
        ),
    }
