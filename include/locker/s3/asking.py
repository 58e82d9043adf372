"""Asks S3: an answer is what was asked for, or one line that says what to do."""

from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from include.locker.s3.address import Address
from include.model.errors import DefinitionError, LockerUnreachable

THREADS = 16
_NONE: frozenset[str] = frozenset()
_RENEW = "the session has expired: renew the credentials and run again; nothing is lost"
_ALLOW = "let the evidence-writer's role do it, as deploy/aws/evidence-writer-policy.json does"
_KEY = "the key that encrypts the bucket"
_ADVICE = {
    "AccessDenied": _ALLOW,
    "403": _ALLOW,
    # An answer to HEAD has no body to say more.
    "400": _RENEW.replace("has", "may have"),
    "ExpiredToken": _RENEW,
    "ExpiredTokenException": _RENEW,
    "TokenRefreshRequired": _RENEW,
    "RequestExpired": "set this machine's clock right, then run again; nothing is lost",
    "RequestTimeTooSkewed": "set this machine's clock right, then run again; nothing is lost",
    "NoSuchBucket": "make the bucket, with Object Lock, or mend the locker's address",
    "KMS.DisabledException": f"{_KEY} is disabled: enable it",
    "KMS.KMSInvalidStateException": f"{_KEY} can't be used in its state: cancel its deletion",
    "KMS.NotFoundException": f"{_KEY} is not there: name one that is in the bucket's encryption",
    "EntityTooLarge": "S3 takes 5 GB in one put: collect a shorter window",
}
_ELSE = "check the network, the Region and the credentials and run again; nothing is lost"


class Expected(Exception):
    """A refusal that the caller knows what to do with, by its name."""


class Asking:
    """One bucket's client; names are relative to the locker's prefix."""

    def __init__(
        self,
        address: Address,
        session: boto3.Session | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        """Make the client, with the standard chain of credentials unless a session is given."""
        self.address = address
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=THREADS,
            user_agent_extra="soc2-evidence",
        )
        try:
            make: Any = (session or boto3.Session()).client
            client = make("s3", endpoint_url=endpoint_url, config=config)
            if "amazonaws.com" not in client.meta.endpoint_url:
                # An emulator answers under its own name only: the bucket can't stand before it.
                path_style = config.merge(Config(s3={"addressing_style": "path"}))
                client = make("s3", endpoint_url=endpoint_url, config=path_style)
        except (BotoCoreError, ValueError) as error:
            raise DefinitionError(f"locker {address}: {error}") from None
        self._client = client

    def ask(
        self,
        operation: str,
        name: str | None = None,
        *,
        expected: frozenset[str] = _NONE,
        into: IO[bytes] | None = None,
        **parameters: Any,
    ) -> dict[str, Any]:
        """Ask, of one object where ``name`` is given; its bytes are written to ``into``.

        Raises:
            Expected: S3 refused with one of these names.
            LockerUnreachable: it did not answer, or refused otherwise.
        """
        asked = {"Bucket": self.address.bucket, **parameters}
        if name is not None:
            asked["Key"] = self.address.prefix + name
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**asked)
            if into is not None:
                for chunk in answer["Body"].iter_chunks(2**20):
                    into.write(chunk)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code") or "NoErrorName")
            if code in expected:
                raise Expected(code) from None
            raise self.failed(operation, name, code) from None
        except (BotoCoreError, ResponseParserError) as error:
            raise self.failed(operation, name, type(error).__name__) from None
        return answer

    def failed(self, operation: str, name: str | None, code: str) -> LockerUnreachable:
        """Say what failed and what to do, in one line."""
        of = f" of {name}" if name else ""
        return LockerUnreachable(
            f"locker {self.address}: {operation}{of} failed ({code}); {_ADVICE.get(code, _ELSE)}"
        )
