from datetime import date

import pytest

from include.model.errors import Cause
from include.model.scope import Scope, ScopeKind
from include.sources import registers
from include.sources.registers import access
from include.sources.registers._entries import dataset

ENTRY = """
  - system: aws
    scope_id: "123456789012"
    principal: deploy
    owner: Ann Lee
    reason: Deploys the shop from CI.
    approved_by: Bo Day
    approved_at: 2026-01-05
"""
COMPANY = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=date(2026, 1, 1))


@pytest.fixture
def collect(tmp_path, collection):
    """Return what a collection holds after reading three registers, one of them as told."""

    def run(text="entries:" + ENTRY, name="service_accounts.yaml"):
        for each in ("service_accounts", "break_glass_principals", "administrators"):
            (tmp_path / f"{each}.yaml").write_text("entries: []\n")
        if text is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_text(text)
        into = collection(access.SOURCE)
        access.collect(registers.connect(tmp_path, COMPANY, into), into)
        return into

    return run


def test_an_entry_becomes_a_row(collect, rows):
    into = collect()

    (row,) = rows(into, dataset(access.ServiceAccount))
    assert row == {
        "system": "aws",
        "scope_id": "123456789012",
        "principal": "deploy",
        "owner": "Ann Lee",
        "reason": "Deploys the shop from CI.",
        "approved_by": "Bo Day",
        "approved_at": date(2026, 1, 5),
        "reviewed_at": None,
    }


def test_an_empty_register_is_a_complete_answer(collect):
    into = collect("entries: []")

    reading = into.readings["register_service_accounts"]
    assert (reading.expected_items, reading.error) == (0, None)


def test_the_file_is_kept_as_it_was_read(collect):
    into = collect()

    (answer,) = into.readings["register_service_accounts"].answers
    assert (answer.service, answer.operation) == ("registers", "service_accounts.yaml")
    assert answer.body == "entries:" + ENTRY
    assert (into.caller, into.endpoint_host, into.emulated) == ("file", None, False)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ":1: entries: Field required"),
        ("entries:" + ENTRY + "    note: x\n", ":9: entries.0.note: Extra inputs"),
        ("entries:" + ENTRY.replace('"123456789012"', "123456789012"), ":3: entries.0.scope_id"),
        ("entries:" + ENTRY.replace("2026-01-05", "soon"), ":8: entries.0.approved_at"),
        ("entries:" + ENTRY.replace("Bo Day", "ann lee"), "somebody else than its owner"),
        ("entries:" + ENTRY + ENTRY, "entries 1 and 2 are both aws/123456789012/deploy"),
        ("entries:" + ENTRY.replace("owner: Ann Lee", "owner: ' '"), ":5: entries.0.owner"),
        ("entries: [", "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_reason(collect, text, where):
    into = collect(text)

    error = into.readings["register_service_accounts"].error
    assert error.cause is Cause.MALFORMED
    assert "service_accounts.yaml" in str(error)
    assert where in str(error)


def test_a_bad_register_fails_alone_and_its_text_is_kept(collect):
    into = collect("entries: [")

    failed = [name for name, reading in into.readings.items() if reading.error]
    assert failed == ["register_service_accounts"]
    assert into.readings["register_service_accounts"].answers[0].body == "entries: ["


def test_a_missing_register_is_an_error_that_says_what_to_write(collect):
    into = collect(None, "administrators.yaml")

    error = into.readings["register_administrators"].error
    assert error.cause is Cause.NOT_KEPT
    assert "administrators.yaml" in str(error)
    assert "entries: []" in str(error)
