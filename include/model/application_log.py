"""Where an application writes down who did what: a folder a day in a bucket, one JSON object a line."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from include.model.frozen import Frozen

# Members of objects in objects are joined by dots.
Member = Annotated[str, StringConstraints(pattern=r"^[^.\s]+(\.[^.\s]+)*$")]
_DAY = ("%Y", "%m", "%d")


class Members(Frozen):
    """Which member of a line says who did what to which resource when, from where, and of which class."""

    actor: Member = "actor"
    action: Member = "action"
    resource: Member = "resource"
    time: Member = "time"
    source_address: Member = "source_address"
    data_class: Member = "data_class"


class ApplicationLog(Frozen):
    """A log of JSON lines; ``folder`` names the day's by ``%Y``, ``%m`` and ``%d``, as ``date`` does.

    ``data_class`` is the class of the data whose accesses are in it; a line may state its own.
    """

    application: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    folder: Annotated[str, Field(min_length=1)]
    data_class: str | None = None
    members: Members = Members()

    @field_validator("folder")
    @classmethod
    def _names_the_day(cls, folder: str) -> str:
        named = re.findall(r"%.?", folder)
        if sorted(named) != sorted(_DAY) or not folder.endswith("/") or folder.startswith("/"):
            msg = (
                f"{folder}: name the folder of a day by %Y, %m and %d, each once, and end it by a slash, "
                "like ApplicationLogs/orders/%Y/%m/%d/"
            )
            raise ValueError(msg)
        return folder

    def folder_of(self, day: date) -> str:
        """Return the folder of a day."""
        return f"{day:{self.folder}}"


def _each_once(logs: tuple[ApplicationLog, ...]) -> tuple[ApplicationLog, ...]:
    places = [f"{each.bucket}/{each.folder}" for each in logs]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice:
        msg = f"{twice}: two application_logs lie there; name each place once"
        raise ValueError(msg)
    return logs


# Those in an account's buckets: `[]` says that there are none, nothing that nobody said.
ApplicationLogs = Annotated[tuple[ApplicationLog, ...], AfterValidator(_each_once)]
