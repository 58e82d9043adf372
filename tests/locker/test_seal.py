"""What an insider might do to a sealed locker, and that each is found by its name."""

import json
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from include.locker import verify
from include.locker.authority import Rfc3161Authority
from include.locker.seal import new_key, public_half, read_key, seal
from include.model.errors import DefinitionError, SourceUnreachable
from include.model.reference import Run, RunType

RUN = Run(run_id="test", run_type=RunType.COMMAND_LINE, triggered_by="test", code_version="test")
THING = pa.table({"name": ["late"], "size": [9]})


def problems(locker, **options):
    return verify.verify(locker.root, **options).problems


def overwrite(path, content):
    path.chmod(0o644)
    path.write_bytes(content)


def test_an_untouched_locker_has_no_problem(sealed, time_authority):
    locker, _ = sealed

    found = verify.verify(locker.root, authority=time_authority.certificate, require_time=True)

    assert found.problems == []
    assert (found.seals, found.sealed_through, found.notes) == (2, 7, [])


def test_any_flipped_bit_is_found(sealed):
    locker, _ = sealed
    rng = random.Random(20261124)
    files = [path for path in sorted(locker.root.rglob("*")) if path.is_file()]
    missed = []

    for _ in range(200):
        path = rng.choice(files)
        original = path.read_bytes()
        changed = bytearray(original)
        bit = rng.randrange(len(changed) * 8)
        changed[bit // 8] ^= 1 << bit % 8
        overwrite(path, bytes(changed))
        if not problems(locker):
            missed.append((path, bit))
        overwrite(path, original)

    assert missed == []


def test_a_last_seal_that_is_written_to_be_something_else_is_found(sealed):
    locker, _ = sealed
    path = locker.root / "log" / "000000008.json"

    overwrite(path, path.read_bytes().replace(b'"kind":"seal"', b'"kind":"seam"'))

    assert ("log/000000008.json", "the signature is not the key's") in problems(locker)


@pytest.mark.parametrize("room", ["evidence", "verifier"])
def test_a_deleted_file_is_named(sealed, room):
    locker, _ = sealed
    path = next(each for each in sorted((locker.root / room).rglob("*")) if each.is_file())
    path.unlink()

    assert problems(locker) == [(path.relative_to(locker.root).as_posix(), "missing")]


def test_an_added_file_is_named(sealed):
    locker, _ = sealed
    (locker.root / "evidence" / "more.parquet").write_bytes(b"made up")

    assert problems(locker) == [("evidence/more.parquet", "added: no record names it")]


def test_a_deleted_entry_is_named(sealed):
    locker, _ = sealed
    (locker.root / "log" / "000000002.json").unlink()

    assert ("log/000000002.json", "missing") in problems(locker)


def test_two_swapped_entries_are_found(sealed):
    locker, _ = sealed
    one, two = (locker.root / "log" / f"00000000{number}.json" for number in (1, 2))
    first, second = one.read_bytes(), two.read_bytes()
    overwrite(one, second)
    overwrite(two, first)

    assert problems(locker) == [
        ("log/000000004.json", "entries 1 to 3 are not those that were sealed")
    ]


def test_a_seal_signed_again_with_another_key_is_found(sealed):
    locker, _ = sealed
    stranger = Ed25519PrivateKey.generate()
    path = locker.root / "log" / "000000008.json"
    record = json.loads(path.read_bytes())
    record["key"] = public_half(stranger).model_dump()
    record["signature"] = stranger.sign(verify.signed_part(record)).hex()
    overwrite(path, verify.canonical(record))

    found = [problem for _, problem in problems(locker)]

    assert "sealed by another key, which the key before it never endorsed" in found


def test_a_history_sealed_again_without_time_tokens_is_found(sealed):
    locker, key = sealed
    path = locker.root / "log" / "000000008.json"
    record = json.loads(path.read_bytes()) | {"time_token": None}
    record["signature"] = key.sign(verify.signed_part(record)).hex()
    overwrite(path, verify.canonical(record))

    assert problems(locker) == [("log/000000008.json", "has no independent time, though it must")]


def test_a_token_for_other_bytes_is_found(sealed):
    locker, key = sealed
    first, second = (locker.root / "log" / f"00000000{number}.json" for number in (4, 8))
    record = json.loads(second.read_bytes())
    record["time_token"] = json.loads(first.read_bytes())["time_token"]
    record["signature"] = key.sign(verify.signed_part(record)).hex()
    overwrite(second, verify.canonical(record))

    assert problems(locker) == [("log/000000008.json", "the time token is of other bytes")]


def test_a_seal_that_claims_another_time_than_the_authority_is_found(locker, keep, time_authority):
    keep(locker, THING)
    seal(
        locker,
        Ed25519PrivateKey.generate(),
        run=RUN,
        authority=Rfc3161Authority(time_authority.url),
        clock=lambda: datetime(2026, 1, 1, tzinfo=UTC),
    )

    assert "the authority's time is" in problems(locker)[0][1]


def test_a_replaced_locker_is_found_by_who_knows_the_first_key(sealed):
    locker, _ = sealed

    assert problems(locker, trust="0" * 64)[0][0] == "log"


def test_entries_after_the_last_seal_are_said_to_be_unsealed(sealed, keep):
    locker, _ = sealed
    keep(locker, THING, observation="080000-abcdef")

    found = verify.verify(locker.root)

    assert "entries after the last seal, not sealed yet: 1" in found.notes
    assert found.problems == []


def test_a_key_is_rotated_by_the_former_ones_endorsement(sealed, keep):
    locker, former = sealed
    keep(locker, THING, observation="080000-abcdef")
    fresh = read_key(new_key(), "fresh")

    with pytest.raises(DefinitionError, match="must endorse it once"):
        seal(locker, fresh, run=RUN)
    seal(locker, fresh, run=RUN, former_key=former)

    assert [problem for _, problem in problems(locker)] == [
        "has no independent time, though it must"
    ]


def test_nothing_new_is_not_sealed_again(sealed):
    locker, key = sealed

    assert seal(locker, key, run=RUN) is None


def test_an_authority_that_does_not_answer_seals_nothing(locker, keep):
    keep(locker, THING)

    with pytest.raises(SourceUnreachable, match="no token"):
        seal(
            locker,
            Ed25519PrivateKey.generate(),
            run=RUN,
            authority=Rfc3161Authority("http://127.0.0.1:9/", timeout_seconds=1),
        )

    assert len(list(locker.entries())) == 1


def test_a_file_that_is_no_key_is_refused_without_showing_it():
    with pytest.raises(DefinitionError, match=r"sealing\.pem: not an Ed25519") as refused:
        read_key(b"-----BEGIN PRIVATE KEY-----\nsecret\n", "sealing.pem")

    assert "secret" not in str(refused.value)


def test_the_verifier_that_travels_runs_alone_without_any_package(sealed, tmp_path):
    locker, _ = sealed
    elsewhere = tmp_path / "auditor"
    shutil.copytree(locker.root, elsewhere)
    program = next((elsewhere / "verifier").rglob("verify.py"))

    # -I -S: no site-packages, no project, only the standard library.
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(elsewhere)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "no problem: 8 entries" in ran.stdout


def test_a_folder_that_is_no_locker_gets_one_line(tmp_path, capsys):
    code = verify.main([str(tmp_path)])

    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
