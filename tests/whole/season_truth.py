"""What a season must come to, by the files of truth, the seeds and the season's own plan; without any SQL."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import ClassVar

from include import sources
from include.control_tests.definitions import load_all
from include.model.company import read_company
from include.model.files import read_yaml
from include.model.interval import window_of
from tests.demo.emulated_aws.seeds import AccountSeed
from tests.demo.emulated_github.organisation import ENTERPRISE
from tests.demo.emulated_github.world import build
from tests.demo.emulation import COMPANY, DEMO, TRUTHS
from tests.demo.season import CONTROLS, DENIED_SCOPE, DENIED_SOURCE, LOOK, Season
from tests.demo.truth import read_truth

ROTATION = "users_have_one_active_key"
ACCOUNTS = ("123456789012", "210987654321")
ORGANIZATION = "quillhaven"
# GitHub tells bypasses of a month; each may be explained for three days.
SUITES_DAYS, SUITES_DUE = 30, 3
TESTS = load_all()
MATRIX = read_company(COMPANY).control_matrix.controls
OF_KIND = {"aws_account": ACCOUNTS, "github_org": (ORGANIZATION,)}
REFUSED = {each.name for each in sources.load(DENIED_SOURCE).SOURCE.datasets}


@dataclass(frozen=True)
class Expected:
    """One control in one scope: the days it was looked at, and on which each (test, item) deviated."""

    control: str
    scope: str
    looks: list
    deviating: dict
    gaps: list
    observed_days: int
    is_unreadable: bool

    def of(self, nature):
        """Return the deviating items of state, or those of events."""
        return [item for item in self.deviating if TESTS[item[0]].test.nature == nature]


class SeasonTruth:
    """The truth of one season, by control and scope."""

    SCOPES: ClassVar = {
        each.id: tuple(scope for kind in TESTS[each.tests[0]].test.per for scope in OF_KIND[kind])
        for each in MATRIX
        if each.id in CONTROLS
    }

    def __init__(self, season: Season):
        self.season = season
        paths = {each: DEMO / "aws" / f"{each}.yaml" for each in ACCOUNTS}
        self.seeds = {each: read_yaml(path, AccountSeed) for each, path in paths.items()}
        self.world = build(7, season.now, plan=ENTERPRISE)
        self.tests = {each.id: each.tests for each in MATRIX if each.id in CONTROLS}
        self.others = {each.id for each in MATRIX} - set(CONTROLS)
        self.truths = [read_truth(path) for path in TRUTHS]

    def tested_items(self, control, scope) -> int | None:
        """Count, from an account's seeds, the items that a control could judge; None where they don't say."""
        seed = self.seeds.get(scope)
        if seed is None:
            return None
        keys = [key for user in (*seed.users, seed.root) for key in user.keys if key.active]
        with_keys = [user for user in seed.users if any(key.active for key in user.keys)]
        return {
            "AC-03": 1,
            "AC-04": len(keys) + len(with_keys) - len(self._always_rotating(seed)),
            "AC-05": len(keys) + sum(user.password is not None for user in seed.users),
        }.get(control)

    def _always_rotating(self, seed):
        """Whose second key is so new at the end that it was due at no look."""
        waiting = (each for truth in self.truths for each in truth.not_yet_due)
        names = {_named(each.item) for each in waiting if each.test == ROTATION}
        return [user for user in seed.users if f"/{user.name}" in names]

    def expected(self, control, scope) -> Expected:
        """Return what a control must come to in a scope."""
        season = self.season
        why = {day: self._missed(control, scope, day) for day in range(season.days)}
        missed = {day: causes for day, causes in why.items() if causes}
        looks = [day for day in range(season.days) if self._is_seen(control, scope, day)]
        return Expected(
            control=control,
            scope=scope,
            looks=looks,
            deviating=self._deviating(control, scope, looks),
            gaps=[self._gap(days, missed) for days in _runs(missed)],
            observed_days=season.days - len(missed),
            is_unreadable=any(
                (each.scope, TESTS[each.test].test.nature) == (scope, "state")
                for truth in self.truths
                for each in truth.unreadable
                if each.test in self.tests[control]
            ),
        )

    def _is_seen(self, control, scope, day):
        is_denied = (day, scope) == (self.season.denied, DENIED_SCOPE)
        reads = {dataset for test in self.tests[control] for dataset in TESTS[test].reads}
        return day not in self.season.outage and not (is_denied and reads & REFUSED)

    def _missed(self, control, scope, day):
        """Why a day was not seen by all tests of the control; none when it was."""
        causes = set()
        natures = {TESTS[test].test.nature for test in self.tests[control]}
        if "state" in natures and not self._is_seen(control, scope, day):
            # Nobody looked in the other three slots of any day.
            causes |= {"outage"} | ({"denied"} if day == self.season.denied else set())
        back = self.season.days - day
        if control == "CH-01" and back >= SUITES_DAYS:
            causes.add("not_deployed")
        elif control == "CH-01" and not causes:
            causes |= self._falling_due(day)
        return causes

    def _falling_due(self, day):
        """Say why a day was not seen on which something falls due of days that GitHub does not tell of."""
        due = [day - back for back in range(min(SUITES_DUE, day), 0, -1)]
        gone = [str(self._date(one)) for one in due if self.season.days - one >= SUITES_DAYS]
        told = f"github_rule_suites was not collected for {', '.join(gone)}"
        return {f"{told}, of which some falls due on {self._date(day)}"} if gone else set()

    def _gap(self, days, missed):
        return {
            "first_date": str(self._date(days[0])),
            "last_date": str(self._date(days[-1])),
            "days": len(days),
            "is_bridged": False,
            "causes": sorted(set().union(*(missed[day] for day in days))),
        }

    def _date(self, day):
        return self.season.window(day).start.date()

    def _deviating(self, control, scope, looks):
        found = {}
        for each in (one for truth in self.truths for one in truth.deviations):
            if each.test not in self.tests[control] or each.scope != scope:
                continue
            if TESTS[each.test].test.nature == "events":
                at = self._day_of(each)
                if at is not None and 0 <= at < self.season.days:
                    found[each.test, each.item] = [at]
            elif seen := [day for day in looks if self._is_old_enough(each, day)]:
                found[each.test, each.item] = seen
        return found

    def _is_old_enough(self, each, day):
        back = self.season.now - (self.season.window(day).start + LOOK)
        return each.since_days is None or timedelta(days=each.since_days) > back

    def _day_of(self, each):
        """Count the day on which an event is judged: its own, or when the time to mend it is over."""
        repository, _, name = each.item.rpartition("/")
        held = self.world.repositories[f"{ORGANIZATION}/{repository}"]
        times = {str(pull.number): pull.merged_at for pull in held.pulls}
        times |= {push.after: push.at for push in held.pushes}
        times |= {
            sha: commit.committer.at for sha, commit in held.commits.items() if sha not in times
        }
        times |= {str(one.id): one.created_at for one in held.deployments}
        times |= {str(suite["id"]): suite["pushed_at"] for suite in held.suites}
        day = window_of(times[name]).start - self.season.window(0).start
        return day.days + (TESTS[each.test].test.due_after_days or 0)


def _named(arn):
    return f"/{arn.rpartition('/')[2]}"


def _runs(days):
    """Cut days into unbroken runs."""
    for _, run in groupby(enumerate(sorted(days)), lambda pair: pair[1] - pair[0]):
        yield [day for _, day in run]
