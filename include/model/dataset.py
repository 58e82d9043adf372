"""Datasets and sources: what is collected, in which columns, and whether it can be collected later."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

import pyarrow as pa
from pydantic import ConfigDict, Field, StringConstraints, model_validator

from include.model.frozen import Frozen
from include.model.scope import ScopeKind

DatasetName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)+$")]
# An IAM action (`s3:GetBucketTagging`), or a permission of a GitHub App (`github:administration:read`).
Permission = Annotated[
    str, StringConstraints(pattern=r"^([a-z0-9-]+:[A-Za-z0-9]+|github:[a-z_]+:read)$")
]
UTC_TIMESTAMP = pa.timestamp("us", tz="UTC")


class Nature(StrEnum):
    """Whether a source can be asked about the past."""

    STATE = "state"
    EVENTS = "events"
    HISTORY = "history"


def column(name: str, kind: pa.DataType, description: str, *, nullable: bool = True) -> pa.Field:
    """Declare a column; the description is kept in the schema and shown in the data dictionary."""
    return pa.field(name, kind, nullable=nullable, metadata={"description": description})


def describe(field: pa.Field) -> str:
    """Read a column's description back."""
    return str((field.metadata or {}).get(b"description", b""), "utf-8")


class Dataset(Frozen):
    """One table of evidence: grain, key, columns, and the permissions without which it is unreadable.

    ``personal`` are texts, or lists of them, about the person whose id stands in the column ``person``; they
    are erased with it.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: DatasetName
    grain: str
    key: tuple[str, ...]
    columns: pa.Schema
    permissions: tuple[Permission, ...] = ()
    person: str | None = None
    personal: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _columns_are_a_schema(cls, values: dict[str, object]) -> dict[str, object]:
        columns = values.get("columns")
        if isinstance(columns, Iterable) and not isinstance(columns, pa.Schema):
            return {**values, "columns": pa.schema(list(columns))}
        return values

    @model_validator(mode="after")
    def _is_described(self) -> Self:
        missing = [field.name for field in self.columns if not describe(field)]
        strangers = [name for name in self.key if name not in self.columns.names]
        if missing or strangers:
            msg = f"{self.name}: columns without description {missing}, unknown key columns {strangers}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _says_whose_it_is(self) -> Self:
        texts = (pa.string(), pa.list_(pa.string()))
        names = {field.name for field in self.columns if field.type in texts}
        person = {self.person} if self.person else set()
        wrong = ({*self.personal} | person) - names | ({*self.key} | person) & {*self.personal}
        if wrong or bool(self.person) != bool(self.personal):
            msg = f"{self.name}: personal are texts beside the key and the person; wrong: {sorted(wrong)}"
            raise ValueError(msg)
        return self

    @property
    def metadata(self) -> dict[str, str]:
        """Return what travels with the rows: name, grain and key."""
        return {"dataset": self.name, "grain": self.grain, "key": ",".join(self.key)}


class Source(Frozen):
    """One family of calls that fills one or more datasets.

    ``reach_days`` is how far back events can be asked for; None has no bound. ``late_days`` is for how
    many days after its end a day that held events is asked again, because they may go on: a review after
    a merge, a deployment that ends later. ``is_delivered``: its events are brought by somebody and may be
    late, so that a day which held none is asked again, too. ``settles_hours`` is how long after its end a
    day of history cannot be told yet; within its ``late_days`` one that is not in the locker is asked for.
    """

    nature: Nature
    scope_kind: ScopeKind
    datasets: tuple[Dataset, ...]
    reach_days: Annotated[int, Field(gt=0)] | None = None
    late_days: Annotated[int, Field(ge=0)] = 0
    is_delivered: bool = False
    settles_hours: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _hides_state_alone(self) -> Self:
        if self.nature is not Nature.STATE and any(each.person for each in self.datasets):
            raise ValueError(
                "what is erased with a person is state; events are streamed as they come"
            )
        return self

    @property
    def permissions(self) -> tuple[str, ...]:
        """List every permission that the source needs, sorted."""
        return tuple(
            sorted({action for dataset in self.datasets for action in dataset.permissions})
        )
