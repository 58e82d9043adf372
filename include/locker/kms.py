"""A sealing key that never leaves KMS: it signs there, each time leaves a trace, and nobody copies it."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from include.locker.verify import ECDSA, P256_ORDER, P256_POINT, is_p256
from include.model.errors import Cause, DefinitionError, EvidenceError, SourceUnreachable
from include.model.frozen import sha256

_EXPECTED = "expected an asymmetric key of the spec ECC_NIST_P256 for SIGN_VERIFY"
# What is wrong with the key that somebody named, until somebody mends it.
_WRONG = {
    "DisabledException": "the key is disabled: enable it, or name another",
    "InvalidArnException": "no such ARN: name a key's alias, id or ARN",
    "InvalidKeyUsageException": _EXPECTED,
    "KMSInvalidStateException": "the key can't be used in its state: cancel its deletion, or name another",
    "NotFoundException": "no such key in this account and Region: mend the name, or make the key",
    "UnsupportedOperationException": _EXPECTED,
    "ValidationException": f"KMS does not take it: {_EXPECTED}",
}
_ALLOW = "let the evidence-writer's role do it, in its policy and in the key's"
_RENEW = "renew the credentials"
# What another try, or other credentials, may get past.
_REFUSED = {
    "403": (Cause.DENIED, _ALLOW),
    "AccessDeniedException": (Cause.DENIED, _ALLOW),
    "ExpiredTokenException": (Cause.CREDENTIALS, _RENEW),
    "InvalidSignatureException": (Cause.CREDENTIALS, _RENEW),
    "UnrecognizedClientException": (Cause.CREDENTIALS, _RENEW),
    "ThrottlingException": (Cause.THROTTLED, "wait"),
}
_ELSE = (Cause.UNREACHABLE, "check the network, the Region and the credentials")


class KmsKey:
    """An asymmetric key of KMS on P-256; ``public`` is its DER SubjectPublicKeyInfo."""

    def __init__(
        self,
        key_id: str,
        *,
        session: boto3.Session | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        """Ask for the public half of a key that is named by its alias, id or ARN.

        Raises:
            DefinitionError: there is no such key, it is disabled, or of another kind.
            SourceUnreachable: KMS did not answer, or refused (``kms:GetPublicKey``).
        """
        self._name = key_id
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 5},
            connect_timeout=10,
            read_timeout=60,
            user_agent_extra="soc2-evidence",
        )
        make: Any = (session or boto3.Session()).client
        try:
            self._client = make("kms", endpoint_url=endpoint_url, config=config)
        except (BotoCoreError, ValueError) as error:
            raise DefinitionError(f"sealing key {key_id} of KMS: {error}") from None
        answer = self._ask("GetPublicKey", "get_public_key", KeyId=key_id)
        # An alias may be given to another key at any time: what signs is the one that was asked for.
        self._key_id: str = answer["KeyId"]
        self.public: bytes = answer["PublicKey"]
        if answer["KeyUsage"] != "SIGN_VERIFY" or not is_p256(self.public):
            is_what = answer.get("KeySpec") or answer.get("CustomerMasterKeySpec")
            raise DefinitionError(
                f"sealing key {key_id} of KMS: {is_what} for {answer['KeyUsage']}; {_EXPECTED}"
            )

    def sign(self, content: bytes) -> bytes:
        """Return KMS's ECDSA signature over the content's SHA-256: DER, with the lower of both ``s``.

        A seal may be longer than the 4,096 bytes that KMS takes; so its digest is sent.

        Raises:
            DefinitionError: the key is disabled, or can't sign.
            SourceUnreachable: KMS did not answer, refused (``kms:Sign``), or signed otherwise.
        """
        answer = self._ask(
            *("Sign", "sign"),
            KeyId=self._key_id,
            Message=bytes.fromhex(sha256(content)),
            MessageType="DIGEST",
            SigningAlgorithm=ECDSA,
        )
        try:
            r, s = decode_dss_signature(answer["Signature"])
            # s and its negative are both right. One of them is kept, else anybody could swap them.
            signature = encode_dss_signature(r, min(s, P256_ORDER - s))
            point = self.public[-P256_POINT:]
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            # What is written can't be taken back: nothing is sealed that would not verify.
            key.verify(signature, content, ec.ECDSA(SHA256()))
        except (InvalidSignature, ValueError):
            raise SourceUnreachable(
                f"sealing key {self._name} of KMS: its signature does not verify; nothing is sealed, "
                "look at what answers for KMS",
                cause=Cause.MALFORMED,
            ) from None
        return signature

    def _ask(self, action: str, operation: str, **parameters: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**parameters)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code") or "NoErrorName")
            raise self._failed(action, code) from None
        except BotoCoreError as error:
            raise self._failed(action, type(error).__name__) from None
        return answer

    def _failed(self, action: str, code: str) -> EvidenceError:
        said = f"sealing key {self._name} of KMS: kms:{action} failed ({code})"
        if code in _WRONG:
            return DefinitionError(f"{said}; {_WRONG[code]}")
        cause, advice = _REFUSED.get(code, _ELSE)
        return SourceUnreachable(
            f"{said}; {advice} and seal again, nothing is lost",
            cause=cause,
            action=f"kms:{action}" if cause is Cause.DENIED else None,
            code=code,
        )
