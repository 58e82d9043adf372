"""The same seed gives the same year; what is planted is where the truth says."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.model.files import read_yaml
from tests.demo.emulated_github.repairs import REPAIRS
from tests.demo.emulated_github.world import build
from tests.demo.truth import Truth, read_truth
from tests.emulated_github.asking import NOW, answers, graphql

TRUTH = Path(__file__).parents[1] / "demo" / "truth_github.yaml"
START = datetime.fromisoformat(NOW)


@pytest.fixture(scope="module")
def world():
    return build(now=START)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return read_truth(TRUTH)


def landed(world):
    return {
        (name, each.number, each.merge_commit.sha, each.merged_at)
        for name, repository in world.repositories.items()
        for each in repository.pulls
        if each.merged_at
    }


def test_the_same_seed_and_start_give_the_same_year(world):
    assert landed(build(now=START)) == landed(world)


def test_another_seed_gives_another_year(world):
    assert landed(build(seed=8, now=START)).isdisjoint(landed(world))


def test_a_later_start_moves_the_times_and_keeps_the_hashes(world):
    later = build(now=START + timedelta(days=3))

    assert {each[:3] for each in landed(later)} == {each[:3] for each in landed(world)}


def test_more_pull_requests_go_to_a_repository_of_their_own(world):
    larger = build(now=START, pulls=50)

    assert len(landed(larger)) == len(landed(world)) + 50
    assert landed(world) < landed(larger)


def test_the_company_merged_600_pull_requests_within_the_year(world):
    times = [at for name, _, _, at in landed(world) if name.startswith("quillhaven/")]

    assert len(times) == 600
    assert min(times) > START - timedelta(days=365)
    assert max(times) < START


def test_nothing_happens_after_now(world):
    pushes = [each.at for it in world.repositories.values() for each in it.pushes]

    assert max(pushes) < START


def test_every_merged_pull_request_landed_on_its_branch(world):
    for repository in world.repositories.values():
        merged = [each for each in repository.pulls if each.merged_at]
        moves = {(each.after, each.ref) for each in repository.pushes}
        assert {(p.merge_commit.sha, f"refs/heads/{p.base}") for p in merged} <= moves


def test_ids_are_unique_over_the_whole_world(world):
    ids = Counter(
        each.id
        for repository in world.repositories.values()
        for group in (repository.pulls, repository.pushes, repository.deployments)
        for each in group
    )

    assert max(ids.values()) == 1
    assert max(ids) < 2**31


def test_every_entry_of_the_truth_has_an_id_of_its_own(truth):
    ids = Counter(each.id for each in (*truth.deviations, *truth.unreadable))

    assert max(ids.values()) == 1
    assert {each.scope for each in truth.deviations} == {"quillhaven"}


def test_every_item_of_the_truth_is_in_the_world(world, truth):
    for planted in truth.deviations:
        name, _, rest = planted.item.partition("/")
        repository = world.repositories.get(f"quillhaven/{name}")
        if repository is None:
            continue  # a person, or the organisation
        known = {"main", *repository.commits, *repository.outside, *repository.collaborators, ""}
        known |= {str(each.number) for each in repository.pulls}
        known |= {str(each.id) for each in repository.deployments}
        known |= {str(each["id"]) for each in repository.suites}
        known |= {str(each["number"]) for kind in repository.alerts.values() for each in kind}
        assert rest in known, planted.id


def test_only_what_stands_in_the_truth_can_be_repaired(truth):
    assert set(REPAIRS) <= {each.id for each in truth.deviations}


def test_the_truth_is_read_as_the_companys_is(truth):
    assert read_yaml(TRUTH, Truth) == truth


def test_the_date_header_is_the_worlds_clock(start_github):
    endpoint = start_github("--now", NOW)

    assert "02 Mar 2026 10:0" in answers(endpoint, "/orgs/quillhaven").headers["Date"]


def test_a_repair_changes_what_REST_and_GraphQL_say(start_github):
    endpoint = start_github()
    fix = {"defect": "gh-02-jonas-wierda"}
    query = """{ organization(login: "quillhaven") { membersWithRole(first: 99) { edges { hasTwoFactorEnabled
      } } } }"""

    told = answers(endpoint, "/_demo/fix", method="POST", json=fix).json()

    assert told == {"repaired": ["gh-02-jonas-wierda"]}
    assert answers(endpoint, "/orgs/quillhaven/members?filter=2fa_disabled").json() == []
    edges = graphql(endpoint, query).json()["data"]["organization"]["membersWithRole"]["edges"]
    assert all(each["hasTwoFactorEnabled"] for each in edges)


def test_what_cannot_be_repaired_is_refused_with_what_can(ask):
    answer = ask("/_demo/fix", method="POST", json={"defect": "chg-09-web-console-24"})

    assert answer.status_code == 404
    assert "chg-01-handbook" in answer.json()["known"]


def test_the_clock_of_the_world_is_aware(world):
    assert world.clock.now().tzinfo is UTC
