"""What GitHub keeps back of a change stays unknown: no pull request, check or contributor goes missing."""

from types import SimpleNamespace

import pytest

from include.model.errors import SourceIncomplete
from include.sources.collection import Collection
from include.sources.github import _change_rows as rows
from include.sources.github import changes
from include.sources.github._client import ERRORS
from include.sources.github._moves import Repository

SHOP = Repository(1, "shop", "main")
EMPTY = {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}
GITHUB = SimpleNamespace(
    organization=SimpleNamespace(login="acme", why_out_of_scope=lambda _: None)
)


def listed(*nodes, total=None):
    return EMPTY | {"nodes": list(nodes), "totalCount": len(nodes) if total is None else total}


def checked(*nodes, total=None, **more):
    return {"oid": "a" * 40, "statusCheckRollup": {"contexts": listed(*nodes, total=total)}, **more}


def run(name, conclusion="SUCCESS"):
    return {
        "__typename": "CheckRun",
        "id": name,
        "name": name,
        "status": "COMPLETED",
        "conclusion": conclusion,
    }


def pull(head, **more):
    return {
        "number": 7,
        "mergedAt": "2026-11-23T12:00:00Z",
        "labels": EMPTY,
        "closingIssuesReferences": EMPTY,
        "timelineItems": EMPTY,
        "reviews": EMPTY,
        "commits": EMPTY,
        "head": {"nodes": [{"commit": head}]},
        **more,
    }


def check_count(answer, queue=None):
    kept = changes.Kept(changes.SOURCE.datasets)
    changes._pull_request(GITHUB, SHOP, answer, queue, kept)
    into = Collection(changes.SOURCE)
    kept.hand_over(into)
    (table,) = into.readings["github_pull_requests"].batches
    return table["check_count"].to_pylist()[0]


def test_checks_are_counted_as_github_counts_them_those_it_keeps_back_too():
    assert check_count(pull(checked(run("unit"), None, total=2))) == 2


def test_checks_of_the_merge_queue_that_are_kept_back_leave_the_count_unknown():
    queue = {"oid": "b" * 40, ERRORS: ["POST /graphql statusCheckRollup: FORBIDDEN"]}

    assert check_count(pull(checked(run("unit")))) == 1
    assert check_count(pull(checked(run("unit"))), queue) is None


@pytest.mark.parametrize(
    ("asked", "column"), [("closingIssuesReferences", "linked_issues"), ("labels", "labels")]
)
def test_a_list_that_is_kept_back_is_null_and_not_empty(asked, column):
    answer = pull(checked())

    assert rows.pull_columns(GITHUB, answer, [])[column] == []
    assert rows.pull_columns(GITHUB, answer | {asked: None}, [])[column] is None


def test_an_author_of_whom_nothing_is_told_makes_the_authors_unknown():
    known = {"user": {"login": "ana"}, "email": "ana@example.com"}
    commit = {"oid": "a" * 40, "authors": listed(known, {"user": None, "email": None})}

    assert rows.commit_columns(GITHUB, commit)["authors"] is None


def test_a_repository_of_which_something_is_kept_back_is_not_passed_over():
    node = {"databaseId": 1, "name": "shop", "defaultBranchRef": None, ERRORS: ["ref: FORBIDDEN"]}
    github = SimpleNamespace(
        organization=GITHUB.organization,
        graph=lambda *_, **__: {"organization": {"repositories": listed(node)}},
    )

    with pytest.raises(SourceIncomplete, match="shop: ref: FORBIDDEN"):
        changes._repositories(github)


def test_a_movement_whose_commit_cannot_be_read_leaves_no_population_complete():
    into = Collection(changes.SOURCE)
    lost = changes.Reached(SimpleNamespace(), [{"oid": "a" * 40}], is_whole=False)

    changes._account(into, [lost])

    for dataset in ("github_branch_commits", "github_pull_requests"):
        assert into.readings[dataset].reconciliation.unexplained_items == 1


def test_a_commit_that_cannot_be_read_is_not_accounted_for():
    github = SimpleNamespace(
        organization=GITHUB.organization, graph=lambda *_, **__: {"i0": {"object": None}}
    )
    move = SimpleNamespace(
        id=1, kind="pr_merge", repository=SHOP, branch="main", before="0a", after="a" * 40
    )

    (reached,) = changes.Reader(github).read([move])

    assert reached.is_whole is False
