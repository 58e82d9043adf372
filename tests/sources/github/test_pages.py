"""A listing is followed to its end, and what stops before it is no short list."""

import pytest

from include.model.errors import Cause, SourceIncomplete
from include.sources.github import _wire
from include.sources.github._pages import Pages

TEAMS = "/orgs/{org}/teams"


def answers(into):
    return into.readings["github_organizations"].answers


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(_wire, "PAGE_ITEMS", 3)


def numbered(*numbers):
    return [{"id": number} for number in numbers]


def test_pages_are_followed_to_the_last(wire, service, into):
    following = f'<{service.url}/x?page=2>; rel="next", <{service.url}/x?page=2>; rel="last"'
    service.says(200, [{"id": 1}], Link=following).says(200, [{"id": 2}])

    items = list(wire.pages(TEAMS))

    assert [each["id"] for each in items] == [1, 2]
    assert [path for path, _ in service.requests] == ["/orgs/acme/teams?per_page=100", "/x?page=2"]
    assert [each.parameters for each in answers(into)] == [{"page": 1}, {"page": 2}]


@pytest.mark.parametrize(
    ("links", "name"),
    [
        (['<{0}/x?page=2>; rel="next"', '<{0}/x?page=2>; rel="next"'], "PageRepeated"),
        (['<{0}/x?page=2>; rel="next", <{0}/x?page=3>; rel="last"', ""], "PageVanished"),
    ],
)
def test_a_listing_that_comes_again_or_ends_early_is_incomplete(wire, service, links, name):
    for number, link in enumerate(links):
        service.says(200, [{"id": number}], Link=link.format(service.url))

    with pytest.raises(SourceIncomplete) as caught:
        list(wire.pages(TEAMS))

    assert (caught.value.code, caught.value.cause) == (name, Cause.INCOMPLETE)


@pytest.mark.parametrize(("second", "name"), [([{"id": 1}], "PageRepeated"), ([], "PageVanished")])
def test_a_page_that_was_announced_brings_something_new(wire, service, second, name):
    more = f'<{service.url}/x?after=a>; rel="next"'
    service.says(200, [{"id": 1}], Link=more).says(200, second)

    with pytest.raises(SourceIncomplete) as caught:
        list(wire.pages(TEAMS))

    assert caught.value.code == name


@pytest.mark.parametrize("body", [{"teams": []}, ["a"], {"installations": None}])
def test_a_page_without_items_cannot_be_read(wire, service, body):
    service.says(200, body)

    with pytest.raises(SourceIncomplete):
        list(wire.pages(TEAMS, key="installations"))


def test_a_full_page_without_a_link_is_asked_for_again_with_one_item_less(
    wire, service, into, small_pages
):
    more = f'<{service.url}/x?per_page=2&page=2>; rel="next"'
    before = f'<{service.url}/x?per_page=2&page=1>; rel="prev"'
    service.says(200, numbered(1, 2, 3)).says(200, numbered(1, 2), Link=more)
    service.says(200, numbered(3), Link=before)

    items = list(wire.pages(TEAMS))

    assert [each["id"] for each in items] == [1, 2, 3]
    assert [path.partition("?")[2] for path, _ in service.requests] == [
        *("per_page=3", "per_page=2", "page=2&per_page=2")
    ]
    assert [each.parameters for each in answers(into)] == [
        *({"page": 1}, {"page": 1, "per_page": 2}, {"page": 2})
    ]


def test_links_that_are_lost_on_the_way_are_no_short_list(wire, service, small_pages):
    service.says(200, numbered(1, 2, 3)).says(200, numbered(1, 2))

    with pytest.raises(SourceIncomplete) as caught:
        list(wire.pages(TEAMS))

    assert (caught.value.code, caught.value.cause) == ("PageVanished", Cause.INCOMPLETE)


def test_a_full_later_page_without_any_link_lost_it(wire, service, small_pages):
    more = f'<{service.url}/x?after=a>; rel="next"'
    service.says(200, numbered(1, 2, 3), Link=more).says(200, numbered(4, 5, 6))

    with pytest.raises(SourceIncomplete) as caught:
        list(wire.pages(TEAMS))

    assert caught.value.code == "PageVanished"


def test_a_full_last_page_that_names_the_one_before_is_the_last(wire, service, small_pages):
    more, before = (
        f'<{service.url}/x?after=a>; rel="next"',
        f'<{service.url}/x?before=a>; rel="prev"',
    )
    service.says(200, numbered(1, 2, 3), Link=more).says(200, numbered(4, 5, 6), Link=before)

    items = list(wire.pages(TEAMS))

    assert len(items) == 6


def test_a_short_page_without_a_link_costs_no_more(wire, service, small_pages):
    service.says(200, numbered(1, 2))

    assert len(list(wire.pages(TEAMS))) == 2
    assert len(service.requests) == 1


def test_a_listing_without_end_is_left():
    watched = Pages(size=1, most=3)
    told = []

    while not (told and told[-1]):
        number = watched.number
        told.append(watched.fault([number], {"link": f'<https://x/?page={number}>; rel="next"'}))

    assert told == [None, None, "PagesEndless"]
