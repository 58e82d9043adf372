"""What every record refers to: files by hash, and the run that made it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from include.model.frozen import Frozen

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FileRef(Frozen):
    """A file of the locker: where it rests (relative, POSIX), its hash and its size in bytes."""

    path: str
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]


class RunType(StrEnum):
    """What made the run happen: Airflow's own words, and a verb called by hand."""

    SCHEDULED = "scheduled"
    BACKFILL = "backfill"
    MANUAL = "manual"
    OPERATOR_TRIGGERED = "operator_triggered"
    ASSET_TRIGGERED = "asset_triggered"
    ASSET_MATERIALIZATION = "asset_materialization"
    COMMAND_LINE = "command_line"


class Run(Frozen):
    """Which run did it, by which code, at whose word."""

    run_id: str
    run_type: RunType
    triggered_by: str
    code_version: str
    image: str | None = None
