"""The whole is tested by truth: every planted defect is found, and nothing else is."""

import re
from collections import Counter
from pathlib import Path

import pytest

from include import sources
from include.locker import Locker
from include.model.company import read_company
from include.model.interval import utc_now
from include.model.record import Judgement, Manifest
from tests.demo.emulation import COMPANY, TRUTHS
from tests.demo.moving import moved
from tests.demo.truth import read_observable
from tests.slow import SLOW
from tests.whole.conftest import Pipeline

pytestmark = pytest.mark.minutes(2.5)

TRUTH = read_observable(*TRUTHS)
CLOSED = "iam-05-marek-oduya"


def truth(kind):
    return {(each.test, each.scope, each.item) for each in getattr(TRUTH, kind)}


def test_the_readme_says_how_many_defects_are_planted():
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

    (said,) = re.findall(r"finds the (\d+) defects", readme)

    assert int(said) == len(truth("deviations")) == len(TRUTH.deviations)


@pytest.fixture(scope="module")
def observed(start_emulator, emulated_github, tmp_path_factory):
    """The company, observed and judged once."""
    root = tmp_path_factory.mktemp("observed")
    company = moved(COMPANY, root / "company", utc_now())
    pipeline = Pipeline(start_emulator(), emulated_github, Locker.open(root / "locker"), company)
    pipeline.observe()
    return pipeline


def test_the_deviations_found_are_exactly_those_that_were_planted(observed):
    assert observed.verdicts("deviating") == truth("deviations")
    assert observed.verdicts("not_yet_due") == truth("not_yet_due")
    assert observed.verdicts("unreadable") == truth("unreadable")


@SLOW
def test_a_defect_that_was_fixed_inside_the_slot_stays_seen(pipeline, frozen_in_slot):
    pipeline.clock = frozen_in_slot
    pipeline.observe()
    first = [entry.sha256 for entry in pipeline.locker.entries()]
    pipeline.fix(CLOSED)

    pipeline.observe()

    assert pipeline.verdicts("deviating") == truth("deviations")
    assert [entry.sha256 for entry in pipeline.locker.entries()][: len(first)] == first


@SLOW
def test_a_defect_that_was_fixed_is_gone_in_the_next_slot(pipeline, frozen_in_slot):
    pipeline.clock = frozen_in_slot
    pipeline.observe()
    pipeline.fix(CLOSED)
    pipeline.clock = frozen_in_slot.later(hours=6)

    pipeline.observe()

    fixed = {each for each in truth("deviations") if each[2].endswith("/marek.oduya")}
    assert pipeline.verdicts("deviating") & fixed <= {
        each for each in fixed if each[0] == "humans_sign_in_by_sso"
    }


@SLOW
def test_the_same_evidence_is_judged_once(pipeline):
    pipeline.observe()
    judgements = sum(isinstance(e.record, Judgement) for e in pipeline.locker.entries())

    pipeline.observe(only=["registers.access"])

    kinds = Counter(scope.kind for scope in read_company(COMPANY).scope.scopes())
    declared = [sources.load(name).SOURCE for name in sources.names("state")]
    due = sum(len(each.datasets) * kinds[each.scope_kind] for each in declared)
    manifests = sum(isinstance(e.record, Manifest) for e in pipeline.locker.entries())
    again = [e.record for e in pipeline.locker.entries() if isinstance(e.record, Judgement)]
    judged_again = {a.test for each in again[judgements:] for a in each.assessments}
    assert manifests == due + 3
    # A second observation of the registers concerns the tests that read a register and what is said of the
    # registers' own evidence, and no other.
    about_evidence = {"collections_are_complete", "every_slot_has_evidence"}
    read = {
        "accounts_are_not_shared",
        "accounts_have_owners",
        "administrators_are_registered",
        "break_glass_is_limited",
        "humans_sign_in_by_sso",
        "iam_users_have_mfa",
        "new_accounts_were_approved",
        "policies_do_not_allow_everything",
        "rights_come_by_groups_and_roles",
        "service_accounts_are_owned_and_reviewed",
        "unused_roles_are_removed",
    }
    assert judged_again == read | about_evidence


def test_everything_collected_says_that_it_is_emulated(observed):
    manifests = [e.record for e in observed.locker.entries() if isinstance(e.record, Manifest)]
    assert all(each.emulated for each in manifests if not each.source.startswith("registers."))
    judgements = [e.record for e in observed.locker.entries() if isinstance(e.record, Judgement)]
    assert all(each.emulated for one in judgements for each in one.assessments)
