"""Records that protect the others: seals over what was recorded, and the result of verifying."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from include.model.frozen import Frozen
from include.model.reference import FileRef, Run, Sha256

Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$")]
EntryNumber = Annotated[int, Field(gt=0)]


class SealingKey(Frozen):
    """The public half of a key, in hexadecimal, and the SHA-256 of its bytes.

    Of an Ed25519 key they are its 32 bytes, of a P-256 key in KMS its DER SubjectPublicKeyInfo (91 bytes).
    """

    public: Annotated[str, Field(pattern=r"^([0-9a-f]{64}|[0-9a-f]{182})$")]
    fingerprint: Sha256


class WarehouseDigest(Frozen):
    """A hash over the warehouse's rows that stem from these entries, made when they were sealed.

    ``form`` says how the rows were written down: 2 leaves nulls and empty tables out, so that a column or
    table that comes later changes nothing. Digests of two forms can't be compared.
    """

    first: EntryNumber
    last: EntryNumber
    rows: Annotated[int, Field(ge=0)]
    sha256: Sha256
    form: Literal[1, 2] = 1


class Seal(Frozen):
    """A signed Merkle root over every entry since the last seal, chained to that seal.

    ``time_token`` is an RFC 3161 token (DER, hexadecimal) over all but itself and the signature; None
    means that no independent clock witnessed the seal. ``endorsement`` is the former key's signature
    over a new key's public half. ``signature`` covers everything else; ``algorithm`` says how it is made,
    and was not written before there was a second way. It stands beside the key, not in it, so that verifiers
    of before still take Ed25519 seals. ``verifier`` is the program that
    checks all of this offline and travels with the evidence. ``versions`` refers to a JSON object that names,
    for a locker in a bucket, the version of every object that the seal covers.
    """

    kind: Literal["seal"] = "seal"
    first: EntryNumber
    last: EntryNumber
    merkle_root: Sha256
    previous: Sha256 | None
    warehouse: WarehouseDigest | None
    sealed_at: AwareDatetime
    algorithm: Literal["Ed25519", "ECDSA_SHA_256"] = "Ed25519"
    key: SealingKey
    endorsement: Hex | None
    authority: str | None
    time_token: Hex | None
    signature: Hex
    verifier: FileRef
    versions: FileRef | None = None
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the verifier, and the versions that were sealed."""
        return (self.verifier, *([self.versions] if self.versions else []))


class VerificationRecord(Frozen):
    """What the last look at the whole locker found: itself evidence, read by EVD-02.

    ``seals`` refers to a Parquet file with one row per seal, and one for what is not sealed yet.
    """

    kind: Literal["verification"] = "verification"
    verified_at: AwareDatetime
    through: Annotated[int, Field(ge=0)]
    sealed_through: Annotated[int, Field(ge=0)]
    problems: Annotated[int, Field(ge=0)]
    notes: tuple[str, ...]
    seals: FileRef
    run: Run

    @property
    def files(self) -> tuple[FileRef, ...]:
        """List the table of seals."""
        return (self.seals,)
