"""A layer that is not told leaves open what the others do not settle."""

import pytest

from tests.sources.github.protecting import CLASSIC, PULL_REQUEST, RULES, RULESET, of, protecting


@pytest.fixture
def protection(collection, fake_github, refused):
    return protecting(collection, fake_github, refused)


def test_what_an_old_server_does_not_know_is_unknown(protection):
    row = protection({"required_status_checks": {"strict": True, "contexts": []}})

    assert (row["is_protected"], row["required_approving_review_count"]) == (True, 0)
    assert (row["blocks_force_pushes"], row["requires_signatures"]) == (None, None)
    assert (row["enforces_admins"], row["layers"][0]["bypass_actors"]) == (None, None)


def test_bypass_actors_that_are_kept_back_are_unknown_and_said(protection):
    row = protection(rules=of(3, PULL_REQUEST, {"type": "update"}), bypass=None)

    (layer,) = row["layers"]
    assert (layer["bypass_actors"], layer["push_actors"]) == (None, None)
    assert row["read_errors"] == [f"GET {RULESET}: ruleset 3 keeps its bypass_actors back"]
    assert (row["required_approving_review_count"], row["layers_are_complete"]) == (2, True)


def test_a_refused_layer_leaves_open_what_the_other_does_not_settle(protection, refused):
    row = protection(refused(), of(3, PULL_REQUEST))

    assert (row["is_protected"], row["has_classic_protection"]) == (True, None)
    assert (row["requires_last_push_approval"], row["dismisses_stale_reviews"]) == (True, None)
    assert (row["required_approving_review_count"], row["required_checks"]) == (None, None)
    assert (row["layers_are_complete"], len(row["layers"])) == (False, 1)


def test_a_plan_without_protection_leaves_everything_open(protection, refused):
    row = protection(refused("UpgradeRequired"), refused("UpgradeRequired"))

    assert (row["is_protected"], row["ruleset_ids"]) == (None, None)
    assert row["read_errors"] == [
        f"GET {CLASSIC}: UpgradeRequired",
        f"GET {RULES}: UpgradeRequired",
    ]


def test_rules_in_another_shape_leave_it_open(protection):
    row = protection(rules=[{"type": "pull_request"}])

    assert (row["is_protected"], row["read_errors"]) == (None, [f"GET {RULES}: Malformed"])
