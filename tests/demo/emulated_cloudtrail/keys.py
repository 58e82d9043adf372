"""RSA keys made from a seed, one per Region as AWS has them: the same seed signs the same."""

import random
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_BITS = 2048
_EXPONENT = 65537
_SMALL = [n for n in range(3, 2000, 2) if all(n % d for d in range(3, int(n**0.5) + 1, 2))]
_ROUNDS = 8


@dataclass(frozen=True)
class SigningKey:
    """A Region's key pair; what it signs depends on the seed and the text alone."""

    seed: int
    region: str

    def sign(self, text: str) -> str:
        """Sign by SHA256withRSA (PKCS #1 v1.5), in hexadecimal digits."""
        return self._private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()).hex()

    @cached_property
    def public(self) -> bytes:
        """Return the public key in DER, PKCS #1, as ListPublicKeys gives it."""
        return self._private.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)

    @cached_property
    def fingerprint(self) -> str:
        """Return the name by which a digest tells which key signed it."""
        return md5(self.public, usedforsecurity=False).hexdigest()

    @cached_property
    def _private(self) -> rsa.RSAPrivateKey:
        draw = random.Random(f"{self.seed} {self.region}")
        p, q = _prime(draw), _prime(draw)
        d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
        public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
        return rsa.RSAPrivateNumbers(
            p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public
        ).private_key()


def _prime(draw: random.Random) -> int:
    # The two highest bits are set, so that the product of two has every bit; p - 1 shares no factor with e.
    highest = 0b11 << (_BITS // 2 - 2)
    while True:
        n = draw.getrandbits(_BITS // 2) | highest | 1
        if all(n % small for small in _SMALL) and n % _EXPONENT != 1 and _is_prime(n, draw):
            return n


def _is_prime(n: int, draw: random.Random) -> bool:
    """Tell by Miller and Rabin's test."""
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(_ROUNDS):
        x = pow(draw.randrange(2, n - 1), odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True
