"""A mistake in the connection to GitHub is one line that names it."""

import pytest
from github import Auth

from include.model.errors import DefinitionError
from soc2_airflow.github_credentials import auth

APP = {"app_id": 1, "installation_id": "12"}


def test_a_token_and_an_app_are_told_apart():
    assert isinstance(auth("token", {}), Auth.Token)
    assert isinstance(auth("key", APP), Auth.AppInstallationAuth)


@pytest.mark.parametrize(
    ("password", "extra", "says"),
    [
        (None, {}, "no password"),
        ("key", {"app_id": 1}, "no installation_id"),
        ("key", APP | {"installation_id": "mine"}, "installation_id is 'mine'"),
    ],
)
def test_what_is_missing_or_no_number_is_named(password, extra, says):
    with pytest.raises(DefinitionError, match=f"connection github_default: {says}"):
        auth(password, extra)
