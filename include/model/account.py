"""An AWS account that evidence is collected from, and how it is reached."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from include.model.application_log import ApplicationLogs
from include.model.config_delivery import ConfigDelivery
from include.model.frozen import Frozen

AccountId = Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
ExternalId = Annotated[str, Field(min_length=2)]


class RegionsOutOfScope(Frozen):
    """Regions that are enabled in an account and not read, with the reason and who approved it."""

    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    reason: Annotated[str, Field(min_length=10)]
    approved_by: Annotated[str, Field(min_length=3)]


class AwsAccount(Frozen):
    """An account in scope, and the role by which it is read (none: the hub's own credentials)."""

    id: AccountId
    name: str
    environment: str
    starts_on: date | None = None
    ends_on: date | None = None
    role_arn: str | None = None
    external_id: ExternalId | None = None
    regions: tuple[str, ...] = ("us-east-1",)
    regions_out_of_scope: tuple[RegionsOutOfScope, ...] = ()
    application_logs: ApplicationLogs | None = None
    config_delivery: ConfigDelivery | None = None
