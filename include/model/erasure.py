"""The record of a person's key that was destroyed."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from include.model.frozen import Frozen
from include.model.reference import FileRef, Run


class Erasure(Frozen):
    """Whose key was destroyed, when, by whom and why; what it opened is not said, and can't be read again.

    ``person`` is the id by which the evidence calls somebody (the people system's own, or that of a user in
    Identity Center), ``keys`` the store that held the key.
    """

    kind: Literal["erasure"] = "erasure"
    person: Annotated[str, Field(min_length=1)]
    keys: str
    reason: Annotated[str, Field(min_length=10)]
    recorded_at: AwareDatetime
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List nothing: what was written stays, and is not readable."""
        return ()
