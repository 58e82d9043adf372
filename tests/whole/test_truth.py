"""The whole is tested by truth: every planted defect is found, and nothing else is."""

from pathlib import Path

import yaml

from include.model.record import Judgement, Manifest

TRUTH = yaml.safe_load((Path(__file__).parents[1] / "demo" / "truth.yaml").read_text())
CLOSED = "iam-05-marek-oduya"


def truth(kind):
    return {(each["test"], each["scope"], each["item"]) for each in TRUTH[kind]}


def test_the_deviations_found_are_exactly_those_that_were_planted(pipeline):
    pipeline.observe()

    assert pipeline.verdicts("deviating") == truth("deviations")
    assert pipeline.verdicts("not_yet_due") == truth("not_yet_due")
    assert pipeline.verdicts("unreadable") == truth("unreadable")


def test_a_defect_that_was_fixed_inside_the_slot_stays_seen(pipeline, frozen_in_slot):
    pipeline.clock = frozen_in_slot
    pipeline.observe()
    first = [entry.sha256 for entry in pipeline.locker.entries()]
    pipeline.fix(CLOSED)

    pipeline.observe()

    assert pipeline.verdicts("deviating") == truth("deviations")
    assert [entry.sha256 for entry in pipeline.locker.entries()][: len(first)] == first


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


def test_the_same_evidence_is_judged_once(pipeline):
    pipeline.observe()
    judgements = sum(isinstance(e.record, Judgement) for e in pipeline.locker.entries())

    pipeline.observe(only=["registers.access"])

    manifests = sum(isinstance(e.record, Manifest) for e in pipeline.locker.entries())
    again = [e.record for e in pipeline.locker.entries() if isinstance(e.record, Judgement)]
    judged_again = {a.test for each in again[judgements:] for a in each.assessments}
    assert manifests == 2 * 9 + 4 + 3
    # A second observation of the registers concerns the tests that read a register, and no other.
    assert judged_again == {"iam_users_have_mfa", "humans_sign_in_by_sso"}


def test_everything_collected_says_that_it_is_emulated(pipeline):
    pipeline.observe()

    manifests = [e.record for e in pipeline.locker.entries() if isinstance(e.record, Manifest)]
    assert all(each.emulated for each in manifests if each.source.startswith("aws."))
    judgements = [e.record for e in pipeline.locker.entries() if isinstance(e.record, Judgement)]
    assert all(each.emulated for one in judgements for each in one.assessments)
