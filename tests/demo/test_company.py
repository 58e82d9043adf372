"""The emulated company works on what was planted: a second observation finds nothing that nobody tracks."""

import yaml

from tests.demo.emulation import COMPANY, TRUTHS
from tests.demo.truth import read_truth


def test_somebody_answers_for_every_planted_defect():
    register = yaml.safe_load((COMPANY / "registers" / "deficiencies.yaml").read_text("utf-8"))
    tracked = {(each["test"], each["scope_id"]) for each in register["entries"]}

    planted = {(each.ref, each.scope) for truth in TRUTHS for each in read_truth(truth).deviations}

    assert planted <= tracked
