"""What a deployment shipped: every commit since the last one that succeeded."""

import pytest

from include.sources.github import deployments
from tests.sources.github.deploying import (
    COMPARE,
    DEPLOYMENTS,
    PULL,
    PULLS,
    THIS,
    collecting,
    commit,
    unlinked,
)


@pytest.fixture
def collect(windowed, fake_github):
    return collecting(windowed, fake_github)


def test_what_was_shipped_is_compared_with_the_last_success_of_the_environment(collect, rows):
    into = collect()

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["previous_oid"], row["comparison"]) == ("a1", "ahead")
    found = rows(into, deployments.COMMITS)
    assert [(each["oid"], each["authors"]) for each in found] == [("b2", ["ana"]), ("c3", ["bo"])]
    assert {(each["pull_request"], each["pull_request_author"]) for each in found} == {(12, "ana")}


def test_the_first_deployment_of_an_environment_ships_its_own_commit(collect, rows):
    into = collect({DEPLOYMENTS: [THIS]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["previous_oid"], row["comparison"], row["read_errors"]) == (None, None, [])
    (shipped,) = rows(into, deployments.COMMITS)
    assert (shipped["oid"], shipped["authors"], shipped["pull_request"]) == ("c3", ["ana"], 12)


def test_a_roll_back_ships_nothing_new(collect, rows):
    into = collect({COMPARE: {"status": "behind", "total_commits": 0, "commits": []}})

    assert rows(into, deployments.DEPLOYMENTS)[0]["comparison"] == "behind"
    assert rows(into, deployments.COMMITS) == []


def test_a_long_comparison_is_followed_to_its_end(collect, rows):
    shipped = [commit(f"{number:02d}") for number in range(5)]

    def compare(page, **_):
        return {"status": "ahead", "total_commits": 5, "commits": shipped[2 * page - 2 : 2 * page]}

    into = collect({COMPARE: compare})

    assert len(rows(into, deployments.COMMITS)) == 5


def test_a_co_author_is_an_author(collect, rows):
    trailers = (
        "Add it\n\nCo-authored-by: Bo <17+bo@users.noreply.github.com>\n"
        "co-authored-by: Cy <cy@acme.example>\n"
    )
    shipped = [commit("c3", None, trailers)]

    into = collect({COMPARE: {"status": "ahead", "total_commits": 1, "commits": shipped}})

    (row,) = rows(into, deployments.COMMITS)
    assert row["authors"] == [unlinked("ana@acme.example"), "bo", unlinked("cy@acme.example")]


def test_a_commit_came_by_the_pull_request_into_the_branch_that_was_deployed(collect, rows):
    back_port = PULL | {"number": 9, "base": {"ref": "release/1"}, "user": None}
    open_one = PULL | {"number": 8, "merged_at": None}

    into = collect({PULLS: [open_one, back_port, PULL]})

    assert {row["pull_request"] for row in rows(into, deployments.COMMITS)} == {12}


def test_a_commit_without_a_merged_pull_request_came_by_none(collect, rows):
    into = collect({PULLS: []})

    found = rows(into, deployments.COMMITS)
    assert {(row["pull_request"], *row["read_errors"]) for row in found} == {(None,)}


def test_the_planted_deployments_are_there_with_what_they_shipped(observe_quillhaven, rows):
    into = observe_quillhaven("github.deployments", days=366)

    found = {row["deployment_id"]: row for row in rows(into, deployments.DEPLOYMENTS)}
    assert {row["repository"] for row in found.values()} == {"ledger", "gateway", "infrastructure"}
    assert not any(row["read_errors"] for row in found.values())
    assert {row["approval_count"] for row in found.values()} == {1}
    shipped: dict[int, list] = {}
    for row in rows(into, deployments.COMMITS):
        shipped.setdefault(row["deployment_id"], []).append(row)
    direct = [row for row in shipped[7500048] if row["pull_request"] is None]
    assert [row["oid"] for row in direct] == ["f396f9cf302243b87a47a10d84b1551a73830d4d"]
    alone = {row["deployment_id"]: row["approver"] for row in rows(into, deployments.APPROVALS)}
    own = [
        number
        for number, row in found.items()
        if alone[number]
        in {author for each in shipped.get(number, ()) for author in each["authors"]}
        or alone[number] == row["run_triggered_by"]
    ]
    assert own == [7500024]
