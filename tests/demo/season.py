"""The season of `make demo-period`: a company's days, walked by the verbs with a clock that is moved.

The emulated company stands still, as of now: who it has, how it is set and what is planted in it was there
from the first day on. What moves is our clock and that of the emulated AWS, so that what has an age (a key, a
password) is as much younger as the slot lies back, and its deviation begins within the period. GitHub's
events are the year that the emulator tells.
"""

import json
import re
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from include import sources
from include.control_tests.definitions import Definition, load_all
from include.extract import extract
from include.extract.gaps import record_gaps
from include.locker import Locker
from include.model.company import Company, read_company
from include.model.dataset import Nature
from include.model.errors import Cause, NotKnowable, SourceUnreachable
from include.model.interval import DAY, Interval, utc_now, window_of
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import Run, RunType
from include.model.sample import Period
from include.model.scope import Scope
from include.sources.collection import Collection, Connect
from include.validate import validate
from tests.demo.emulation import COMPANY
from tests.demo.moving import moved

PERIOD_ID = "season"
# What their tests read takes minutes in ninety looks; buckets alone would take as long again. Any other
# control has no judgement, and says so.
CONTROLS = ("AC-03", "AC-04", "AC-05", "AR-01", "AR-02", "AR-03", "CH-01", "CH-03", "CH-04")
# Of a day's four slots the second is looked at; the other three are missed, and on record as such.
LOOK = timedelta(hours=7)
OUTAGE_DAYS = 4
DENIED_SOURCE, DENIED_SCOPE = "aws.iam", "123456789012"
DENIED = "AccessDenied: may not assume the collector's role (planted by the demo)"
CHUNK_DAYS = 30  # as soc2_backfill cuts a range
# What was deployed in the first days may have been merged so many days before.
SHIPPED_DAYS = 40
RUN = run("demo/season", RunType.MANUAL, "demo")
BACKFILL = run("demo/backfill", RunType.BACKFILL, "demo")


@dataclass(frozen=True)
class Season:
    """So many whole UTC days that end with the last one that is over; what goes wrong lies in them.

    ``outage`` are the days on which nothing ran, and ``denied`` the one on which the collector's role in
    production could not be assumed; days are counted from 0.
    """

    days: int
    now: datetime

    @property
    def outage(self) -> range:
        """Return the days without any run."""
        return range(self.days // 3, self.days // 3 + OUTAGE_DAYS)

    @property
    def denied(self) -> int:
        """Return the day of the refused collection."""
        return self.days * 2 // 3

    def window(self, day: int) -> Interval:
        """Return a day of the season; those before it are negative."""
        return window_of(self.now - DAY * (self.days - day))

    @property
    def period(self) -> Period:
        """Return its first and last day."""
        return Period(
            first=self.window(0).start.date(), last=self.window(self.days - 1).start.date()
        )


def company_of(season: Season, folder: Path) -> Path:
    """Write the company's files of now, with evidence due from the season's first day on."""
    moved(COMPANY, folder, season.now)
    scope, first, last = folder / "scope.yaml", season.period.first, season.period.last
    text = re.sub(r"(?m)^starts_on: .*$", f"starts_on: {first}", scope.read_text(encoding="utf-8"))
    asked = f"observation_periods:\n  - {{id: {PERIOD_ID}, starts_on: {first}, ends_on: {last}}}"
    text = re.sub(r"(?m)^observation_periods:\n  - .*$", asked, text)
    scope.write_text(text, encoding="utf-8")
    return folder


class Walk:
    """One walk through a season: the verbs, the locker that they fill, and how each scope is reached.

    The shell's variables name the emulated systems, as for the verbs by hand; ``aws`` is where the clock of
    one of them is moved.
    """

    def __init__(self, season: Season, folder: Path, aws: str) -> None:
        """Write the company's files and open an empty locker."""
        self.aws = aws
        self.season, self.locker = season, Locker.open(folder / "locker")
        self.folder = company_of(season, folder / "company")
        self.company: Company = read_company(self.folder)
        self.definitions = _definitions(self.company)
        self._connects: dict[tuple[str, str], Connect] = {}

    def sources(self, *natures: Nature) -> list[str]:
        """Name the sources of these natures that the controls' tests read."""
        read = {name for each in self.definitions for name in each.reads}
        return [
            name
            for name in sources.names(*natures)
            if read & {each.name for each in sources.load(name).SOURCE.datasets}
        ]

    def observe(self) -> Iterator[int]:
        """Observe all state once a day, in the slot of that day's look; yields each day that was walked."""
        for day in range(self.season.days):
            if day not in self.season.outage:
                self._look(day)
            yield day

    def collect(self) -> Iterator[tuple[str, Interval]]:
        """Collect the events of all days by chunks; yields each day as it is done, with its source.

        A day that the source no longer tells of stays a gap.
        """
        first, end = -SHIPPED_DAYS, self.season.days
        for chunk in range(first, end, CHUNK_DAYS):
            for name in self.sources(Nature.EVENTS, Nature.HISTORY):
                for scope in self._scopes(name):
                    for day in range(chunk, min(chunk + CHUNK_DAYS, end)):
                        window = self.season.window(day)
                        with suppress(NotKnowable):
                            self._extract(name, scope, BACKFILL, interval=window)
                        yield name, window

    def judge(self) -> Sequence[Judgement]:
        """Put on record what is missing, then judge every slot and day at once."""
        read = [(name, sources.load(name).SOURCE) for name in self.sources(*Nature)]
        record_gaps(self.locker, read, self.company.scope.scopes(), run=RUN)
        return validate(self.locker, self.definitions, self.company, run=RUN)

    def _look(self, day: int) -> None:
        at = self.season.window(day).start + LOOK
        body = json.dumps({"now": at.isoformat()}).encode()
        urllib.request.urlopen(f"{self.aws}/_demo/now", data=body, timeout=10).close()
        for name in self.sources(Nature.STATE):
            for scope in self._scopes(name):
                is_denied = day == self.season.denied and (name, scope.id) == (
                    DENIED_SOURCE,
                    DENIED_SCOPE,
                )
                self._extract(name, scope, RUN, at=at, connect=_refused if is_denied else None)

    def _extract(
        self,
        name: str,
        scope: Scope,
        made_by: Run,
        *,
        at: datetime | None = None,
        interval: Interval | None = None,
        connect: Connect | None = None,
    ) -> None:
        clock = utc_now if at is None else partial(_stopped, at)
        extract(
            name,
            scope,
            connect or self._connect(name, scope),
            locker=self.locker,
            run=made_by,
            interval=interval,
            clock=clock,
        )

    def _scopes(self, name: str) -> list[Scope]:
        kind = sources.load(name).SOURCE.scope_kind
        return [each for each in self.company.scope.scopes() if each.kind is kind]

    def _connect(self, name: str, scope: Scope) -> Connect:
        provider = name.partition(".")[0]
        if (provider, scope.id) not in self._connects:
            made = sources.provider(name).by_hand(scope, self.company.scope, self.folder)
            self._connects[provider, scope.id] = made
        return self._connects[provider, scope.id]


def _definitions(company: Company) -> list[Definition]:
    known = load_all()
    controls = [each for each in company.control_matrix.controls if each.id in CONTROLS]
    return [known[test] for control in controls for test in control.tests]


def _stopped(at: datetime) -> datetime:
    return at


def _refused(_scope: Scope, _into: Collection) -> object:
    raise SourceUnreachable(DENIED, cause=Cause.DENIED, action="sts:AssumeRole")
