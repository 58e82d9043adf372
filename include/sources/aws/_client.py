"""The narrow client that AWS sources see: two questions, and the account that is asked."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from include.model.application_log import ApplicationLog
from include.model.config_delivery import ConfigDelivery
from include.model.errors import Cause, SourceIncomplete

CONCURRENCY = 8


class Aws(Protocol):
    """One account, as its sources see it."""

    @property
    def account_id(self) -> str:
        """Return the account that is asked."""

    @property
    def application_logs(self) -> tuple[ApplicationLog, ...] | None:
        """Return the applications' logs that scope.yaml names; None where it says nothing of them."""

    @property
    def config_delivery(self) -> ConfigDelivery | None:
        """Return where AWS Config delivers what it records; None where scope.yaml says nothing of it."""

    def call(
        self,
        service: str,
        operation: str,
        *,
        region: str | None = None,
        absent: tuple[str, ...] = (),
        **parameters: Any,
    ) -> dict[str, Any] | None:
        """Ask once; None when the service answers with an error *name* in ``absent``: not configured."""

    def pages(
        self,
        service: str,
        operation: str,
        key: str,
        *,
        region: str | None = None,
        **parameters: Any,
    ) -> Iterator[dict[str, Any]]:
        """Yield the items under ``key`` of every page."""

    def refer(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        """Ask for what is kept by reference: counted, not kept; a ``Body`` comes as its bytes."""

    def lists(
        self,
        service: str,
        operation: str,
        keys: tuple[str, ...],
        *,
        region: str | None = None,
        **parameters: Any,
    ) -> Iterator[Mapping[str, Any]]:
        """Yield every page of a listing that tells of several things under one marker."""


def required(answer: Mapping[str, Any] | None, key: str, operation: str) -> Any:
    """Return a member without which an answer cannot be read, or raise ``SourceIncomplete``."""
    if answer is None or key not in answer:
        msg = f"{operation}: the answer came without {key}; look at the raw answer, then run again"
        raise SourceIncomplete(msg, cause=Cause.MALFORMED)
    return answer[key]
