"""Reads GraphQL's answers: errors go to the object they are about, lists are followed to their end."""

from collections.abc import Mapping, Sequence
from typing import Any

from include.model.errors import Cause, SourceIncomplete
from include.sources.github._client import ERRORS, Github, Row, required

PAGE = "pageInfo { hasNextPage endCursor }"
_MOST_AT_ONCE = 50
_GRAPH = "POST /graphql"


def with_errors(body: Mapping[str, Any]) -> Any:
    """Return the data; an error is noted on the deepest object of its path that is there."""
    data = body["data"]
    for error in body.get("errors") or ():
        path = error.get("path") or ()
        place, found = data, data
        for step in path[:-1]:
            try:
                found = found[step]
            except (LookupError, TypeError):
                break
            place = found if isinstance(found, dict) else place
        if not path or not isinstance(place, dict):
            msg = f"{_GRAPH}: an error that names no place ({error.get('type')}); run again"
            raise SourceIncomplete(msg, cause=Cause.MALFORMED, code="GraphError")
        name = next(each for each in reversed(path) if isinstance(each, str))
        kind = error.get("type") or "Unknown"
        place.setdefault(ERRORS, []).append(f"{_GRAPH} {name}: {kind}")
    return data


def following(connection: Mapping[str, Any], seen: set[str]) -> str | None:
    """Return where a list goes on, None at its end; raise ``SourceIncomplete`` when it leads nowhere new."""
    place = connection["pageInfo"]
    if not place["hasNextPage"]:
        return None
    cursor = str(place["endCursor"])
    if cursor in seen or place["endCursor"] is None:
        msg = f"{_GRAPH}: a list goes on where it was before; run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PageRepeated")
    seen.add(cursor)
    return cursor


class Batches:
    """Asks for many things at once; halves how many when it was too much, and grows again."""

    def __init__(self, github: Github) -> None:
        """Begin with as many at once as GitHub takes on a good day."""
        self._github, self._size = github, _MOST_AT_ONCE

    def ask(self, questions: Sequence[str], fragments: str) -> list[Any]:
        """Return what each question (a GraphQL field without alias) was answered, in order."""
        answers: list[Any] = []
        while len(answers) < len(questions):
            asked = questions[len(answers) : len(answers) + self._size]
            fields = "\n".join(f"i{number}: {each}" for number, each in enumerate(asked))
            data = self._github.graph(
                f"query {{ {fields} }}\n{fragments}", may_shrink=len(asked) > 1
            )
            if data is None:
                self._size = max(len(asked) // 2, 1)
                continue
            for number in range(len(asked)):
                lacks = [each for each in data.get(ERRORS, ()) if f" i{number}:" in each]
                answers.append(data.get(f"i{number}") or {ERRORS: lacks})
            self._size = min(self._size * 2, _MOST_AT_ONCE)
        return answers


def whole(github: Github, owner: Row, kind: str, path: str, selection: str) -> list[Row]:
    """Return every item of a list, following it from where its first page ended.

    ``path`` leads from the object to the list (``statusCheckRollup.contexts``). Raises
    ``SourceIncomplete`` when fewer came than GitHub said there are.
    """
    steps = path.split(".")
    connection = _inside(owner, steps)
    if connection is None:
        return []
    items = list(connection["nodes"])
    given = ", itemTypes: [" + ", ".join(TIMELINE) + "]" if steps[-1] == "timelineItems" else ""
    seen: set[str] = set()
    while cursor := following(connection, seen):
        field = (
            f"{steps[-1]}(first: 100, after: $after{given}) {{ {PAGE} nodes {{ {selection} }} }}"
        )
        for step in reversed(steps[:-1]):
            field = f"{step} {{ {field} }}"
        data = github.graph(
            f"query($id: ID!, $after: String) {{ node(id: $id) {{ ... on {kind} {{ {field} }} }} }}",
            id=required(owner, "id", _GRAPH),
            after=cursor,
        )
        page = _inside(data.get("node"), steps)
        if not page or not page["nodes"] or page["nodes"] == connection["nodes"]:
            msg = f"{_GRAPH}: {path} does not go on as GitHub said after {len(items)}; run again"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PageVanished")
        connection = page
        items += connection["nodes"]
    total = _inside(owner, steps).get("totalCount", len(items))
    if steps[-1] != "timelineItems" and len(items) < total:
        msg = f"{_GRAPH}: {len(items)} of {path} came, GitHub said {total}; run again"
        raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PageVanished")
    return [each for each in items if each is not None]


TIMELINE = ("HEAD_REF_FORCE_PUSHED_EVENT", "LABELED_EVENT", "REVIEW_DISMISSED_EVENT")


def _inside(place: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        place = place.get(step) if isinstance(place, Mapping) else None
    return place
