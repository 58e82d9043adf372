"""The narrow client that GitHub sources see: one question, one listing, and whom they are about."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from include.model.errors import Cause, SourceError, SourceIncomplete
from include.model.scope import GithubOrganization

Columns = dict[str, Any]
Row = dict[str, Any]
ERRORS = "__errors"
_OTHER_SHAPE = (LookupError, TypeError, ValueError, AttributeError)
_EVERYWHERE = frozenset({Cause.CREDENTIALS, Cause.THROTTLED, Cause.UNREACHABLE})


class Github(Protocol):
    """One organisation, as its sources see it.

    A ``path`` is GitHub's own template (``/repos/{org}/{repo}/keys``): ``{org}`` is known, the other
    braces and the query are given as ``parameters``.
    """

    @property
    def organization(self) -> GithubOrganization:
        """Return the organisation that is asked, as ``scope.yaml`` has it."""

    def get(self, path: str, *, absent: tuple[str, ...] = (), **parameters: Any) -> Any:
        """Ask once; None when GitHub answers with an error *name* in ``absent``: not configured."""

    def pages(self, path: str, *, key: str | None = None, **parameters: Any) -> Iterator[Row]:
        """Yield the items of every page, which are the page itself or stand under ``key``."""

    def graph(self, query: str, *, may_shrink: bool = False, **variables: Any) -> Any:
        """Ask by GraphQL and return its data; each object bears under ``ERRORS`` what it lacks.

        None when it was too much at once and ``may_shrink``: ask for less.
        """


def required(answer: Any, key: str, path: str) -> Any:
    """Return a member without which an answer cannot be read, or raise ``SourceIncomplete``."""
    if not isinstance(answer, Mapping) or answer.get(key) is None:
        msg = f"GET {path}: the answer came without {key}; look at the raw answer, then run again"
        raise SourceIncomplete(msg, cause=Cause.MALFORMED)
    return answer[key]


@contextmanager
def readable(question: str) -> Iterator[None]:
    """Raise ``SourceIncomplete`` where an answer has another shape than it is read by."""
    try:
        yield
    except _OTHER_SHAPE as error:
        msg = (
            f"{question}: answered in another shape than the API describes ({type(error).__name__})"
        )
        raise SourceIncomplete(f"{msg}; look at the raw answers", cause=Cause.MALFORMED) from error


def fill(row: Row, question: str, columns: Callable[[], Columns]) -> SourceError | None:
    """Fill the columns that one question answers, or say in ``read_errors`` why they stay null.

    Returns what went wrong, for whoever must know more than that. What every further question would
    meet too (credentials, a rate limit, silence) is raised: it ends the reading, not one row.
    """
    try:
        row.update(columns())
    except SourceError as error:
        if error.cause in _EVERYWHERE:
            raise
        row["read_errors"].append(f"{question}: {error.code or error.cause.value}")
        return error
    except _OTHER_SHAPE:
        row["read_errors"].append(f"{question}: Malformed")
        msg = f"{question}: answered in another shape than the API describes"
        return SourceIncomplete(msg, cause=Cause.MALFORMED)
    return None
