"""Lists whose pages come again, vanish or never end."""

import pytest

from include.sources.aws._pages import Pages


@pytest.fixture
def pages(session):
    """Return what is wrong with each page of a list, in order."""

    def faults(operation, key, *listed, service="iam", most=10):
        paginator = session.client(service).get_paginator(operation)
        watched = Pages(paginator, key, most=most)
        return [watched.fault(page) for page in listed]

    return faults


def users(*names, more=None):
    page = {"Users": [{"UserName": name} for name in names], "IsTruncated": bool(more)}
    return page | ({"Marker": more} if more else {})


def test_pages_that_differ_are_followed(pages):
    found = pages("list_users", "Users", users("a", more="1"), users("b", more="2"), users("c"))

    assert found == [None, None, None]


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(users("c", more="1"), id="by its marker"),
        pytest.param(users("a", more="3"), id="by its items"),
        pytest.param(users("a"), id="as the last one"),
    ],
)
def test_a_page_that_comes_again_is_told(pages, again):
    found = pages("list_users", "Users", users("a", more="1"), users("b", more="2"), again)

    assert found == [None, None, "PageRepeated"]


def test_a_page_that_says_there_is_more_and_not_where_has_vanished(pages):
    assert pages("list_users", "Users", users("a") | {"IsTruncated": True}) == ["PageVanished"]


def test_empty_pages_may_come_twice_and_not_for_ever(pages):
    empty = [users(more=str(number)) for number in range(4)]

    assert pages("list_users", "Users", *empty, most=4) == [None, None, None, "PagesEndless"]


def test_a_page_without_its_items_is_told(pages):
    assert pages("list_users", "Users", {"IsTruncated": False}) == ["NoUsers"]


def test_a_list_that_tells_its_own_token_back_is_no_repetition(pages):
    first = {"Contents": [{"Key": "a"}], "IsTruncated": True, "NextContinuationToken": "t"}
    last = {"Contents": [{"Key": "b"}], "IsTruncated": False, "ContinuationToken": "t"}

    assert pages("list_objects_v2", "Contents", first, last, service="s3") == [None, None]
