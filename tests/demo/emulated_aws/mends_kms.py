"""Mends of signing with keys of KMS."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import ValidationException
from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse

_MOST_BYTES = 4096


def apply() -> None:
    """Patch moto's KMS, once per process."""
    if "mended" not in KmsResponse.__dict__:
        KmsResponse.mended = True
        _a_digest_is_signed_as_it_is()
        _a_disabled_key_shows_and_signs_nothing()
        _a_policy_is_asked_for_the_key_that_is_meant()


def _a_digest_is_signed_as_it_is() -> None:
    # AWS: with MessageType DIGEST the message is the hash that is signed, and RAW takes 4,096 bytes at most.
    # moto: hashes the digest once more, and takes any length.
    original = KmsResponse.sign

    def sign(self: KmsResponse) -> str:
        message, algorithm = self._get_param("Message"), self._get_param("SigningAlgorithm")
        if self._get_param("MessageType") != "DIGEST":
            if len(message) > _MOST_BYTES:
                raise ValidationException("Member must have length less than or equal to 4096")
            return original(self)
        # Refuses what can't sign in this way.
        original(self)
        if algorithm != "ECDSA_SHA_256" or len(message) != SHA256.digest_size:
            raise ValidationException("Digest is invalid length for algorithm.")
        key = self.kms_backend.describe_key(self._get_param("KeyId"))
        signature = key.private_key.private_key.sign(message, ECDSA(Prehashed(SHA256())))
        return json.dumps(
            {
                "KeyId": key.arn,
                "Signature": base64.b64encode(signature).decode(),
                "SigningAlgorithm": algorithm,
            }
        )

    KmsResponse.sign = sign


def _a_disabled_key_shows_and_signs_nothing() -> None:
    # AWS: DisabledException, or KMSInvalidStateException while it waits for its deletion. moto: answers.
    for name in ("sign", "get_public_key"):
        original = getattr(KmsBackend, name)

        def refused(self: KmsBackend, key_id: str, *args, original=original, **kwargs):
            key = self.describe_key(key_id)
            if key.key_state == "PendingDeletion":
                raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
            if not key.enabled:
                raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
            return original(self, key_id, *args, **kwargs)

        setattr(KmsBackend, name, refused)


def _a_policy_is_asked_for_the_key_that_is_meant() -> None:
    # AWS: a policy of IAM may name the keys, by ARN, whatever name the call has for one. moto: asks for "*".
    def resource(self: KmsResponse) -> str:
        named = self._get_param("KeyId")
        try:
            return self.kms_backend.describe_key(named).arn if named else "*"
        except (AttributeError, KeyError):
            # There is no such alias, or key: that is said afterwards.
            return "*"

    KmsResponse._determine_resource = resource
