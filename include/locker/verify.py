"""Verify a locker offline, with the standard library alone. This one file travels with the evidence.

    python verify.py FOLDER [--trust FINGERPRINT] [--authority CERTIFICATE.pem] [--require-time] [--json]

Checked always: the log's numbers, every record's files (there, and with the recorded SHA-256), files that
no record names, the chain of seals and each one's Merkle root. Signatures (Ed25519, and ECDSA on P-256 as
KMS makes them) are checked where the package `cryptography` or the program `openssl` is found; an
authority's time token is held against the seal always, and its own signature where `openssl` and the
authority's certificate are there. What could not be checked is said.

A packet holds a part of a locker and what was made of it. There every file must be the one that its list
(MANIFEST.sha256) names; files of the locker that are not part of the packet are counted, and only they may
be absent. The list itself is not sealed: hold its own hash against the one that you were given.

Not shown: that the collector saw the truth, or that nobody replaced the whole locker together with its
key. For that hold the fingerprint against what you were given by other means.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

_TOLERANCE = timedelta(hours=1)
_LIST = "MANIFEST.sha256"
ED25519, ECDSA = "Ed25519", "ECDSA_SHA_256"
# How the SubjectPublicKeyInfo of a P-256 key begins (RFC 5480); the rest of its point follows, uncompressed.
_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
P256_POINT = 65
_DER_LENGTHS = range(8, 73)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Verification:
    """What a check of one locker found: counts, problems by place, and what could not be checked."""

    def __init__(self, root: Path) -> None:
        """Begin with nothing found."""
        self.is_packet = _is_packet(root)
        self.root = root / "locker" if self.is_packet else root
        self.entries: list[tuple[int, str, dict[str, Any]]] = []
        self.files: dict[str, str] = {}
        self.seals = 0
        self.sealed_through = 0
        self.fingerprint: str | None = None
        self.problems: list[tuple[str, str]] = []
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        """Say once what could not be checked."""
        if text not in self.notes:
            self.notes.append(text)

    def line(self) -> str:
        """Sum up in one line."""
        found = f"{len(self.problems)} problems" if self.problems else "no problem"
        through = f"sealed through {self.sealed_through}" if self.seals else "not sealed"
        return (
            f"{found}: {len(self.entries)} entries, {len(self.files)} files, {self.seals} seals, "
            f"{through}, first key {(self.fingerprint or 'none')[:16]}"
        )


def verify(
    root: Path,
    *,
    trust: str | None = None,
    authority: Path | None = None,
    require_time: bool = False,
) -> Verification:
    """Check a locker; never raises for what it holds, every defect is a problem with its place."""
    found = Verification(root)
    if found.is_packet:
        _check_list(found, root)
    _check_log(found)
    _check_files(found)
    _check_strangers(found)
    _check_seals(found, trust, authority, require_time=require_time)
    return found


def _is_packet(root: Path) -> bool:
    """Tell a packet, which holds a part of a locker, from a locker, which may lack nothing."""
    return not (root / "log").is_dir() and (root / "locker" / "log").is_dir()


def _check_list(found: Verification, root: Path) -> None:
    """Hold every file of a packet against its list, and the list against the folder."""
    if not (root / _LIST).is_file():
        found.problems.append((_LIST, "missing: the list of the packet's files"))
        return
    content = (root / _LIST).read_bytes()
    listed = {}
    for line in content.decode("utf-8", "replace").splitlines():
        sha256, _, name = line.partition("  ")
        listed[name] = sha256
    there = {
        path.relative_to(root).as_posix(): path for path in root.rglob("*") if not path.is_dir()
    }
    there.pop(_LIST)
    for name in sorted(set(listed) | set(there)):
        if name not in there:
            found.problems.append((name, "missing: the packet's list names it"))
        elif name not in listed:
            found.problems.append((name, "added: the packet's list does not name it"))
        elif hashlib.sha256(there[name].read_bytes()).hexdigest() != listed[name]:
            found.problems.append((name, "changed: its SHA-256 is not the listed one"))
    found.note(
        f"the list of {len(listed)} files has the SHA-256 {hashlib.sha256(content).hexdigest()}"
    )


def _check_log(found: Verification) -> None:
    log = found.root / "log"
    names = sorted(path.name for path in log.iterdir())
    for name in (each for each in names if not re.fullmatch(r"\d{9}\.json", each)):
        found.problems.append((f"log/{name}", "added: not an entry of the log"))
    numbers = [int(name[:9]) for name in names if re.fullmatch(r"\d{9}\.json", name)]
    for number in sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers)):
        found.problems.append((f"log/{number:09d}.json", "missing"))
    for number in numbers:
        content = (log / f"{number:09d}.json").read_bytes()
        try:
            record = json.loads(content)
            written = canonical(record)
        except (ValueError, RecursionError):
            record, written = {}, b""
        if written != content or not isinstance(record, dict):
            found.problems.append((f"log/{number:09d}.json", "changed: not as a record is written"))
            record = {}
        found.entries.append((number, hashlib.sha256(content).hexdigest(), record))


def _check_files(found: Verification) -> None:
    for number, _, record in found.entries:
        for path, sha256 in references(record):
            if found.files.setdefault(path, sha256) != sha256:
                found.problems.append((path, f"entry {number} gives it another hash than before"))
    absent = 0
    for path, sha256 in sorted(found.files.items()):
        place = _find(found.root, path, sha256)
        if place is None and found.is_packet:
            absent += 1
        elif place is None:
            found.problems.append((path, "missing"))
        elif hashlib.sha256(place.read_bytes()).hexdigest() != sha256:
            found.problems.append((path, "changed: its SHA-256 is not the recorded one"))
    if absent:
        found.note(f"{absent} files of the log are not part of this packet")


def references(value: Any) -> list[tuple[str, str]]:
    """List every file that a record names, wherever it stands in it."""
    if isinstance(value, dict):
        if {"path", "sha256", "size"} <= set(value):
            return [(str(value["path"]), str(value["sha256"]))]
        value = list(value.values())
    if isinstance(value, list):
        return [reference for each in value for reference in references(each)]
    return []


def _find(root: Path, path: str, sha256: str) -> Path | None:
    """Find a file, or the draft of a writer that was killed after its record was made."""
    place = root / path
    if place.is_file() and ".." not in Path(path).parts:
        return place
    return next((root / "staging").glob(f"*/{sha256}"), None)


def _check_strangers(found: Verification) -> None:
    for path in sorted(found.root.rglob("*")):
        name = path.relative_to(found.root).as_posix()
        if path.is_dir() or name.startswith(("staging/", "log/")):
            continue
        if name not in found.files:
            found.problems.append((name, "added: no record names it"))


def _check_seals(
    found: Verification, trust: str | None, authority: Path | None, *, require_time: bool
) -> None:
    previous: tuple[str, dict[str, Any]] | None = None
    hashes = {number: sha256 for number, sha256, _ in found.entries}
    for number, sha256, seal in (each for each in found.entries if _is_seal(each[2])):
        place = f"log/{number:09d}.json"
        try:
            problems = _seal_problems(seal, previous, hashes, authority=authority, found=found)
        except (KeyError, TypeError, ValueError) as error:
            problems = [f"changed: not a seal ({error})"]
        if not seal.get("time_token") and (
            require_time or (previous and previous[1]["time_token"])
        ):
            problems.append("has no independent time, though it must")
        found.problems.extend((place, problem) for problem in problems)
        found.fingerprint = found.fingerprint or str(seal.get("key", {}).get("fingerprint"))
        found.seals += 1
        found.sealed_through = max(found.sealed_through, int(seal.get("last", 0)))
        previous = (sha256, seal)
    if trust and found.fingerprint != trust:
        found.problems.append(("log", f"the first key is {found.fingerprint}, not the trusted one"))
    tail = [n for n, *_ in found.entries if n > found.sealed_through]
    # The last seal itself is signed, and the next one covers it.
    tail = tail[1:] if found.seals else tail
    if tail:
        found.note(f"entries after the last seal, not sealed yet: {len(tail)}")


def _is_seal(record: dict[str, Any]) -> bool:
    """Tell a seal; it stays one when somebody writes that it is something else."""
    return record.get("kind") == "seal" or "merkle_root" in record


def _seal_problems(
    seal: dict[str, Any],
    previous: tuple[str, dict[str, Any]] | None,
    hashes: dict[int, str],
    *,
    authority: Path | None,
    found: Verification,
) -> list[str]:
    problems = []
    first = previous[1]["last"] + 1 if previous else 1
    if seal["previous"] != (previous[0] if previous else None) or seal["first"] != first:
        problems.append("does not follow the seal before it")
    leaves = [(n, hashes.get(n, "missing")) for n in range(seal["first"], seal["last"] + 1)]
    if merkle_root(leaves) != seal["merkle_root"]:
        problems.append(f"entries {seal['first']} to {seal['last']} are not those that were sealed")
    public, algorithm = bytes.fromhex(seal["key"]["public"]), algorithm_of(seal)
    if hashlib.sha256(public).hexdigest() != seal["key"]["fingerprint"]:
        problems.append("the key's fingerprint is not its own")
    if not _is_signed(signed_part(seal), seal["signature"], public, algorithm, found):
        problems.append("the signature is not the key's")
    if previous and previous[1]["key"] != seal["key"]:
        old = bytes.fromhex(previous[1]["key"]["public"])
        endorsement = seal.get("endorsement") or ""
        if not _is_signed(public, endorsement, old, algorithm_of(previous[1]), found):
            problems.append("sealed by another key, which the key before it never endorsed")
    if seal["time_token"]:
        problems += _token_problems(seal, authority, found)
    return problems


def merkle_root(leaves: list[tuple[int, str]]) -> str:
    """Return the root over numbered entries; leaves and nodes are told apart, an odd one moves up."""
    level = [hashlib.sha256(b"\x00" + f"{n}:{sha256}".encode()).digest() for n, sha256 in leaves]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [
            hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) > 1 else pair[0]
            for pair in pairs
        ]
    return (level[0] if level else hashlib.sha256(b"").digest()).hex()


def canonical(value: Any) -> bytes:
    """Write JSON in the one form that is hashed."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode() + b"\n"


