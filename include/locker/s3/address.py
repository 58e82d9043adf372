"""Where a bucket's locker is and how long it keeps: ``s3://bucket/prefix?retention_days=1096&mode=COMPLIANCE``."""

import logging
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from include.model.errors import DefinitionError

# A period of a year, the weeks until its report, and the auditor's questions after it.
LEAST_DAYS = 400
THREE_YEARS = 1096


@checked(frozen=True, config=ConfigDict(extra="forbid"))
class Retention:
    """How long nobody can delete an object, and who could: in COMPLIANCE not even root."""

    retention_days: int = Field(THREE_YEARS, ge=LEAST_DAYS)
    mode: Literal["COMPLIANCE", "GOVERNANCE"] = "COMPLIANCE"
    legal_hold: bool = False


@dataclass(frozen=True)
class Address:
    """A bucket, the prefix of all of the locker's keys (empty, or ending in a slash), and the retention."""

    bucket: str
    prefix: str
    retention: Retention

    def __str__(self) -> str:
        """Return it as people write it, without the retention."""
        return f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def address_of(url: str) -> Address:
    """Read an address.

    Raises:
        DefinitionError: it names no bucket, or asks for what would keep too little.
    """
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.netloc or parts.fragment:
        raise DefinitionError(f"locker {url}: expected s3://bucket/prefix")
    try:
        asked = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        retention = TypeAdapter(Retention).validate_python(asked)
    except ValidationError as error:
        first = error.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise DefinitionError(f"locker {url}: {what}") from None
    except ValueError:
        raise DefinitionError(
            f"locker {url}: expected name=value after the question mark"
        ) from None
    if retention.mode == "GOVERNANCE":
        logging.getLogger(__name__).warning(
            "locker %s: in GOVERNANCE mode whoever has s3:BypassGovernanceRetention can delete evidence; "
            "COMPLIANCE binds everybody",
            url,
        )
    prefix = parts.path.strip("/")
    return Address(parts.netloc, f"{prefix}/" if prefix else "", retention)
