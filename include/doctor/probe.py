"""Asks each source of a scope its first question, and no more: credentials, permissions, the clock."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from include import sources
from include.model.dataset import Nature, Source
from include.model.errors import Cause, EvidenceError, NotDeclared
from include.model.interval import DAY, slot_of, utc_now, window_of
from include.model.scope import Scope
from include.sources.collection import Collection, Connect

# AWS refuses a signature that is five minutes off; long before that a slot's edge is in doubt.
SKEW_SECONDS = 30.0
# Registers are read whole, wherever they lie: they are few and small.
_QUESTIONS = {"call", "pages", "refer", "get", "graph"}
_ALLOWED = {
    "aws": "as deploy/aws/collector-policy.json does",
    "github": "as deploy/github/permissions.json does",
    "registers": "where scope.yaml says that the registers lie",
}


def scope_findings(
    scope: Scope,
    connect: Callable[[str], Connect],
    *,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[str, ...]:
    """Probe every source that reads this kind of scope; return what is wrong, each line once.

    ``connect`` says how the client of a source, by its name, is made for the scope.
    """
    found: list[str] = []
    skews: list[float] = []
    for name in sources.names():
        source = sources.load(name).SOURCE
        if source.scope_kind is scope.kind:
            try:
                into = _probe(name, source, scope, connect(name), clock)
            except NotDeclared:
                continue
            except EvidenceError as error:
                found.append(str(error))
                continue
            found += _refusals(name, scope, into)
            skews += _skew(into, clock())
    found += _wrong_clock(scope, max(skews, key=abs, default=0.0))
    return tuple(dict.fromkeys(found))


class _Answered(Exception):
    """The first question was answered: ends a probe, and tells of nothing wrong."""


class _FirstQuestion:
    """A provider's client that lets the first question through and ends the probe when it is answered."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._client, name)
        if name not in _QUESTIONS:
            return member

        def ask(*arguments: Any, **parameters: Any) -> None:
            answer = member(*arguments, **parameters)
            if isinstance(answer, Iterator):
                # A listing asks for nothing before its first item is wanted.
                next(answer, None)
            raise _Answered

        return ask


def _probe(
    name: str, source: Source, scope: Scope, connect: Connect, clock: Callable[[], datetime]
) -> Collection:
    now = clock()
    with TemporaryDirectory() as scratch:
        into = Collection(source, clock, scratch=Path(scratch))
        into.interval = slot_of(now) if source.nature is Nature.STATE else window_of(now - DAY)
        with suppress(_Answered), into.reading(*source.datasets):
            sources.load(name).collect(_FirstQuestion(connect(scope, into)), into)
    return into


def _refusals(name: str, scope: Scope, into: Collection) -> Iterator[str]:
    readings = into.readings.values()
    for action in sorted({action for each in readings for action in each.denied_calls}):
        allowed = _ALLOWED[name.split(".", maxsplit=1)[0]]
        yield (
            f"{scope.kind} {scope.id} ({scope.name}): {action} is denied to "
            f"{into.caller or 'the collector'}; allow it {allowed}"
        )
    for each in readings:
        # What the organisation's plan does not have is no mistake of anybody's, and a gap later.
        is_said = each.error and each.error.cause is Cause.DENIED and each.denied_calls
        if each.error and each.error.cause is not Cause.PLAN_LIMIT and not is_said:
            yield str(each.error)


def _skew(into: Collection, now: datetime) -> Iterator[float]:
    """Hold the last answer's date against our clock, in seconds."""
    answers = (answer for each in into.readings.values() for answer in each.answers)
    dates = [answer.service_date for answer in answers if answer.service_date]
    if dates:
        yield (now - max(dates)).total_seconds()


def _wrong_clock(scope: Scope, seconds: float) -> Iterator[str]:
    if abs(seconds) > SKEW_SECONDS:
        ahead = "ahead of" if seconds > 0 else "behind"
        yield (
            f"{scope.kind} {scope.id} ({scope.name}): our clock is {abs(seconds):.0f} s {ahead} the "
            "service's; synchronise it (NTP), slots go by it"
        )
