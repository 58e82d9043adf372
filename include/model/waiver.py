"""Waivers of named deviations as people write them."""

from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from include.model.control import Name
from include.model.frozen import Frozen
from include.model.reference import Sha256

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10)]
ControlId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-\d{2}$")]
LONGEST = timedelta(days=365)


class Approval(Frozen):
    """Where an approval stands: a merged pull request, or a signed file beside the waiver with its hash."""

    pull_request: Annotated[str, StringConstraints(pattern=r"^[\w.-]+/[\w.-]+#\d+$")] | None = None
    file: Annotated[str, StringConstraints(pattern=r"^[\w-][\w./-]*$")] | None = None
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _is_one_of_them(self) -> Self:
        if (self.pull_request is None) == (self.file is None):
            msg = "expected either pull_request (owner/repository#number) or file with its sha256"
            raise ValueError(msg)
        if (self.file is None) != (self.sha256 is None):
            msg = "expected file and sha256 together: what was signed, and the hash of its bytes"
            raise ValueError(msg)
        return self


class Waiver(Frozen):
    """``company/waivers/*.yaml``: a dated, approved response to named deviations.

    ``items`` are item ids, in which ``*`` and ``?`` stand for anything. ``valid_from`` and ``valid_to`` are
    its first and last day. It explains; it never changes an outcome or a count.
    """

    test: Name | None = None
    control: ControlId | None = None
    scope: _Text
    items: Annotated[tuple[_Text, ...], Field(min_length=1)]
    reason: _Reason
    compensating_control: ControlId
    requested_by: _Text
    approved_by: _Text
    approved_at: AwareDatetime
    approval: Approval
    ticket: _Text | None = None
    valid_from: date
    valid_to: date

    @field_validator("control")
    @classmethod
    def _is_test_or_control(cls, control: str | None, info: ValidationInfo) -> str | None:
        if control is not None and info.data.get("test") is not None:
            msg = "a waiver names a test or a control, not both"
            raise ValueError(msg)
        return control

    @field_validator("approved_by")
    @classmethod
    def _is_somebody_else(cls, approver: str, info: ValidationInfo) -> str:
        if approver.casefold() == str(info.data.get("requested_by", "")).casefold():
            msg = f"{approver} asked for it: somebody else must approve"
            raise ValueError(msg)
        return approver

    @field_validator("valid_to")
    @classmethod
    def _is_at_most_a_year(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("valid_from")
        if first is not None and not first <= last < first + LONGEST:
            msg = f"expected a day from {first} on, at most {LONGEST.days} days in all"
            raise ValueError(msg)
        return last

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.test is None and self.control is None:
            msg = "expected a test or a control whose deviations it responds to"
            raise ValueError(msg)
        return self
