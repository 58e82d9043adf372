"""A list of GraphQL's is followed to its end; one that breaks off, stands still or turns back is refused."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from include.model.errors import Cause, SourceIncomplete
from include.sources.github import _change_rows as rows
from include.sources.github._graph import following, whole
from include.sources.github._moves import Move, Repository
from include.sources.github._reached import Reader

FIRST, SECOND, TIP, BEFORE = "1" * 40, "2" * 40, "a" * 40, "0" * 39 + "b"


def page(*nodes, more=None, total=None):
    """Write a page; ``more`` is the cursor behind it, None at the end."""
    told = {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(more), "endCursor": more}}
    return told if total is None else told | {"totalCount": total}


def github(*pages, list_name):
    """Answer the pages behind the first one, the last of them for ever."""
    left = list(pages)

    def graph(query, **variables):
        asked.append((query, variables))
        given = left.pop(0) if len(left) > 1 else left[0]
        return {"node": None if given is None else {list_name: given}}

    asked = []
    return SimpleNamespace(graph=graph, asked=asked)


def incomplete(work, code):
    with pytest.raises(SourceIncomplete) as caught:
        work()
    assert (caught.value.cause, caught.value.code) == (Cause.INCOMPLETE, code)


def reviews(client, first):
    return whole(client, {"id": "PR_1", "reviews": first}, "PullRequest", "reviews", "state")


def test_a_list_is_followed_from_where_its_first_page_ended():
    client = github(page({"n": 2}, more="b"), page({"n": 3}), list_name="reviews")

    items = reviews(client, page({"n": 1}, more="a", total=3))

    assert [each["n"] for each in items] == [1, 2, 3]
    assert [variables["after"] for _, variables in client.asked] == ["a", "b"]


def test_a_list_with_less_than_its_count_is_incomplete():
    client = github(page({"n": 2}), list_name="reviews")

    incomplete(lambda: reviews(client, page({"n": 1}, more="a", total=3)), "PageVanished")


@pytest.mark.parametrize("second", [None, page(), page({"n": 1}, more="b")])
def test_a_timeline_that_breaks_off_in_the_middle_is_no_short_one(second):
    client = github(second, list_name="timelineItems")
    answer = {"id": "PR_1", "timelineItems": page({"n": 1}, more="a")}

    incomplete(lambda: rows.timeline(client, answer), "PageVanished")


def test_a_timeline_is_followed_for_the_kinds_that_its_first_page_had():
    client = github(page({"n": 2}), list_name="timelineItems")

    items = rows.timeline(client, {"id": "PR_1", "timelineItems": page({"n": 1}, more="a")})

    ((query, _),) = client.asked
    assert [each["n"] for each in items] == [1, 2]
    assert (
        "itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, LABELED_EVENT, REVIEW_DISMISSED_EVENT]" in query
    )


def test_a_list_that_goes_on_where_it_was_before_is_refused():
    client = github(
        page({"n": 2}, more="b"), page({"n": 3}, more="a"), page({"n": 4}), list_name="reviews"
    )

    incomplete(lambda: reviews(client, page({"n": 1}, more="a")), "PageRepeated")
    assert len(client.asked) == 2


def test_a_list_that_says_there_is_more_and_not_where_is_refused():
    endless = {"pageInfo": {"hasNextPage": True, "endCursor": None}}

    incomplete(lambda: following(endless, set()), "PageRepeated")


def commit(oid, parent):
    return {"oid": oid, "parents": {"totalCount": 1, "nodes": [{"oid": parent}]}}


@pytest.fixture
def push():
    return Move(
        repository=Repository(1, "shop", "main"),
        branch="main",
        id=1,
        kind="push",
        actor="ana",
        at=datetime(2026, 11, 23, tzinfo=UTC),
        before=BEFORE,
        after=TIP,
    )


def walked(client, push):
    tip = commit(TIP, FIRST) | {"id": "C_1"}
    asked = SimpleNamespace(graph=client.graph, organization=SimpleNamespace(login="acme"))
    return Reader(asked)._walked(push, tip, page(commit(TIP, FIRST), more="a"), None)


def test_a_history_is_walked_over_its_pages_until_where_the_branch_stood(push):
    client = github(
        page(commit(FIRST, SECOND), more="b"), page(commit(SECOND, BEFORE)), list_name="history"
    )

    reached = walked(client, push)

    assert [each["oid"] for each in reached.commits] == [TIP, FIRST, SECOND]
    assert reached.is_whole


def test_a_history_that_goes_on_where_it_was_before_is_refused(push):
    client = github(page(commit(TIP, FIRST), more="a"), list_name="history")

    incomplete(lambda: walked(client, push), "PageRepeated")
    assert len(client.asked) == 1


def test_a_history_that_ends_before_the_branch_stood_there_is_not_whole(push):
    client = github(page(commit(FIRST, SECOND)), list_name="history")

    assert not walked(client, push).is_whole


def test_a_page_of_a_history_that_is_gone_is_incomplete(push):
    client = github(None, list_name="history")

    incomplete(lambda: walked(client, push), "PageVanished")
