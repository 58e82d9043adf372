"""What an AWS account has to do by itself: let the hub in, and nobody else; record, and deliver that."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from include import sources
from include.model.account import AwsAccount
from include.model.errors import Cause, EvidenceError, SourceUnreachable
from include.model.interval import utc_now
from include.model.scope import Scope
from include.sources.aws import host_of, is_aws_host, snapshot_doubts, trail_doubts
from include.sources.collection import Collection, Connect

_DENIED = {"AccessDenied", "AccessDeniedException"}


def role_findings(
    account: AwsAccount, session: boto3.Session, endpoint_url: str | None = None
) -> Iterator[str]:
    """Become the account's role as scope.yaml says, and try to become it without the external id.

    An emulator is not tried: most of them give any role to anybody.

    Whatever else than a refusal keeps us out, each source says as well.

    Raises:
        SourceUnreachable: it is refused; nothing else can be asked there.
    """
    if account.role_arn is None:
        return
    own = f"aws_account {account.id} ({account.name}): {account.role_arn}"
    given = {"ExternalId": account.external_id} if account.external_id else {}
    region = session.region_name or account.regions[0]
    make: Any = session.client
    client = make("sts", region_name=region, endpoint_url=endpoint_url)
    refused = _refusal(client, account, given)
    if refused in _DENIED:
        raise SourceUnreachable(
            f"{own} can't be assumed ({refused}); let its trust name the hub and the external_id of "
            "scope.yaml, as deploy/aws/trust-policy.json does, and the hub do it, as hub-policy.json does",
            cause=Cause.DENIED,
            action="sts:AssumeRole",
            code=refused,
        )
    if refused or not is_aws_host(host_of(client.meta.endpoint_url)):
        return
    if not given or _refusal(client, account, {}) is None:
        yield (
            f"{own} is given to who names no external id, so that whoever may use the hub may point it "
            "here; let its trust ask for sts:ExternalId, as deploy/aws/trust-policy.json does"
        )


def _refusal(client: Any, account: AwsAccount, given: dict[str, str]) -> str | None:
    """Return the name of what kept us from becoming the role; None where we did."""
    try:
        client.assume_role(RoleArn=account.role_arn, RoleSessionName="soc2-doctor", **given)
    except ClientError as error:
        return str(error.response.get("Error", {}).get("Code") or "NoErrorName")
    except BotoCoreError as error:
        return type(error).__name__
    return None


def recording_findings(
    scope: Scope, connect: Connect, *, clock: Callable[[], datetime] = utc_now
) -> Iterator[str]:
    """Look whether a trail delivers, and AWS Config where scope.yaml says that it does."""
    into = Collection(sources.load("aws.cloudtrail_trails").SOURCE, clock)
    for doubts in (trail_doubts, snapshot_doubts):
        try:
            found = doubts(connect(scope, into), clock())
        except EvidenceError as error:
            yield str(error)
        else:
            yield from (f"{scope.kind} {scope.id} ({scope.name}): {line}" for line in found)
