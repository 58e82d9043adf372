import json
from datetime import UTC, datetime

import pytest

from include.model.errors import Cause, SourceError, SourceUnreachable
from include.sources.github._failures import cause_of, name_of
from include.sources.github._redaction import redacted

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


def test_an_answer_is_kept_with_what_tells_where_it_came_from(wire, service, into):
    service.says(200, {"login": "acme"}, X_RateLimit_Remaining="4999", Server="x")

    answer = wire.get(ORG)

    (kept,) = answers(into)
    assert answer == {"login": "acme"}
    assert (kept.operation, kept.status, kept.request_id) == (f"GET {ORG}", 200, "REQ:1")
    assert kept.service_date == NOW
    assert kept.body == {"headers": {"x-ratelimit-remaining": "4999"}, "content": answer}


def test_every_question_names_token_version_and_path(wire, service):
    service.says(404, {"message": "Branch not protected"})

    wire.get(PROTECTION, absent=("BranchNotProtected",), repo="a b", branch="release/3")

    ((path, headers),) = service.requests
    assert path == "/repos/acme/a%20b/branches/release%2F3/protection"
    assert headers["X-GitHub-Api-Version"] == "2022-11-28"
    assert headers["Authorization"] == f"token {TOKEN}"


def test_branch_not_protected_is_an_answer_and_not_found_is_none(wire, service):
    asked = {"absent": ("BranchNotProtected",), "repo": "a", "branch": "b"}
    service.says(404, {"message": "Branch not protected"}).says(404, {"message": "Not Found"})

    first = wire.get(PROTECTION, **asked)

    with pytest.raises(SourceUnreachable, match=r"see whether it exists; .*administration:read"):
        wire.get(PROTECTION, **asked)
    assert first is None


@pytest.mark.parametrize(
    "case",
    [
        (403, "Resource not accessible by integration", "ResourceNotAccessible", Cause.DENIED),
        (403, "Resource not accessible by personal access token", "ResourceNotAccessible", None),
        (403, "Must have admin rights to Repository.", "RightsRequired", Cause.DENIED),
        (403, "You must be an organization owner to do that", "RightsRequired", None),
        (422, "Only owners can use this filter.", "OnlyForOwners", Cause.DENIED),
        (404, "Not Found", "NotFound", Cause.DENIED),
        (401, "Bad credentials", "BadCredentials", Cause.CREDENTIALS),
        (403, "Resource protected by organization SAML enforcement.", "SamlSignInRequired", None),
        (
            403,
            "Upgrade to GitHub Pro or make this repository public to enable this feature.",
            "UpgradeRequired",
            Cause.PLAN_LIMIT,
        ),
        (404, "no such page", "Http404", Cause.UNIMPLEMENTED),
        (418, "I'm a teapot", "Http418", Cause.MALFORMED),
        (409, "Git Repository is empty.", "RepositoryEmpty", Cause.VANISHED),
    ],
)
def test_an_error_is_named_by_what_it_says(wire, service, into, case):
    status, message, name, cause = case
    service.says(status, {"message": message})

    error = failure(wire)

    assert (error.code, answers(into)[0].error_code) == (name, name)
    assert error.cause is (cause or cause_of(name))
    assert str(error).startswith(f"github_org acme (Acme): GET {ORG} ")
    assert "\n" not in str(error)


def test_a_refusal_is_counted_by_its_permission(wire, service, into):
    service.says(403, {"message": "Resource not accessible by integration"})

    failure(wire)

    denied = into.readings["github_organizations"].denied_calls
    assert denied == {"github:organization_administration:read": 1}


@pytest.mark.parametrize(
    "case",
    [
        (502, {"message": "Server Error"}, "application/json", "Http502"),
        (200, "<!doctype html><title>Sign in</title>", "text/html", "HtmlError"),
        (200, "<html>proxy</html>", "application/json", "HtmlError"),
        (404, "<html>Not Found</html>", "text/html", "HtmlError"),
        (200, "", "application/json", "EmptyAnswer"),
        (200, '{"login":', "application/json", "TruncatedJson"),
    ],
)
def test_what_is_no_answer_is_never_one(wire, service, case):
    status, body, kind, name = case
    service.says(status, body, kind)

    error = failure(wire, absent=("NotFound",))

    assert (error.code, error.cause) == (name, cause_of(name))


def test_a_web_page_is_what_nobody_can_read_and_no_missing_question():
    assert cause_of("HtmlError") is Cause.MALFORMED


def test_a_body_shorter_than_announced_is_no_answer(wire, service):
    service.says(200, {"login": "acme"}, Content_Length="500")

    assert failure(wire).cause is Cause.UNREACHABLE


def test_nobody_listening_is_unreachable(wire, service):
    service.server.server_close()

    error = failure(wire)

    assert (error.cause, error.code) == (Cause.UNREACHABLE, "ConnectionError")


def test_the_token_goes_to_no_other_host_than_the_one_that_was_asked(wire, service):
    elsewhere = '<https://elsewhere.example/x?page=2>; rel="next"'
    service.says(200, [{"id": 1}], Link=elsewhere).says(200, [{"id": 2}])

    items = list(wire.pages(TEAMS))

    assert [each["id"] for each in items] == [1, 2]
    assert [path for path, _ in service.requests][1] == "/x?page=2"


def test_no_token_is_ever_kept(wire, service, into):
    secret = {"temp_clone_token": "AAAA", "config": {"secret": "s3"}, "note": f"{TOKEN} leaked"}
    service.says(200, {**secret, "default_workflow_permissions": "read"})

    wire.get(ORG)

    kept = json.dumps(answers(into)[0].body)
    assert not any(each in kept for each in ("AAAA", '"s3"', TOKEN))
    assert "default_workflow_permissions" in kept


def test_a_secret_is_known_by_its_form_too():
    text = "see github_pat_11AAAA0000bbbbCCCC1111 and https://me:pass@host/x"

    assert redacted([text]) == ["see [redacted] and https://[redacted]@host/x"]


def test_a_success_has_no_error_name():
    assert name_of(200, {"message": "Not Found"}, is_html=False, retry_after=None) is None
