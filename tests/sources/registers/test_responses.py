from datetime import date

import pytest

from include.model.errors import Cause
from include.model.frozen import sha256
from include.model.scope import Scope, ScopeKind
from include.sources import registers
from include.sources.registers import responses

WAIVER = """\
test: console_users_have_mfa
scope: "123456789012"
items: [ann]
reason: Her device is lost and a new one is on its way.
compensating_control: AC-01
requested_by: Ann Lee
approved_by: Bo Day
approved_at: 2026-02-03T10:00:00Z
approval: {pull_request: "example/handbook#12"}
valid_from: 2026-02-03
valid_to: 2026-02-28
"""
CONTROL = """\
controls:
  - id: AC-01
    title: Second factor
    wording: Everybody has a second factor.
    owner: security
    frequency: continuous
    criteria: {primary: CC6.1}
"""
COMPANY = Scope(kind=ScopeKind.COMPANY, id="company", name="Example", starts_on=date(2026, 1, 1))


@pytest.fixture
def collect(tmp_path, collection):
    """Return what a collection holds after reading a company with one waiver, as told."""

    def run(waiver=WAIVER, reviews="entries: []\n", signed=None):
        (tmp_path / "registers").mkdir()
        (tmp_path / "registers" / "result_reviews.yaml").write_text(reviews)
        (tmp_path / "control_matrix.yaml").write_text(CONTROL)
        if waiver is not None:
            (tmp_path / "waivers").mkdir()
            (tmp_path / "waivers" / "ann.yaml").write_text(waiver)
        if signed is not None:
            (tmp_path / "waivers" / "signed.txt").write_bytes(signed)
        into = collection(responses.SOURCE)
        responses.collect(registers.connect(tmp_path / "registers", COMPANY, into), into)
        return into

    return run


def by_file(content):
    approval = f"{{file: signed.txt, sha256: {sha256(content)}}}"
    return WAIVER.replace('{pull_request: "example/handbook#12"}', approval)


def test_a_waiver_becomes_a_row(collect, rows):
    (row,) = rows(collect(), responses.WAIVERS)

    assert (row["waiver_id"], row["items"], row["approval"]) == ("ann", ["ann"], "stated")
    assert row["approval_ref"] == "example/handbook#12"


def test_a_signed_file_is_held_against_its_hash(collect, rows):
    (row,) = rows(collect(by_file(b"yes"), signed=b"yes"), responses.WAIVERS)

    assert row["approval"] == "verified"


@pytest.mark.parametrize(("signed", "approval"), [(b"no", "differs"), (None, "missing")])
def test_a_signed_file_that_is_another_or_gone_is_told(collect, rows, signed, approval):
    (row,) = rows(collect(by_file(b"yes"), signed=signed), responses.WAIVERS)

    assert row["approval"] == approval


@pytest.mark.parametrize(
    ("former", "written", "line", "said"),
    [
        ("approved_by: Bo Day", "approved_by: ann lee", 7, "somebody else must approve"),
        ("valid_to: 2026-02-28", "valid_to: 2027-02-03", 11, "at most 365 days"),
        ("valid_to: 2026-02-28", "valid_to: 2026-02-02", 11, "expected a day from 2026-02-03"),
        ("control: AC-01", "control: AC-09", 5, "AC-09 is no control of control_matrix.yaml"),
        ("reason: Her", "because: Her", 4, "because: Extra inputs"),
        ("scope:", "control: AC-01\nscope:", 2, "a test or a control, not both"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(collect, former, written, line, said):
    into = collect(WAIVER.replace(former, written, 1))

    error = into.readings["register_waivers"].error
    assert error.cause is Cause.MALFORMED
    assert f"ann.yaml:{line}: " in str(error)
    assert said in str(error)


def test_a_missing_folder_is_no_empty_one(collect):
    into = collect(waiver=None)

    assert "the folder of waivers is missing" in str(into.readings["register_waivers"].error)


def test_a_review_of_days_to_come_is_refused(collect):
    entry = (
        'entries:\n  - {control: AC-01, scope_id: "*", first_day: 2026-01-01, last_day: 2026-01-31,\n'
        "     reviewed_by: Bo Day, reviewed_on: 2026-01-30, conclusion: Nothing to remark.}\n"
    )

    into = collect(reviews=entry)

    error = str(into.readings["register_result_reviews"].error)
    assert "result_reviews.yaml:2: " in error
    assert "expected first_day <= last_day <= reviewed_on" in error
