import hashlib
from datetime import UTC, datetime

import pytest

from include.model.errors import Cause
from include.sources.github import deployments

LIST = "/orgs/{org}/repos"
REPO = "/repos/{org}/{repo}"
DEPLOYMENTS = f"{REPO}/deployments"
STATUSES = f"{DEPLOYMENTS}/{{deployment}}/statuses"
RUN = f"{REPO}/actions/runs/{{run}}"
APPROVALS = f"{RUN}/approvals"
COMPARE = f"{REPO}/compare/{{before}}...{{after}}"
COMMIT = f"{REPO}/commits/{{oid}}"
PULLS = f"{COMMIT}/pulls"
SHOP, WIKI = {"id": 7, "name": "shop"}, {"id": 8, "name": "wiki"}


def deployment(number, at, sha, environment="production"):
    return {
        "id": number,
        "sha": sha,
        "ref": "main",
        "task": "deploy",
        "environment": environment,
        "creator": {"login": "github-actions[bot]", "type": "Bot"},
        "created_at": at,
    }


def status(number, state, at, run=None):
    log = f"https://github.com/acme/shop/actions/runs/{run}/job/1" if run else ""
    creator = {"login": "github-actions[bot]"}
    return {"id": number, "state": state, "created_at": at, "creator": creator, "log_url": log}


def commit(sha, login="ana", message="Add it"):
    return {
        "sha": sha,
        "author": {"login": login} if login else None,
        "commit": {
            "author": {"email": "ana@acme.example"},
            "committer": {"date": "2026-11-20T00:00:00Z"},
            "message": message,
        },
    }


def unlinked(address):
    return f"unlinked:{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def approval(login, state="approved", environment="production"):
    return {
        "state": state,
        "comment": "go",
        "user": login and {"login": login},
        "environments": [{"name": environment}],
    }


THIS = deployment(31, "2026-11-23T10:00:00Z", "c3")
FAILED = deployment(30, "2026-11-22T10:00:00Z", "b2")
BEFORE = deployment(29, "2026-11-21T10:00:00Z", "a1")
STATES = {
    31: [
        status(3, "success", "2026-11-23T10:20:00Z", run=99),
        status(1, "waiting", "2026-11-23T10:00:00Z", run=99),
        status(2, "in_progress", "2026-11-23T10:10:00Z", run=99),
    ],
    30: [status(4, "failure", "2026-11-22T10:20:00Z")],
    29: [
        status(5, "success", "2026-11-21T10:20:00Z"),
        status(6, "inactive", "2026-11-23T10:20:00Z"),
    ],
}
COMPARED = {"status": "ahead", "total_commits": 2, "commits": [commit("b2"), commit("c3", "bo")]}
PULL = {
    "number": 12,
    "merged_at": "2026-11-20T00:00:00Z",
    "base": {"ref": "main"},
    "user": {"login": "ana"},
}


@pytest.fixture
def collect(windowed, fake_github):
    """Return what a collection of 23 November holds after the answers above, changed as told."""
    answers = {
        LIST: [SHOP],
        DEPLOYMENTS: [THIS, FAILED, BEFORE],
        STATUSES: lambda deployment, **_: STATES[deployment],
        RUN: {"triggering_actor": {"login": "bo"}},
        APPROVALS: [approval("cleo"), approval("cleo"), approval("dan", environment="staging")],
        COMPARE: COMPARED,
        COMMIT: commit("c3"),
        PULLS: [PULL],
    }

    def run(changes=None):
        into = windowed(deployments.SOURCE)
        github = fake_github(into, answers | (changes or {}))
        deployments.collect(github, into)
        into.asked = github.asked
        return into

    return run


def test_a_deployment_of_the_window_is_a_row(collect, rows):
    into = collect()

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["deployment_id"], row["environment"], row["oid"]) == (31, "production", "c3")
    assert (row["creator"], row["creator_type"]) == ("github-actions[bot]", "Bot")
    assert row["final_state"] == "success"
    assert row["finished_at"] == datetime(2026, 11, 23, 10, 20, tzinfo=UTC)
    assert (row["run_id"], row["run_triggered_by"], row["approval_count"]) == (99, "bo", 1)
    assert row["read_errors"] == []


def test_its_states_are_rows_in_their_order(collect, rows):
    into = collect()

    found = [(row["status_id"], row["state"]) for row in rows(into, deployments.STATUSES)]
    assert found == [(1, "waiting"), (2, "in_progress"), (3, "success")]


