"""Seals that a key of KMS signs: what an insider might do to them, and rotation."""

import json
import random
import shutil
import subprocess
import sys

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from include.locker import verify
from include.locker.kms import KmsKey
from include.locker.seal import seal
from include.model.errors import DefinitionError
from include.model.frozen import sha256
from tests.locker.conftest import RUN


@pytest.fixture
def sealed(locker, keep, key):
    keep(locker, pa.table({"name": ["a"]}))
    seal(locker, key, run=RUN)
    return locker


def by_package(locker, folder):
    """Verify with `cryptography`; return every problem."""
    return [problem for _, problem in verify.verify(locker.root).problems]


def by_openssl(locker, folder):
    """Verify as an auditor does: the program that travels, the standard library and `openssl`."""
    elsewhere = folder / "auditor"
    shutil.copytree(locker.root, elsewhere, dirs_exist_ok=True)
    program = max((elsewhere / "verifier").rglob("verify.py"))
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(elsewhere), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    answer = json.loads(ran.stdout)
    assert not [each for each in answer["notes"] if "not checked" in each]
    return [problem for _, problem in answer["problems"]]


BOTH = pytest.mark.parametrize("problems", [by_package, by_openssl])


def rewrite(locker, number, **changes):
    """Change a record as somebody does who can write the folder."""
    path = locker.root / "log" / f"{number:09d}.json"
    record = json.loads(path.read_bytes()) | changes
    path.chmod(0o644)
    path.write_bytes(verify.canonical({k: v for k, v in record.items() if v is not ...}))


def record_of(locker, number):
    return json.loads((locker.root / "log" / f"{number:09d}.json").read_bytes())


@BOTH
def test_a_seal_of_kms_verifies_and_says_how_it_is_signed(sealed, key, tmp_path, problems):
    record = record_of(sealed, 2)

    assert problems(sealed, tmp_path) == []
    assert record["algorithm"] == "ECDSA_SHA_256"
    assert record["key"]["fingerprint"] == sha256(key.public)


def test_any_flipped_bit_of_the_seal_is_found(sealed):
    path = sealed.root / "log" / "000000002.json"
    path.chmod(0o644)
    original, rng, missed = path.read_bytes(), random.Random(20261128), []

    for bit in rng.sample(range(len(original) * 8), 150):
        changed = bytearray(original)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        if not verify.verify(sealed.root).problems:
            missed.append(bit)

    assert missed == []


@BOTH
def test_the_same_signature_written_otherwise_is_refused(sealed, tmp_path, problems):
    raw = bytes.fromhex(record_of(sealed, 2)["signature"])
    r, s = decode_dss_signature(raw)
    swapped = encode_dss_signature(r, verify.P256_ORDER - s)

    rewrite(sealed, 2, signature=swapped.hex())

    assert problems(sealed, tmp_path) == ["the signature is not the key's"]


@BOTH
def test_the_signature_of_another_key_is_refused(sealed, made, tmp_path, problems):
    content = verify.signed_part(record_of(sealed, 2))

    rewrite(sealed, 2, signature=KmsKey(made()).sign(content).hex())

    assert problems(sealed, tmp_path) == ["the signature is not the key's"]


@pytest.mark.parametrize(
    ("algorithm", "problem"),
    [
        ("Ed25519", "the signature is not the key's"),
        (..., "the signature is not the key's"),
        ("none", "changed: not a seal (signed by none, which this verifier does not know)"),
    ],
)
def test_a_seal_that_says_another_algorithm_is_refused(sealed, tmp_path, algorithm, problem):
    rewrite(sealed, 2, algorithm=algorithm)

    assert by_package(sealed, tmp_path) == [problem]
    assert by_openssl(sealed, tmp_path) == [problem]


@BOTH
def test_a_key_is_rotated_into_kms_within_it_and_back(locker, keep, made, tmp_path, problems):
    file, back = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    keys = [file, KmsKey(made()), KmsKey(made()), back]
    for number, (former, key) in enumerate(zip([None, *keys], keys, strict=False)):
        keep(locker, pa.table({"name": [number]}), observation=f"07300{number}-abcdef")
        if former:
            with pytest.raises(DefinitionError, match="must endorse it once"):
                seal(locker, key, run=RUN)
        seal(locker, key, run=RUN, former_key=former)

    assert problems(locker, tmp_path) == []
    rewrite(locker, 4, endorsement=record_of(locker, 6)["endorsement"])
    assert "sealed by another key, which the key before it never endorsed" in problems(
        locker, tmp_path
    )


@BOTH
def test_seals_of_before_name_no_algorithm_and_stay_verifiable(locker, keep, tmp_path, problems):
    key = Ed25519PrivateKey.generate()
    keep(locker, pa.table({"name": ["a"]}))
    seal(locker, key, run=RUN)
    former = {k: v for k, v in record_of(locker, 2).items() if k != "algorithm"}
    signature = key.sign(verify.signed_part(former)).hex()
    rewrite(locker, 2, algorithm=..., signature=signature)
    before = (locker.root / "log" / "000000002.json").read_bytes()

    keep(locker, pa.table({"name": ["b"]}), observation="080000-abcdef")
    seal(locker, key, run=RUN)

    assert problems(locker, tmp_path) == []
    assert (locker.root / "log" / "000000002.json").read_bytes() == before
    assert record_of(locker, 4)["endorsement"] is None
