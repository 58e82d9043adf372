"""Says what a failed AWS call means, by the error's *name*, and what a person can do about it.

A status proves nothing: a proxy, an emulator and S3 all answer 404, and only S3's has a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

import botocore.exceptions as boto
from botocore.parsers import ResponseParserError

from include.model.errors import Cause, SourceError, SourceIncomplete, SourceUnreachable
from include.model.scope import Scope

# What botocore raises while it asks and reads: ValueError and RuntimeError come from unreadable dates,
# ParseError (a SyntaxError) from its own look at a bucket's location, the last three from XML of another
# shape than the service's model.
FAILURES = (
    *(boto.ClientError, boto.BotoCoreError, ResponseParserError, ValueError, RuntimeError),
    *(ParseError, LookupError, TypeError, AttributeError),
)

_NAMES = {
    Cause.DENIED: """AccessDenied AccessDeniedException UnauthorizedOperation UnauthorizedAccess
        Client.UnauthorizedOperation AllAccessDisabled AccountProblem AuthorizationError Forbidden
        NotAuthorizedException OptInRequired SubscriptionRequiredException""",
    Cause.CREDENTIALS: """ExpiredToken ExpiredTokenException TokenRefreshRequired InvalidToken
        RequestExpired RequestTimeTooSkewed InvalidClientTokenId UnrecognizedClientException
        InvalidAccessKeyId SignatureDoesNotMatch InvalidSignatureException IncompleteSignature
        AuthFailure MissingAuthenticationToken MissingAuthenticationTokenException NotSignedUp
        InvalidSecurity AuthorizationHeaderMalformed NoCredentialsError PartialCredentialsError
        CredentialRetrievalError TokenRetrievalError SSOTokenLoadError UnauthorizedSSOTokenError
        NoAuthTokenError UnknownCredentialError MetadataRetrievalError LoginRefreshRequired
        LoginTokenLoadError RefreshWithMFAUnsupportedError""",
    Cause.THROTTLED: """Throttling ThrottlingException ThrottledException RequestThrottled
        RequestThrottledException TooManyRequestsException RequestLimitExceeded SlowDown
        BandwidthLimitExceeded LimitExceeded LimitExceededException EC2ThrottledException
        ProvisionedThroughputExceededException TransactionInProgressException
        PriorRequestNotComplete CapacityNotAvailableError 429""",
    Cause.UNREACHABLE: """EndpointConnectionError ConnectTimeoutError ReadTimeoutError
        ConnectionClosedError ConnectionError HTTPClientError ProxyConnectionError SSLError
        IncompleteReadError ResponseStreamingError ServiceUnavailable ServiceUnavailableException
        InternalError InternalFailure InternalServerError InternalServiceError ServiceFailure
        RequestTimeout RequestTimeoutException PermanentRedirect TemporaryRedirect
        IllegalLocationConstraintException UnknownEndpointError UnknownRegionError
        InvalidRegionError NoRegionError EndpointProviderError EndpointResolutionError
        SilentEndpoint 502 503 504""",
    Cause.UNIMPLEMENTED: """NotImplemented NotImplementedException InvalidAction UnknownOperation
        UnknownOperationException UnknownServiceError MethodNotAllowed InvalidURI 404 405 501""",
    Cause.INCOMPLETE: "PaginationError PageRepeated PageVanished PagesEndless",
    Cause.VANISHED: "NoSuchBucket NoSuchKey NoSuchEntity NoSuchEntityException",
}
_CAUSES = {name: cause for cause, names in _NAMES.items() for name in names.split()}
_LOOK_AGAIN = frozenset({Cause.DENIED, Cause.CREDENTIALS, Cause.THROTTLED, Cause.UNREACHABLE})

# What a gateway says of itself, in a web page or without one.
GATEWAY = frozenset({"429", "502", "503", "504"})

# Operations whose permission has another name (AWS service authorization reference).
_ACTIONS = {
    ("accessanalyzer", "ListFindingsV2"): "access-analyzer:ListFindings",
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "GetObjectLockConfiguration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "GetBucketReplication"): "s3:GetReplicationConfiguration",
    ("s3control", "GetPublicAccessBlock"): "s3:GetAccountPublicAccessBlock",
}
_PREFIXES = {"accessanalyzer": "access-analyzer", "s3control": "s3", "sso-admin": "sso"}

_SAID = {
    Cause.DENIED: ("was denied", "allow it for {caller}"),
    Cause.CREDENTIALS: (
        "was refused because of the credentials",
        "renew the credentials of the connection and run again",
    ),
    Cause.THROTTLED: ("was throttled in every attempt", "run again later"),
    Cause.UNREACHABLE: (
        "got no answer",
        "check the network, the endpoint and the Region, then run again",
    ),
    Cause.UNIMPLEMENTED: (
        "is not implemented at this endpoint",
        "ask an endpoint that implements it",
    ),
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
_CLOCK = "set this machine's clock right, then run again"
_ADVICE = {
    "HtmlError": "a web page came: check the endpoint, and what signs in or forbids on the way to it",
    "RequestTimeTooSkewed": _CLOCK,
    "RequestExpired": _CLOCK,
    "SignatureDoesNotMatch": "check the connection's secret key and this machine's clock",
}


@dataclass(frozen=True)
class Call:
    """One call as it was asked."""

    service: str
    operation: str
    region: str | None
    parameters: Mapping[str, Any]

    @property
    def item(self) -> str:
        """Name what is asked about."""
        named = (f"{key} {each}" for key, each in self.parameters.items() if isinstance(each, str))
        return next(named, "the account")


def code_of(error: Exception) -> str:
    """Return the service's error name, or the type of what went wrong on the way to it."""
    if isinstance(error, boto.ClientError):
        return str(error.response.get("Error", {}).get("Code") or "NoErrorName")
    return type(error).__name__


def cause_of(code: str) -> Cause:
    """Decide on the name alone; a name nobody knows was an answer that nobody can read."""
    return _CAUSES.get(code, Cause.MALFORMED)


def action_of(service: str, operation: str) -> str:
    """Return the IAM action that an operation needs."""
    default = f"{_PREFIXES.get(service, service)}:{operation}"
    return _ACTIONS.get((service, operation), default)


def explain(code: str, call: Call, scope: Scope, caller: str | None) -> SourceError:
    """Make the one-line error: scope, action, item, Region, error name, and what to do."""
    cause = cause_of(code)
    action = action_of(call.service, call.operation)
    said, advice = _SAID[cause]
    message = (
        f"{scope.kind} {scope.id} ({scope.name}): {action} {said} for {call.item} "
        f"in {call.region or 'no Region'} ({code}); "
        f"{_ADVICE.get(code, advice).format(caller=caller or 'the collector')}"
    )
    kind = SourceUnreachable if cause in _LOOK_AGAIN else SourceIncomplete
    return kind(" ".join(message.split()), cause=cause, action=action, code=code)
