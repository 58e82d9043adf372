"""Writes down one answer of AWS as it is kept: redacted, with who says so and when by the service's clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from include.sources.aws._failures import Call
from include.sources.aws._redaction import redacted
from include.sources.collection import Answer


def recorded(call: Call, answer: Mapping[str, Any], code: str | None) -> Answer:
    """Return an answer to a call, or an error by its name ``code``, without any secret."""
    metadata = answer.get("ResponseMetadata", {})
    headers = metadata.get("HTTPHeaders", {})
    body = {key: value for key, value in answer.items() if key != "ResponseMetadata"}
    return Answer(
        service=call.service,
        operation=call.operation,
        region=call.region,
        parameters=redacted(call.parameters),
        status=metadata.get("HTTPStatusCode"),
        error_code=code,
        request_id=metadata.get("RequestId") or headers.get("x-amz-request-id"),
        service_date=_date(headers.get("date")),
        retries=metadata.get("RetryAttempts", 0),
        body=redacted(body),
    )


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except (ValueError, OverflowError):
        return None
