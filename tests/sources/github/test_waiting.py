from datetime import UTC, datetime, timedelta

import pytest

from include.model.errors import Cause, SourceError

NOW = datetime(2026, 11, 24, 3, 33, 12, tzinfo=UTC)  # what the server's Date header says
ORG = "/orgs/{org}"
TEAMS = "/orgs/{org}/teams"
PROTECTION = "/repos/{org}/{repo}/branches/{branch}/protection"
TOKEN = "ghp_" + "a" * 36


def answers(into):
    return into.readings["github_organizations"].answers


def failure(wire, path=ORG, **parameters):
    with pytest.raises(SourceError) as caught:
        wire.get(path, **parameters)
    return caught.value


def test_a_limit_is_waited_for_by_githubs_own_clock(wire, service, waits):
    reset = str(int((NOW + timedelta(seconds=30)).timestamp()))
    limited = {"message": "API rate limit exceeded for user ID 1."}
    service.says(403, limited, X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)
    service.says(403, {"message": "You have exceeded a secondary rate limit."}, Retry_After="7")
    service.says(200, {"login": "acme"})

    wire.get(ORG)

    assert waits == [31, 7]


def test_a_limit_that_says_nothing_is_waited_for_a_minute(wire, service, waits, into):
    service.says(403, {"message": "You have exceeded a secondary rate limit."})
    service.says(200, {"login": "acme"})

    wire.get(ORG)

    assert (waits, answers(into)[0].retries) == ([60], 1)


def test_a_limit_that_lasts_too_long_is_throttled_at_once(wire, service, waits):
    reset = str(int((NOW + timedelta(seconds=3000)).timestamp()))
    limited = {"message": "API rate limit exceeded"}
    service.says(403, limited, X_RateLimit_Remaining="0", X_RateLimit_Reset=reset)

    error = failure(wire)

    assert (error.cause, waits) == (Cause.THROTTLED, [])


def test_what_a_collection_waits_is_bounded_altogether(wire, service, waits):
    limited = {"message": "You have exceeded a secondary rate limit."}
    service.says(403, limited, Retry_After="60").says(200, {}).says(403, limited, Retry_After="60")
    wire.get(ORG)

    error = failure(wire)

    assert (error.cause, waits) == (Cause.THROTTLED, [60])


def test_what_was_broken_on_the_way_is_asked_again(wire, service, waits):
    service.says(502, "<html>Bad Gateway", "text/html").says(200, '{"login": "ac').says(
        200, {"a": 1}
    )

    answer = wire.get(ORG)

    assert (answer, waits) == ({"a": 1}, [1, 2])
