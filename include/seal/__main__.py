"""Seal what a locker recorded since its last seal.

  python -m include.seal --locker DIR --key sealing.pem [--authority URL] [--warehouse URI]
  python -m include.seal --locker DIR --key awskms:///alias/soc2-seal

The key is an Ed25519 private key in PEM (`--new-key` writes one where there is none yet), or one of KMS,
ECC_NIST_P256: awskms:/// and its alias, id or ARN, asked with the standard AWS credential chain and
AWS_ENDPOINT_URL.
"""

import os
from pathlib import Path

from include.locker import Locker
from include.locker.authority import Rfc3161Authority
from include.locker.kms import KmsKey
from include.locker.seal import SigningKey, new_key, read_key
from include.model.command_line import parser, run_verb
from include.model.errors import DefinitionError
from include.model.integrity import Seal
from include.model.provenance import command_line_run
from include.seal import seal

KMS = "awskms:///"


def main() -> int:
    """Seal, and print what was sealed."""
    arguments = parser("seal", __doc__)
    arguments.add_argument("--key", required=True, metavar="KEY", help=f"PEM file, or {KMS}ALIAS")
    arguments.add_argument(
        "--new-key", action="store_true", help="make the key where it is missing"
    )
    arguments.add_argument("--former-key", metavar="KEY", help="endorses a changed key")
    arguments.add_argument("--authority", metavar="URL", help="an RFC 3161 time authority")
    arguments.add_argument("--warehouse", metavar="URI", default=os.environ.get("SOC2_WAREHOUSE"))
    given = arguments.parse_args()
    if given.new_key and given.key.startswith(KMS):
        raise DefinitionError("--new-key writes a PEM file; a key of KMS is made in KMS")
    if given.new_key and not Path(given.key).exists():
        write_key(Path(given.key))
    entry = seal(
        Locker.open(given.locker),
        _read(given.key),
        run=command_line_run(),
        warehouse_uri=given.warehouse,
        authority=Rfc3161Authority(given.authority) if given.authority else None,
        former_key=_read(given.former_key) if given.former_key else None,
    )
    if entry is None or not isinstance(entry.record, Seal):
        print("nothing was recorded since the last seal")
        return 0
    made = entry.record
    time = f"time by {made.authority}" if made.time_token else "no independent time"
    print(f"sealed entries {made.first} to {made.last} as entry {entry.number}, {time}")
    print(f"first key of this seal: {made.key.fingerprint}")
    return 0


def write_key(path: Path) -> None:
    """Write a new private key that only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(new_key())


def _read(named: str) -> SigningKey:
    if named.startswith(KMS):
        return KmsKey(named.removeprefix(KMS))
    try:
        return read_key(Path(named).read_bytes(), named)
    except OSError as error:
        raise DefinitionError(
            f"{named}: the sealing key can't be read ({error.strerror})"
        ) from None


if __name__ == "__main__":
    run_verb(main)
