"""Registers of many rows, and of people: read once, and what is said of a mistake names nobody."""

import pytest
import yaml

from include.model.errors import DefinitionError
from include.sources.registers import people
from include.sources.registers._rows import parse

HEADER = "person,name,email,title,department,employment,start_date,end_date,time_zone,identities\n"
ANA = "e1,Ana,ana@example.com,Engineer,Shop,employee,2026-01-01,,Europe/Amsterdam,github:acme/ana\n"


def test_a_long_register_is_parsed_once_and_the_zones_are_looked_up_once(monkeypatch):
    composed, looked_up = [], []
    compose, zones = yaml.compose, people.available_timezones
    monkeypatch.setattr(yaml, "compose", lambda *a, **k: composed.append(1) or compose(*a, **k))
    monkeypatch.setattr(people, "available_timezones", lambda: looked_up.append(1) or zones())
    people._zones.cache_clear()
    row = "name: A, email: a@example.com, title: E, department: E, employment: employee"
    lines = [
        f"  - {{person: e{n}, {row}, start_date: 2026-01-01, time_zone: UTC}}" for n in range(300)
    ]

    found = parse("\n".join(["entries:", *lines]).encode(), "roster.yaml", people.Employment)

    assert len(found) == 300
    assert (len(composed), len(looked_up)) == (1, 1)


@pytest.mark.parametrize(
    "content",
    [ANA, HEADER + ANA.replace("Europe", "ana@x"), HEADER + ANA.replace("github:", "ana@x")],
    ids=["no header", "a time zone", "an identity"],
)
def test_no_name_or_address_of_anybody_stands_in_what_is_said_of_a_mistake(content):
    with pytest.raises(DefinitionError) as raised:
        parse(content.encode(), "roster.csv", people.Employment)

    assert "Ana" not in str(raised.value)
    assert "ana@" not in str(raised.value)
