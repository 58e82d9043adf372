"""Asks an item, such as a bucket, one question at a time: it fills columns or says why it does not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from include.model.errors import Cause, SourceError, SourceIncomplete
from include.sources.aws._client import Aws

Answer = Mapping[str, Any] | None
Columns = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """One call per item; ``absent`` names the error that means that nothing is configured."""

    operation: str
    columns: Callable[[Answer], Columns]
    absent: tuple[str, ...] = ()


def ask(
    aws: Aws, service: str, row: Row, question: Question, region: str | None, **parameters: str
) -> SourceError | None:
    """Fill the columns of one question, or say in ``read_errors`` why they stay null and return it."""
    operation = question.operation
    try:
        answer = aws.call(service, operation, region=region, absent=question.absent, **parameters)
        row.update(question.columns(answer))
    except SourceError as error:
        row["read_errors"].append(f"{operation}: {error.code or error.cause.value}")
        return error
    except (LookupError, TypeError, ValueError, AttributeError):
        row["read_errors"].append(f"{operation}: MALFORMED")
        named = ", ".join(parameters.values())
        msg = f"{named}: {operation} answered in another shape than the API describes"
        return SourceIncomplete(msg, cause=Cause.MALFORMED)
    return None
