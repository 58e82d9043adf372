"""Where AWS Config delivers what it recorded of an account: a bucket, and for each Region a folder a day."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from include.model.frozen import Frozen

Region = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]

ResourceType = Annotated[str, StringConstraints(pattern=r"^AWS(::[A-Za-z0-9]+){2}$")]


class ConfigDelivery(Frozen):
    """The delivery channel's bucket and prefix, the Regions that record, and how often snapshots come.

    ``snapshots_every_hours`` is the channel's delivery frequency: two snapshots farther apart are a gap in
    recording. ``without`` names resource types of which the account has none: of another one that no snapshot
    holds, nobody can tell that from not being recorded. Global resources (IAM) stand in the folder of a
    Region that records them, which is among ``regions``.
    """

    bucket: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$")]
    prefix: Annotated[str, StringConstraints(pattern=r"^[^/].*[^/]$")] | None = None
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    snapshots_every_hours: Literal[1, 3, 6, 12, 24] = 24
    without: tuple[ResourceType, ...] = ()

    def home(self, account_id: str) -> str:
        """Return the folder under which an account's Regions lie."""
        root = f"{self.prefix}/AWSLogs" if self.prefix else "AWSLogs"
        return f"{root}/{account_id}/Config/"
