"""Days of a company written by hand: settings by slot, events by day, in a locker that can be sealed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.locker import Locker
from include.locker.seal import seal
from include.model.interval import slot_of, window_of
from include.model.sample import Period
from tests.report.written import PRODUCTION, RUN, Writer

MFA = "console_users_have_mfa"
REVIEWED = "pull_requests_are_reviewed"
PERIOD = Period(first=date(2026, 11, 23), last=date(2026, 11, 24))


def at(day, hour=0):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def after():
    return at(26)


class Life(Writer):
    """Writes what was judged, by day and hour, and seals it."""

    def settings(self, day, hour, items, **other):
        rows = (
            items if isinstance(items, str) else [(k, v, f"{k} is {v}") for k, v in items.items()]
        )
        given = {"definitions": matrix()} | other
        return self.judge((MFA, PRODUCTION, rows, []), slot=slot_of(at(day, hour)), **given)

    def events(self, day, items, **other):
        rows = [(name, verdict, f"{name} is {verdict}") for name, verdict in items.items()]
        given = {"definitions": matrix(tests=(REVIEWED,)), "theme": "change"} | other
        return self.judge((REVIEWED, PRODUCTION, rows, []), slot=window_of(at(day)), **given)

    def seal(self):
        return seal(self.locker, KEY, run=RUN, clock=after)


KEY = Ed25519PrivateKey.generate()


def matrix(frequency="continuous", tests=(MFA,)):
    control = {
        "id": "AC-01",
        "title": "People sign in with a second factor",
        "wording": "Everyone who signs in does so with a second factor.",
        "owner": "Head of Security",
        "frequency": frequency,
        "criteria": {"primary": "CC6.1"},
        "tests": tests,
    }
    return {"control_matrix": {"controls": [control]}}


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(Locker.open(tmp_path / "locker"))
