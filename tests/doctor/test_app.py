"""A GitHub App has what the sources need, and nothing that writes."""

import json

from include.doctor import app_findings
from tests.deploy.compose import ROOT

SHIPPED = json.loads((ROOT / "deploy" / "github" / "permissions.json").read_text(encoding="utf-8"))
GRANTED = SHIPPED["default_permissions"]


def test_what_is_shipped_is_enough():
    assert list(app_findings("acme", GRANTED)) == []


def test_a_permission_that_is_missing_is_named():
    granted = {name: level for name, level in GRANTED.items() if name != "checks"}

    (found,) = app_findings("acme", granted)

    assert found.startswith("github_org acme: the App may not read checks; give it what")


def test_an_app_that_may_write_is_one_too_many():
    assert list(app_findings("acme", GRANTED | {"contents": "write"})) == [
        "github_org acme: the App may write contents; a collector only reads: take it back"
    ]
