"""The record of a period's conclusions as they were published."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from include.model.frozen import Frozen
from include.model.reference import FileRef, Run


class Publication(Frozen):
    """The conclusions of one period, both days inclusive, from what was known at ``known_at``.

    ``conclusions`` is a JSON list with one object per control, scope and basis, as `soc2.period_conclusion`
    gave it.
    """

    kind: Literal["publication"] = "publication"
    period_id: str
    first_day: date
    last_day: date
    known_at: AwareDatetime
    conclusions: FileRef
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the conclusions."""
        return (self.conclusions,)
