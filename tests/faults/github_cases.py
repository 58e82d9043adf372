"""What can go wrong with GitHub: each fault, and the calls it strikes."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from include import sources
from tests.faults import github_replies as replies
from tests.faults.cases import Case, Target
from tests.faults.github_wire import GRAPH
from tests.faults.replies import HTML, ahead, ends, instead, pages_again, shortened
from tests.faults.wire import Asked, Ending, Fault, Reply

_ORG = "/orgs/quillhaven"
REPOSITORIES = ("identity", "ledger", "sandbox-lab")
_NUMBERS = {"identity": "70005", "ledger": "70001", "sandbox-lab": "70009"}
_TEAM = "maintainers"
_FAILED = "Something went wrong while executing your query. Please include the request id."
# A second attempt may overcome these: each is tried once and for ever.
_PASSING: dict[str, Fault] = {
    "a spent budget, 403": replies.exceeded(403, 30),
    "a spent budget, 429": replies.exceeded(429, 30),
    "a secondary limit": replies.says(403, replies.SECONDARY, Retry_After="60"),
    "an internal error, 500": replies.says(500, "Server Error"),
    "a bad gateway, 502": replies.says(502, "Server Error"),
    "service unavailable, 503": replies.says(503, "Service unavailable"),
    "a web page with 502": lambda _asked, _honest: Reply(502, HTML, "text/html"),
    "no answer before the time-out": ends(Ending.SILENT),
    "a connection reset in mid-body": ends(Ending.RESET),
    "a body cut off in the middle": ends(Ending.CLOSED),
    "JSON cut short on the way": shortened,
}
_LASTING: dict[str, Fault] = {
    "a spent budget that comes back in a day": replies.exceeded(403, 86_400),
    "a secondary limit of a day": replies.says(403, replies.SECONDARY, Retry_After="86400"),
    "a web page": instead(HTML, "text/html"),
    "a web page that says it is JSON": instead(HTML, "application/json"),
    "XML instead of JSON": instead(b"<?xml version='1.0'?><ok/>", "application/xml"),
    "another content type": replies.as_kind("text/plain"),
    "an empty body": instead(b"", "application/json"),
    "null instead of an answer": instead(b"null", "application/json"),
    "an answer of another shape": instead(b'{"hello": [1]}', "application/json"),
    "null where lists are declared": replies.changed(replies.without_lists),
    "a token that is refused": replies.says(401, "Bad credentials"),
    "a missing permission, said as 404": replies.says(404, "Not Found"),
    "a missing permission, said as 403": replies.says(
        403, "Resource not accessible by integration"
    ),
    "a plan that does not have it": replies.says(
        403, "Upgrade to GitHub Pro or make this repository public to enable this feature."
    ),
}
_AT_THE_FIRST_CALL = (
    "a spent budget that comes back in a day",
    "a token that is refused",
    "a web page",
    "a missing permission, said as 404",
)
_GRAPH_FAULTS: dict[str, Fault] = {
    "FORBIDDEN beside data": replies.graph_error("FORBIDDEN", "Resource not accessible"),
    "NOT_FOUND beside data": replies.graph_error("NOT_FOUND", "Could not resolve to a node"),
    "RATE_LIMITED beside data": replies.graph_error("RATE_LIMITED", replies.EXCEEDED),
    "an error without a type beside data": replies.graph_error(None, _FAILED),
    "an error instead of data": replies.graph_fails(_FAILED),
    "a time-out instead of data": replies.graph_fails("The query timed out"),
}


def _is_about(name: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.item in {name, _NUMBERS.get(name, name)}


def _asks(path: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.operation == f"GET {path}"


def _about(source: str, name: str) -> Target:
    return Target(source, f"every call about {name}", _is_about(name))


def _list(source: str, path: str) -> Target:
    return Target(source, f"the list {path.removeprefix(_ORG)}", _asks(path))


# Behind the first question of a source: what else it asks, as far as it fails for itself.
_BEHIND = {
    each.source: each
    for each in (
        _about("github.alerts", "sandbox-lab"),
        Target("github.audit_log", "the log", _asks(f"{_ORG}/audit-log")),
        Target("github.changes", "every GraphQL question", lambda asked: asked.operation == GRAPH),
        _about("github.deployments", "ledger"),
        Target("github.organization", "the members", _asks(f"{_ORG}/members")),
        _about("github.repositories", "ledger"),
        _about("github.repository_access", "ledger"),
        _about("github.rule_suites", "identity"),
        Target("github.sso_identities", "the identities", lambda asked: asked.operation == GRAPH),
        _about("github.teams", _TEAM),
    )
}
_LISTS = (
    *(
        _list(f"github.{name}", f"{_ORG}/repos")
        for name in ("alerts", "deployments", "repositories", "repository_access", "rule_suites")
    ),
    _list("github.audit_log", f"{_ORG}/audit-log"),
    _list("github.organization", f"{_ORG}/members"),
    _list("github.teams", f"{_ORG}/teams"),
    _about("github.teams", _TEAM),
    _about("github.deployments", "ledger"),
    _about("github.changes", "ledger"),
    _BEHIND["github.changes"],
    _BEHIND["github.sso_identities"],
)
_EMPTIED = replies.changed(replies.emptied, link=False)


def cases() -> Iterable[Case]:
    """Yield every case of the sources of GitHub."""
    for source in sources.by_provider()["github"]:
        if source in _BEHIND:
            yield from _on_the_way(source)
    for target in _LISTS:
        yield from _of_pages(target)
        if target not in (_BEHIND["github.changes"], _BEHIND["github.sso_identities"]):
            yield target.case("Link headers that are lost", replies.without_links)
            yield target.case("a Link header that is lost, once", replies.without_links, (1,))
    for target in (_BEHIND["github.changes"], _behind("github.changes", "the commits", GRAPH, 7)):
        yield from (target.case(name, act) for name, act in _GRAPH_FAULTS.items())
    changes = _about("github.changes", "ledger")
    yield from (changes.case(name, act) for name, act in _LASTING.items())


def _behind(source: str, where: str, operation: str, first: int) -> Target:
    return Target(source, where, lambda asked: asked.operation == operation and asked.nth > first)


def _on_the_way(source: str) -> Iterable[Case]:
    everywhere = Target(source, "every call", lambda asked: asked.operation != "GET /user")
    first, behind = replace(everywhere, where="the first call of every operation"), _BEHIND[source]
    yield everywhere.case("a Date that is an hour off", ahead)
    yield from (first.case(f"{name}, once", act, (1,)) for name, act in _PASSING.items())
    yield from (behind.case(f"{name}, always", act) for name, act in _PASSING.items())
    yield from (behind.case(name, act) for name, act in _LASTING.items())
    yield from (everywhere.case(name, _LASTING[name]) for name in _AT_THE_FIRST_CALL)


def _of_pages(target: Target) -> Iterable[Case]:
    behind = replace(target, strikes=lambda asked: asked.follows and target.strikes(asked))
    yield behind.case(
        "a token that expires between two pages", replies.says(401, "Bad credentials")
    )
    yield behind.case("a page that is gone", replies.says(404, "Not Found"))
    yield behind.case("an empty page where more was announced", _EMPTIED)
    yield behind.case("a web page between two pages", instead(HTML, "text/html"))
    for words, begin in (
        ("each page again instead of the next", replies.page_before),
        ("the same page for ever", pages_again(1)),
        ("two pages in turn for ever", pages_again(2)),
    ):
        yield replace(target.case(words, ahead), strike=_begin(target, begin))


def _begin(target: Target, begin: Callable[[], Fault]) -> Callable[[], Fault]:
    return lambda: target.case("", begin()).strike()
