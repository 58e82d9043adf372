"""Reads what streams: botocore tries again for an answer, and never for the body that it leaves to us."""

from collections.abc import Callable, Mapping
from typing import Any

import botocore.exceptions as boto

_BROKEN_OFF = (boto.IncompleteReadError, boto.ReadTimeoutError, boto.ResponseStreamingError)


def whole(ask: Callable[..., dict[str, Any]], parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Ask, three times at most; a ``Body`` comes as its bytes."""
    for is_last in (False, False, True):
        answer = ask(**parameters)
        if "Body" not in answer:
            break
        try:
            answer["Body"] = answer["Body"].read()
            break
        except _BROKEN_OFF:
            if is_last:
                raise
    return answer
