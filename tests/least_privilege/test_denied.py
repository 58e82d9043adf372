"""Every permission is taken away once: its datasets say so, nothing else is lost, no test passes for it."""

import pytest

from include.control_tests import reading
from include.control_tests.definitions import load_all
from include.extract.denials import denials
from include.model.errors import Cause
from include.model.interval import IntervalKind
from include.model.scope import ScopeKind
from tests.least_privilege.looks import ACTIONS, SANDBOX, declaring, look, readable
from tests.slow import SLOW

# An observation for each permission.
pytestmark = [SLOW, pytest.mark.minutes(4)]

# Which tests can no longer tell of some item, where a refusal costs answers and not the whole dataset. In the
# sandbox no bucket holds logs, and no block of the account makes ACLs and policies harmless.
UNREADABLE_ITEMS = {
    "cloudtrail:GetInsightSelectors": set(),
    "cloudtrail:GetTrailStatus": {"every_region_is_logged", "trails_reach_their_log_group"},
    "s3:GetBucketAcl": {"buckets_are_not_public"},
    "s3:GetBucketLocation": set(),
    "s3:GetBucketLogging": set(),
    "s3:GetBucketObjectLockConfiguration": set(),
    "s3:GetBucketOwnershipControls": {"buckets_are_not_public"},
    "s3:GetBucketPolicyStatus": {"buckets_are_not_public"},
    "s3:GetBucketPublicAccessBlock": {"buckets_are_not_public", "trail_buckets_are_not_public"},
    "s3:GetBucketTagging": {
        "buckets_are_encrypted_by_class",
        "log_and_evidence_buckets_are_immutable",
    },
    "s3:GetBucketVersioning": set(),
    "s3:GetEncryptionConfiguration": {"buckets_are_encrypted_by_class"},
    "s3:GetLifecycleConfiguration": {"logs_are_kept_for_a_year"},
}

# Their items are our own collections, of which fewer were made; what they say of them has tests of its own.
ABOUT_COLLECTIONS = {"collections_are_complete", "every_slot_has_evidence"}


@pytest.fixture(scope="module")
def seen(authorised, tmp_path_factory):
    return look(authorised, tmp_path_factory.mktemp("denied") / "locker")


@pytest.fixture(scope="module")
def tests():
    return load_all()


@pytest.mark.parametrize("action", ACTIONS)
def test_the_datasets_that_declare_it_fail_or_hold_unreadable_items_and_no_other(seen, action):
    observed = seen[action]

    hit = {name for name, each in observed.manifests.items() if each.denied_calls}
    assert hit | observed.failed == declaring(action)
    assert observed.failed | observed.unread <= declaring(action)
    # Statements have no row for a bucket: their bucket's row says that the policy could not be read.
    assert declaring(action) - observed.failed - observed.unread <= {
        "aws_s3_bucket_policy_statements"
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_one_line_names_the_action_its_datasets_and_the_tests(seen, action):
    (line,) = denials(tuple(seen[action].manifests.values()))

    assert f"{action} was denied" in line
    assert f"aws_account {SANDBOX} (sandbox)" in line
    said, _, tests = line.partition("control tests that read this: ")
    assert {name for name in seen[None].manifests if f"{name} " in said} == declaring(action)
    assert tests.partition(";")[0].split(", ") == list(reading.tests_reading(declaring(action)))


@pytest.mark.parametrize("action", ACTIONS)
def test_a_dataset_that_failed_says_which_permission_it_misses(seen, action):
    observed = seen[action]

    denied = [each for each in observed.manifests.values() if each.cause is Cause.DENIED]

    assert {each.missing_permission for each in denied} <= {action}
    assert all(f"{action} was denied" in each.message for each in denied)
    assert denied or not observed.failed


@pytest.mark.parametrize("action", ACTIONS)
def test_a_test_without_its_dataset_is_inconclusive(seen, tests, action):
    observed = seen[action]

    # Who reads it for another kind of scope has no outcome here, nor has a record that is not looked at.
    outcomes = {
        observed.outcomes[name]
        for name in reading.tests_reading(observed.failed)
        if ScopeKind.AWS_ACCOUNT in tests[name].test.per
        and (
            tests[name].test.nature != "history" or set(tests[name].reads) <= {*observed.manifests}
        )
    }

    assert outcomes <= {"inconclusive"}


@pytest.mark.parametrize("action", UNREADABLE_ITEMS)
def test_an_answer_that_is_missing_makes_items_unreadable_where_it_counts(seen, action):
    everything, observed = seen[None], seen[action]

    lost = {name for name in observed.outcomes if observed.items(name, "unreadable")}

    assert lost == UNREADABLE_ITEMS[action]
    assert all(observed.outcomes[name] in {"inconclusive", "deviations"} for name in lost)
    assert not any(everything.items(name, "unreadable") for name in lost)


def test_every_action_costs_a_dataset_or_its_cost_is_listed(seen):
    partly = {action for action in ACTIONS if not seen[action].failed}

    assert partly == set(UNREADABLE_ITEMS)


@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_conforms_for_want_of_a_permission(seen, action):
    everything, observed = seen[None], seen[action]

    for name in observed.outcomes:
        if name in ABOUT_COLLECTIONS:
            continue
        assert observed.items(name, "conforming") <= everything.items(name, "conforming"), name
        assert observed.outcomes[name] in {everything.outcomes[name], "inconclusive"}, name


@pytest.mark.parametrize("action", ACTIONS)
def test_the_rest_is_judged_as_if_nothing_had_been_denied(seen, tests, action):
    everything, observed = seen[None], seen[action]
    untouched = readable(observed, tests) - set(reading.tests_reading(declaring(action)))

    for name in untouched:
        assert observed.outcomes[name] == everything.outcomes[name]
        for verdict in ("conforming", "deviating", "unreadable", "not_yet_due"):
            assert observed.items(name, verdict) == everything.items(name, verdict)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_closed_day_that_was_denied_has_no_evidence(seen, action):
    observed = seen[action]

    days = {
        name
        for name in observed.failed
        if observed.manifests[name].interval.kind is IntervalKind.WINDOW
    }
    assert observed.items("every_slot_has_evidence", "deviating") == days


@pytest.mark.parametrize("action", ACTIONS)
def test_a_collection_that_failed_is_never_complete(seen, action):
    observed = seen[action]

    assert observed.items("collections_are_complete", "unreadable") == observed.failed
