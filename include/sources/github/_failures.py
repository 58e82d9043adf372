"""Says what a failed question to GitHub means, by a *name*, and what a person can do about it.

GitHub's errors have no code names: the name is decided from the message, which is stable wherever a
caller must tell cases apart, together with the status. A status alone is never "not configured".
"""

import re
from typing import Any

from include.model.errors import Cause, SourceError, SourceIncomplete, SourceUnreachable
from include.model.scope import Scope
from include.sources.github._permissions import permission_of

# Status, beginning or part of the message in lower case, and the name that we give to both.
_NAMES: tuple[tuple[tuple[int, ...], str, str], ...] = (
    ((404,), r"^branch not protected", "BranchNotProtected"),
    ((404,), r"^branch not found", "BranchNotFound"),
    ((404, 409), r"repository is empty", "RepositoryEmpty"),
    ((401,), r"^bad credentials", "BadCredentials"),
    ((401,), r"requires authentication", "RequiresAuthentication"),
    ((403,), r"^upgrade to github|requires? (a|an) .*\bplan\b", "UpgradeRequired"),
    ((403, 429), r"^api rate limit exceeded", "RateLimitExceeded"),
    (
        (403, 429),
        r"secondary rate limit|abuse detection|please (retry|wait a few minutes)",
        "SecondaryRateLimit",
    ),
    # Before what is said of rights, since "must be enabled" is said of a feature, not of a person.
    (
        (403, 404),
        r"(alerts are|scanning is) (disabled|not )|(security|protection) must be enabled",
        "AlertsDisabled",
    ),
    ((404,), r"^no analysis found", "NoAnalysisFound"),
    ((403,), r"^resource not accessible by", "ResourceNotAccessible"),
    ((403,), r"\bsaml\b", "SamlSignInRequired"),
    ((403,), r"ip allow list", "AddressNotAllowed"),
    ((403,), r"must (have|be)|need(s)? (to|admin)|only .*(owner|admin)", "RightsRequired"),
    ((422,), r"only .*owner|2fa.*(owner|filter)", "OnlyForOwners"),
    ((403, 451), r"repository access blocked|unavailable", "RepositoryBlocked"),
    ((404,), r"not found", "NotFound"),
)
_CAUSES = {
    Cause.DENIED: """ResourceNotAccessible RightsRequired OnlyForOwners AddressNotAllowed
        RepositoryBlocked NotFound Http403""",
    Cause.CREDENTIALS: """BadCredentials RequiresAuthentication SamlSignInRequired Http401
        BadCredentialsException InvalidKeyError""",
    Cause.PLAN_LIMIT: "UpgradeRequired",
    Cause.THROTTLED: "RateLimitExceeded SecondaryRateLimit Http429 Http403WithRetryAfter",
    Cause.UNREACHABLE: """ConnectionError ConnectTimeout ReadTimeout Timeout SSLError ProxyError
        ChunkedEncodingError ContentDecodingError GraphTimeout Http500 Http502 Http503 Http504""",
    Cause.UNIMPLEMENTED: "Http404 Http405 Http410 Http415 Http501",
    Cause.INCOMPLETE: "PageRepeated PageVanished PagesEndless TooManyNodes",
    Cause.VANISHED: "BranchNotFound RepositoryEmpty AlertsDisabled NoAnalysisFound",
}
_CAUSE_OF = {name: cause for cause, names in _CAUSES.items() for name in names.split()}
_LOOK_AGAIN = frozenset(
    {Cause.DENIED, Cause.CREDENTIALS, Cause.THROTTLED, Cause.UNREACHABLE, Cause.PLAN_LIMIT}
)
RATE_LIMITS = frozenset(_CAUSES[Cause.THROTTLED].split())
# Worth asking again at once: it may have been broken on the way.
PASSING = frozenset({*_CAUSES[Cause.UNREACHABLE].split(), "TruncatedJson"})
# What a smaller GraphQL question may not meet.
TOO_MUCH = frozenset({"GraphTimeout", "Http502", "Http504", "ReadTimeout", "TooManyNodes"})
_GRAPH = {"RATE_LIMITED": "RateLimitExceeded", "MAX_NODE_LIMIT_EXCEEDED": "TooManyNodes"}

_SAID = {
    Cause.DENIED: ("was denied", "grant {permission} to {caller}"),
    Cause.CREDENTIALS: (
        "was refused because of the credentials",
        "renew the token of the connection, authorise it for single sign-on, and run again",
    ),
    Cause.PLAN_LIMIT: ("is not part of the organisation's plan", "accept the gap or upgrade"),
    Cause.THROTTLED: ("met a rate limit that lasts too long", "run again later"),
    Cause.UNREACHABLE: ("got no answer", "check the network and the base URL, then run again"),
    Cause.UNIMPLEMENTED: ("is not known at this endpoint", "check the base URL and its version"),
    Cause.MALFORMED: (
        "answered what cannot be read",
        "look at the raw answer; run again if it may have been broken on the way",
    ),
    Cause.INCOMPLETE: (
        "did not list everything",
        "run again; if it stays, look at the raw answers",
    ),
    Cause.VANISHED: ("found nothing any more", "run again to see what exists now"),
}
_ADVICE = {
    "HtmlError": "a web page came: check the base URL, and what signs in or forbids on the way to it",
    # GitHub hides what a token may not see behind the same words as what does not exist.
    "NotFound": "see whether it exists; if it does, grant {permission} to {caller}",
}


def name_of(status: int, body: Any, *, is_html: bool, retry_after: str | None) -> str | None:
    """Name an answer that is no success; None for one that is."""
    if is_html:
        return f"Http{status}" if status in {502, 503, 504} else "HtmlError"
    if 200 <= status < 300:  # noqa: PLR2004 - HTTP's own words
        return None
    message = body.get("message") if isinstance(body, dict) else None
    said = str(message or "").strip().lower()
    for statuses, pattern, name in _NAMES:
        if said and status in statuses and re.search(pattern, said):
            return name
    return f"Http{status}WithRetryAfter" if status == 403 and retry_after else f"Http{status}"  # noqa: PLR2004


def graph_name(body: Any) -> str | None:
    """Name a GraphQL answer without data, which comes as a success; None for one that has data."""
    if not isinstance(body, dict):
        return "GraphWithoutData"
    errors = body.get("errors") or ()
    for error in errors:
        if named := _GRAPH.get(error.get("type")):
            return named
    if body.get("data") is not None:
        return None
    said = " ".join(str(each.get("message")) for each in errors).lower()
    return "GraphTimeout" if "timeout" in said or "timed out" in said else "GraphWithoutData"


def cause_of(name: str) -> Cause:
    """Decide on the name alone; a name nobody knows was an answer that nobody can read."""
    return _CAUSE_OF.get(name, Cause.MALFORMED)


def explain(name: str, path: str, item: str, scope: Scope, caller: str | None) -> SourceError:
    """Make the one-line error: scope, question, item, permission, name, and what to do."""
    cause, permission = cause_of(name), permission_of(path)
    said, advice = _SAID[cause]
    advised = _ADVICE.get(name, advice)
    question = path if path.startswith("POST ") else f"GET {path}"
    message = (
        f"{scope.kind} {scope.id} ({scope.name}): {question} {said} for {item} ({name}); "
        f"{advised.format(permission=permission, caller=caller or 'the collector')}"
    )
    kind = SourceUnreachable if cause in _LOOK_AGAIN else SourceIncomplete
    return kind(" ".join(message.split()), cause=cause, action=permission, code=name)
