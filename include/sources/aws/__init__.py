"""AWS, one account at a time: who is asked, with which credentials, and whether it is AWS at all."""

from functools import partial
from pathlib import Path
from typing import Any

import boto3
import botocore.session
from botocore.credentials import AssumeRoleCredentialFetcher, DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError

from include.model.account import AwsAccount
from include.model.errors import Cause, SourceUnreachable
from include.model.scope import Scope, ScopeFile
from include.sources.aws._client import Aws
from include.sources.aws._clients import Patience
from include.sources.aws._endpoints import host_of, is_aws_host
from include.sources.aws._recorders import snapshot_doubts, trail_doubts
from include.sources.aws._wire import BotoAws
from include.sources.collection import Collection, Connect

__all__ = [
    "Aws",
    "Patience",
    "assume",
    "by_hand",
    "connect",
    "host_of",
    "is_aws_host",
    "snapshot_doubts",
    "trail_doubts",
]

_SESSION_NAME = "soc2-evidence"


def connect(
    session: boto3.Session,
    scope: Scope,
    into: Collection,
    *,
    emulated: bool | None = None,
    endpoint_url: str | None = None,
    patience: Patience | None = None,
    account: AwsAccount | None = None,
) -> Aws:
    """Ask who we are, refuse another account than the scope's, and return the account's client.

    ``account`` is what scope.yaml says of it, for what no API knows.
    ``emulated`` overrides what the endpoint's host tells; ``endpoint_url`` is for an emulator that is not
    named by ``AWS_ENDPOINT_URL``; only tests pass ``patience``. Raises ``SourceUnreachable`` when nobody
    answers or somebody else does.
    """
    aws = BotoAws(
        *(session, scope, into, account),
        emulated=emulated,
        endpoint_url=endpoint_url,
        patience=patience,
    )
    into.endpoint_host = aws.host()
    identity = aws.call("sts", "GetCallerIdentity") or {}
    into.caller = identity.get("Arn")
    if identity.get("Account") != scope.id:
        msg = (
            f"{scope.kind} {scope.id} ({scope.name}): the credentials are of account "
            f"{identity.get('Account')}, scope.yaml says {scope.id}; use that account's credentials "
            "or give it a role_arn"
        )
        raise SourceUnreachable(msg, cause=Cause.CREDENTIALS)
    return aws


def assume(
    session: boto3.Session, account: AwsAccount, *, endpoint_url: str | None = None
) -> boto3.Session:
    """Return a session in the account's role, renewed by itself; without a role the session as it is."""
    if account.role_arn is None:
        return session
    inner: Any = botocore.session.get_session()
    region = session.region_name or account.regions[0]
    fetcher: Any = AssumeRoleCredentialFetcher(
        client_creator=partial(inner.create_client, region_name=region, endpoint_url=endpoint_url),
        source_credentials=session.get_credentials(),
        role_arn=account.role_arn,
        extra_args={"RoleSessionName": _SESSION_NAME}
        | ({"ExternalId": account.external_id} if account.external_id else {}),
    )
    # botocore offers no public way to hand a session credentials that renew themselves.
    inner._credentials = DeferredRefreshableCredentials(  # noqa: SLF001
        method="assume-role", refresh_using=fetcher.fetch_credentials
    )
    return boto3.Session(botocore_session=inner, region_name=region)


def by_hand(scope: Scope, company: ScopeFile, _folder: Path) -> Connect:
    """Connect as the shell is set up: the standard credential chain, AWS_ENDPOINT_URL, the role."""
    try:
        account = company.account(scope.id)
        return partial(connect, assume(boto3.Session(), account), account=account)
    except BotoCoreError as error:
        msg = f"{scope.kind} {scope.id} ({scope.name}): {error}; mend AWS_PROFILE or the AWS config file"
        raise SourceUnreachable(msg, cause=Cause.CREDENTIALS) from None
