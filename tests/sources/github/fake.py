"""A client of GitHub that answers from a table."""

from collections.abc import Callable
from typing import Any

from include.model.errors import SourceError
from include.model.scope import GithubOrganization
from include.sources.collection import Answer, Collection


class FakeGithub:
    """Answers from a table by path, a repository's own by `path repository`: data, an error, or None.

    None is the error that the caller takes for "not configured"; what is not in the table is an error.
    """

    def __init__(self, into: Collection, answers: dict[str, Any], **organization: Any) -> None:
        self.into, self.answers = into, answers
        self.organization = GithubOrganization(login="acme", name="Acme", **organization)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get(self, path, *, absent=(), **parameters):
        self.asked.append((path, parameters))
        self.into.record(Answer("github", f"GET {path}", None, {}, 200, None, None, None, 0, None))
        own = f"{path} {parameters.get('repo')}"
        answer = self.answers[own] if own in self.answers else self.answers[path]
        answer = answer(**parameters) if isinstance(answer, Callable) else answer
        if isinstance(answer, SourceError):
            if answer.code in absent:
                return None
            raise answer
        if answer is None and not absent:
            raise AssertionError(f"{path} has no error that means: not configured")
        return answer

    def pages(self, path, *, key=None, **parameters):
        answer = self.get(path, **parameters)
        yield from answer[key] if key else answer