def test_who_approved_the_environment_is_a_row_and_of_another_environment_is_none(collect, rows):
    into = collect()

    (row,) = rows(into, deployments.APPROVALS)
    assert (row["approver"], row["state"], row["comment"]) == ("cleo", "approved", "go")


def test_who_rejected_and_approved_did_one_of_them_last_but_nobody_knows_which(collect, rows):
    both = [approval("cleo"), approval("cleo", "rejected"), approval(None)]

    into = collect({APPROVALS: both})

    found = {row["approver"]: row["state"] for row in rows(into, deployments.APPROVALS)}
    assert found == {"cleo": None, "ghost": "approved"}


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


def test_a_comparison_that_ends_early_is_no_list_of_what_was_shipped(collect, rows):
    def compare(page, **_):
        return {"status": "ahead", "total_commits": 5, "commits": [commit("a")] * (page == 1)}

    into = collect({COMPARE: compare})

    assert rows(into, deployments.COMMITS) == []
    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert row["read_errors"] == [f"GET {COMPARE}: PageVanished"]


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


def test_a_repository_without_deployments_costs_one_question(collect, rows):
    into = collect({DEPLOYMENTS: []})

    assert [path for path, _ in into.asked] == [LIST, DEPLOYMENTS]
    assert [rows(into, each) for each in deployments.SOURCE.datasets] == [[], [], [], []]
    assert all(each.expected_items == 0 for each in into.readings.values())


def test_older_deployments_are_not_asked_about(collect):
    into = collect({DEPLOYMENTS: [FAILED, BEFORE]})

    assert [path for path, _ in into.asked] == [LIST, DEPLOYMENTS]


def test_what_no_run_made_waited_for_nobody(collect, rows):
    into = collect({STATUSES: [status(1, "success", "2026-11-23T10:20:00Z")]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["run_id"], row["run_triggered_by"], row["approval_count"]) == (None, None, 0)


def test_without_any_state_yet_nothing_is_said_of_end_and_approval(collect, rows):
    into = collect({STATUSES: lambda deployment, **_: [] if deployment == 31 else STATES[29]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["final_state"], row["run_id"], row["approval_count"]) == (None, None, None)


def test_a_deleted_creator_is_null(collect, rows):
    into = collect({DEPLOYMENTS: [THIS | {"creator": None}, BEFORE]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert (row["creator"], row["creator_type"]) == (None, "deleted")


@pytest.mark.parametrize(
    ("path", "nulls"),
    [
        (STATUSES, {"final_state", "run_id", "approval_count", "previous_oid"}),
        (RUN, {"run_triggered_by"}),
        (APPROVALS, {"approval_count"}),
        (COMPARE, {"comparison"}),
    ],
)
def test_a_part_that_is_denied_is_null_and_says_so(collect, rows, refused, path, nulls):
    into = collect({path: refused("ResourceNotAccessible")})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert f"GET {path}: ResourceNotAccessible" in row["read_errors"]
    assert {name for name in nulls if row[name] is None} == nulls


def test_a_commit_whose_pull_requests_are_denied_says_so(collect, rows, refused):
    into = collect({PULLS: refused("ResourceNotAccessible")})

    found = rows(into, deployments.COMMITS)
    assert [each["read_errors"] for each in found] == [[f"GET {PULLS}: ResourceNotAccessible"]] * 2


def test_a_denied_repository_says_so_and_costs_no_other(collect, rows, refused):
    into = collect({LIST: [SHOP, WIKI], f"{DEPLOYMENTS} wiki": refused()})

    shop, wiki = rows(into, deployments.DEPLOYMENTS)
    assert shop["deployment_id"] == 31
    assert (wiki["deployment_id"], wiki["read_errors"]) == (None, [f"GET {DEPLOYMENTS}: NotFound"])


@pytest.mark.parametrize("malformed", [{"id": 31}, THIS | {"created_at": "yesterday"}])
def test_a_malformed_deployment_makes_its_repository_unreadable(collect, rows, malformed):
    into = collect({DEPLOYMENTS: [malformed]})

    (row,) = rows(into, deployments.DEPLOYMENTS)
    assert row["deployment_id"] is None
    assert [each.casefold() for each in row["read_errors"]] == [
        f"get {DEPLOYMENTS}: malformed".casefold()
    ]


def test_a_rate_limit_ends_the_reading(collect, refused):
    into = collect({PULLS: refused("RateLimitExceeded", Cause.THROTTLED)})

    assert {each.error.cause for each in into.readings.values()} == {Cause.THROTTLED}


def test_a_denied_list_fails_everything(collect, refused):
    into = collect({LIST: refused()})

    assert all(each.error for each in into.readings.values())


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
