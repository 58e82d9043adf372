"""Every permission is taken away once: its datasets say so, nothing else is lost, no test passes for it."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from include.control_tests import reading
from include.control_tests.definitions import load_all
from include.extract import extract
from include.extract.denials import denials
from include.locker import Locker
from include.model.company import read_company
from include.model.errors import Cause
from include.model.provenance import run
from include.model.record import CollectionStatus
from include.model.reference import RunType
from include.sources import by_provider, load, policy, registers
from include.validate import validate
from tests.least_privilege.branches import BRANCHES

COMPANY = Path(__file__).parents[1] / "demo" / "company"
SANDBOX = "210987654321"
SOURCES = {name: load(name).SOURCE for name in by_provider()["aws"]}
ACTIONS = [each for each in policy.actions() if each not in BRANCHES]
# Which tests can no longer tell of some item, where a refusal costs answers and not the whole dataset. In the
# sandbox no bucket holds logs, and no block of the account makes ACLs and policies harmless.
UNREADABLE_ITEMS = {
    "s3:GetBucketAcl": {"buckets_are_not_public"},
    "s3:GetBucketLocation": set(),
    "s3:GetBucketLogging": set(),
    "s3:GetBucketObjectLockConfiguration": set(),
    "s3:GetBucketOwnershipControls": {"buckets_are_not_public"},
    "s3:GetBucketPolicyStatus": {"buckets_are_not_public"},
    "s3:GetBucketPublicAccessBlock": {"buckets_are_not_public"},
    "s3:GetBucketTagging": {
        "buckets_are_encrypted_by_class",
        "log_and_evidence_buckets_are_immutable",
    },
    "s3:GetBucketVersioning": set(),
    "s3:GetEncryptionConfiguration": {"buckets_are_encrypted_by_class"},
    "s3:GetLifecycleConfiguration": set(),
}


@dataclass(frozen=True)
class Seen:
    """What one slot holds: its collections by dataset, each test's outcome, each item's verdict."""

    manifests: dict
    unread: frozenset
    outcomes: dict
    verdicts: dict

    @property
    def failed(self):
        return {
            name for name, each in self.manifests.items() if each.status is CollectionStatus.FAILED
        }

    def items(self, test, verdict):
        return {
            item
            for (name, item), found in self.verdicts.items()
            if (name, found) == (test, verdict)
        }


@pytest.fixture(scope="module")
def seen(authorised, tmp_path_factory):
    """Observe a slot with everything allowed (None), then one without each action; judge all at once."""
    locker = Locker.open(tmp_path_factory.mktemp("denied") / "locker")
    manifests = {}
    for number, action in enumerate([None, *ACTIONS]):
        authorised.allow(without=action)
        only = [name for name, source in SOURCES.items() if action in (None, *source.permissions)]
        manifests[action] = authorised.observe(locker, SANDBOX, only=only, slots_later=number)
        _read_registers(locker, manifests[action][0].observed_at)
    judged = _judge(locker)
    return {
        action: Seen(
            {one.dataset: one for one in each},
            frozenset(_read_in_part(locker, each)),
            *judged[each[0].interval],
        )
        for action, each in manifests.items()
    }


@pytest.fixture(scope="module")
def tests():
    return load_all()


def _read_registers(locker, now):
    for name in by_provider()["registers"]:
        extract(
            name,
            read_company(COMPANY).scope.scope("company"),
            partial(registers.connect, COMPANY / "registers"),
            locker=locker,
            run=run("test/registers", RunType.MANUAL, "test"),
            clock=lambda: now,
        )


def _read_in_part(locker, manifests):
    """Name the datasets that were collected and hold items which could not be read."""
    for each in manifests:
        rows = locker.table(each.parquet).to_pylist() if each.parquet else []
        if any(row.get("read_errors") for row in rows):
            yield each.dataset


def _judge(locker):
    """Return outcomes by test, and verdicts by test and item, of the sandbox by slot."""
    company = read_company(COMPANY)
    accounts = tuple(each for each in company.scope.aws_accounts if each.id == SANDBOX)
    scope = company.scope.model_copy(update={"aws_accounts": accounts})
    found = defaultdict(lambda: ({}, {}))
    for judgement in validate(
        locker,
        list(load_all().values()),
        company.model_copy(update={"scope": scope}),
        run=run("test/judge", RunType.MANUAL, "test"),
    ):
        outcomes, verdicts = found[judgement.interval]
        outcomes |= {e.test: e.outcome for e in judgement.assessments if e.scope.id == SANDBOX}
        verdicts |= {
            (row["test"], row["item_id"]): row["verdict"]
            for row in locker.table(judgement.verdicts).to_pylist()
            if row["scope_id"] == SANDBOX
        }
    return found


def _declaring(action):
    return {
        dataset.name
        for source in SOURCES.values()
        for dataset in source.datasets
        if action in dataset.permissions
    }


def _readable(observed, tests):
    """List the tests whose datasets were all looked at in a slot."""
    there = {*observed.manifests} | {
        dataset.name
        for name in by_provider()["registers"]
        for dataset in load(name).SOURCE.datasets
    }
    return {name for name, each in tests.items() if set(each.reads) <= there}


@pytest.mark.parametrize("action", ACTIONS)
def test_the_datasets_that_declare_it_fail_or_hold_unreadable_items_and_no_other(seen, action):
    observed = seen[action]

    hit = {name for name, each in observed.manifests.items() if each.denied_calls}
    assert hit | observed.failed == _declaring(action)
    assert observed.failed | observed.unread <= _declaring(action)
    # Statements have no row for a bucket: their bucket's row says that the policy could not be read.
    assert _declaring(action) - observed.failed - observed.unread <= {
        "aws_s3_bucket_policy_statements"
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_one_line_names_the_action_its_datasets_and_the_tests(seen, action):
    (line,) = denials(tuple(seen[action].manifests.values()))

    assert f"{action} was denied" in line
    assert f"aws_account {SANDBOX} (sandbox)" in line
    said, _, tests = line.partition("control tests that read this: ")
    assert {name for name in seen[None].manifests if f"{name} " in said} == _declaring(action)
    assert tests.partition(";")[0].split(", ") == list(reading.tests_reading(_declaring(action)))


@pytest.mark.parametrize("action", ACTIONS)
def test_a_dataset_that_failed_says_which_permission_it_misses(seen, action):
    observed = seen[action]

    denied = [each for each in observed.manifests.values() if each.cause is Cause.DENIED]

    assert {each.missing_permission for each in denied} <= {action}
    assert all(f"{action} was denied" in each.message for each in denied)
    assert denied or not observed.failed


@pytest.mark.parametrize("action", ACTIONS)
def test_a_test_without_its_dataset_is_inconclusive(seen, action):
    observed = seen[action]

    outcomes = {observed.outcomes[name] for name in reading.tests_reading(observed.failed)}

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
        if name == "collections_are_complete":
            continue  # its items are our own collections, of which fewer were made
        assert observed.items(name, "conforming") <= everything.items(name, "conforming"), name
        assert observed.outcomes[name] in {everything.outcomes[name], "inconclusive"}, name


@pytest.mark.parametrize("action", ACTIONS)
def test_the_rest_is_judged_as_if_nothing_had_been_denied(seen, tests, action):
    everything, observed = seen[None], seen[action]
    untouched = _readable(observed, tests) - set(reading.tests_reading(_declaring(action)))

    for name in untouched:
        assert observed.outcomes[name] == everything.outcomes[name]
        for verdict in ("conforming", "deviating", "unreadable", "not_yet_due"):
            assert observed.items(name, verdict) == everything.items(name, verdict)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_collection_that_failed_is_never_complete(seen, action):
    observed = seen[action]

    assert observed.items("collections_are_complete", "unreadable") == observed.failed
