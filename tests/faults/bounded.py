"""Ends a case that has no end, and leaves the seconds of waiting out of those that have one."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
from botocore.retries.bucket import TokenBucket
from github.Requester import Requester

BOUND_SECONDS = 20.0


def bounded(work: Callable[[], Any]) -> Any:
    """Return what the work returns; raise ``TimeoutError`` when it does not end in time."""
    came: list[Any] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            came.append(work())
        except BaseException as error:  # noqa: BLE001 - handed on to who waits
            failed.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(BOUND_SECONDS)
    if failed:
        raise failed[0]
    if not came:
        raise TimeoutError(f"no end after {BOUND_SECONDS:.0f} seconds")
    return came[0]


@contextmanager
def no_waiting() -> Iterator[None]:
    """Take the seconds out of backing off and of pacing; what is tried again is not changed."""
    real_time, real_amount = botocore.endpoint.time, TokenBucket._sleep_amount
    # PyGithub lets a second pass between two calls that may write, as which it counts GraphQL.
    real_pace = Requester._Requester__deferRequest
    botocore.endpoint.time = SimpleNamespace(**vars(time) | {"sleep": lambda _: None})
    TokenBucket._sleep_amount = lambda *_: 0
    Requester._Requester__deferRequest = lambda *_: None
    try:
        yield
    finally:
        botocore.endpoint.time, TokenBucket._sleep_amount = real_time, real_amount
        Requester._Requester__deferRequest = real_pace
