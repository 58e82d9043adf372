from datetime import timedelta

import pytest

from include.model.account import AwsAccount
from include.model.company import read_company
from include.model.interval import utc_now
from soc2_airflow import hooks, scopes
from tests.validate.kept import COMPANY

GONE = "330011223344"


@pytest.fixture
def ended(monkeypatch):
    """Let a discovered account have ended so many days ago."""

    def run(days):
        company = read_company(COMPANY)
        last = utc_now().date() - timedelta(days)
        account = AwsAccount(id=GONE, name="gone", environment="production", ends_on=last)
        scope = company.scope.model_copy(update={"discovered": (account,)})
        monkeypatch.setattr(hooks, "company", lambda: company.model_copy(update={"scope": scope}))

    return run


@pytest.mark.parametrize(
    ("days", "per", "is_asked"),
    [
        (0, "slot", True),
        (1, "slot", False),
        (1, "window", True),
        (2, "window", False),
        (99, None, True),
    ],
)
def test_a_discovered_account_is_asked_until_its_last_day_is_collected(ended, days, per, is_asked):
    ended(days)

    assert (GONE in scopes.scope_ids("aws", per)) is is_asked