def timed_part(seal: dict[str, Any]) -> bytes:
    """Return what a time token is made over: all but the token and the signature."""
    return canonical({k: v for k, v in seal.items() if k not in {"signature", "time_token"}})


def signed_part(seal: dict[str, Any]) -> bytes:
    """Return what is signed: all but the signature, the time token included."""
    return canonical({k: v for k, v in seal.items() if k != "signature"})


def algorithm_of(seal: dict[str, Any]) -> str:
    """Return how a seal is signed; seals of before there was a second way do not say it.

    Raises:
        ValueError: in a way that is not known here.
    """
    named = seal.get("algorithm", ED25519)
    if named not in (ED25519, ECDSA):
        raise ValueError(f"signed by {named}, which this verifier does not know")
    return str(named)


def is_p256(public: bytes) -> bool:
    """Tell the SubjectPublicKeyInfo of a P-256 key, in the one form that is taken."""
    return public.startswith(_P256) and len(public) == len(_P256) - 1 + P256_POINT


def _is_one_form(raw: bytes) -> bool:
    """Tell the one form of an ECDSA signature that is taken; who has no key could write it in others."""
    if len(raw) not in _DER_LENGTHS:
        return False
    r, s = (int.from_bytes(each, "big") for each in (raw[4 : 4 + raw[3]], raw[6 + raw[3] :]))
    # A DER integer has a sign: where the first bit is set, a byte of zeros stands before it.
    parts = [each.to_bytes(each.bit_length() // 8 + 1, "big") for each in (r, s)]
    body = b"".join(b"\x02" + bytes([len(part)]) + part for part in parts)
    return raw == b"\x30" + bytes([len(body)]) + body and 0 < s <= P256_ORDER // 2


def _is_signed(
    content: bytes, signature: str, public: bytes, algorithm: str, found: Verification
) -> bool:
    """Check a signature by what is there; without anything say so and trust nothing."""
    try:
        raw = bytes.fromhex(signature)
    except ValueError:
        return False
    if raw.hex() != signature:  # upper-case digits would be other bytes with the same meaning
        return False
    if algorithm == ECDSA and not (is_p256(public) and _is_one_form(raw)):
        return False
    try:
        return _is_signed_by_package(content, raw, public, algorithm)
    except ImportError:
        return _is_signed_by_openssl(content, raw, public, algorithm, found)


def _is_signed_by_package(content: bytes, raw: bytes, public: bytes, algorithm: str) -> bool:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

    try:
        if algorithm == ED25519:
            ed25519.Ed25519PublicKey.from_public_bytes(public).verify(raw, content)
        else:
            point = public[-P256_POINT:]
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            key.verify(raw, content, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_signed_by_openssl(
    content: bytes, raw: bytes, public: bytes, algorithm: str, found: Verification
) -> bool:
    command = ["pkeyutl", "-verify", "-pubin", "-keyform", "DER"]
    if algorithm == ED25519:
        # SubjectPublicKeyInfo of Ed25519 (RFC 8410) is this prefix and the 32 bytes of the key.
        key = bytes.fromhex("302a300506032b6570032100") + public
        command += ["-rawin"]
    else:
        key, content = public, hashlib.sha256(content).digest()
        command += ["-pkeyopt", "digest:sha256"]
    answer = _openssl(
        [*command, "-inkey", "{key}", "-in", "{content}", "-sigfile", "{raw}"],
        {"key": key, "content": content, "raw": raw},
    )
    if answer is None:
        found.note("signatures were not checked: neither `cryptography` nor `openssl` is here")
        return True
    return answer.returncode == 0


def _token_problems(seal: dict[str, Any], authority: Path | None, found: Verification) -> list[str]:
    """Hold a time token against the seal: the same bytes, the same hour, the authority's signature."""
    token = bytes.fromhex(seal["time_token"])
    digest = hashlib.sha256(timed_part(seal)).digest()
    if digest not in token:
        return ["the time token is of other bytes"]
    stated = re.search(rb"\x18.(\d{14})(?:\.\d+)?Z", token, re.DOTALL)
    if stated is None:
        return ["the time token says no time"]
    at = datetime.strptime(stated[1].decode() + "+0000", "%Y%m%d%H%M%S%z")
    if abs(at - datetime.fromisoformat(seal["sealed_at"])) > _TOLERANCE:
        return [f"the authority's time is {at:%FT%TZ}, the seal says {seal['sealed_at']}"]
    if authority is None:
        found.note("time tokens: the authority's own signature was not checked (give --authority)")
        return []
    answer = _openssl(
        [
            *("ts", "-verify", "-digest", digest.hex()),
            *("-in", "{token}", "-token_in", "-CAfile", str(authority)),
        ],
        {"token": token},
    )
    if answer is None:
        found.note("time tokens: the authority's own signature was not checked (no `openssl`)")
    elif answer.returncode:
        return ["the time token is not signed by the authority"]
    return []


def _openssl(
    command: list[str], files: dict[str, bytes]
) -> "subprocess.CompletedProcess[bytes] | None":
    """Run openssl with the given files, or return None where it is not installed."""
    program = shutil.which("openssl")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        places = {name: str(Path(folder) / name) for name in files}
        filled = [part.format(**places) for part in command]
        return subprocess.run([program, *filled], capture_output=True, check=False)  # noqa: S603


def main(arguments: list[str] | None = None) -> int:
    """Print what was checked, name every problem, and return 1 when there is one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("locker", type=Path, help="a locker, or a packet that was unzipped")
    parser.add_argument("--trust", metavar="FINGERPRINT", help="SHA-256 of the first sealing key")
    parser.add_argument("--authority", type=Path, metavar="PEM", help="the time authority's CA")
    parser.add_argument("--require-time", action="store_true", help="every seal needs a time token")
    parser.add_argument("--json", action="store_true", help="print the answer as JSON")
    given = parser.parse_args(arguments)
    if not _is_packet(given.locker) and not (given.locker / "log").is_dir():
        sys.stderr.write(
            f"error: {given.locker}: neither a locker (log/) nor a packet (locker/log/)\n"
        )
        return 2
    found = verify(
        given.locker,
        trust=given.trust,
        authority=given.authority,
        require_time=given.require_time,
    )
    if given.json:
        answer = {"problems": found.problems, "notes": found.notes, "summary": found.line()}
        sys.stdout.write(json.dumps(answer, indent=2) + "\n")
    else:
        lines = [f"{place}: {problem}" for place, problem in found.problems]
        lines += [f"note: {note}" for note in found.notes]
        sys.stdout.write("\n".join([*lines, found.line()]) + "\n")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
