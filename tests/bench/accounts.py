"""Measures what 20 accounts take that are discovered from their organisation, one of which refuses its role.

python -m tests.bench.accounts [--accounts 20]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import boto3
import yaml
from rich.console import Console

from include import sources
from include.extract import extract
from include.locker import Locker
from include.locker.organizations import known_company
from include.model.provenance import command_line_run
from include.model.record import CollectionStatus
from include.model.scope import ScopeFile
from include.sources import aws
from tests.bench.emulator import emulated
from tests.bench.pairs import ACCOUNT, COMPANY
from tests.demo.emulated_aws.scale import plain_account

KEYS = {"AWS_ACCESS_KEY_ID": "AKIABENCHBENCHBENCH0", "AWS_SECRET_ACCESS_KEY": "bench-secret"}
REFUSES = plain_account(0)


@dataclass(frozen=True)
class Seen:
    """What one account took: seconds, calls, datasets that came and that did not."""

    account: str
    seconds: float
    calls: int
    collected: int
    failed: int


def write_company(folder: Path) -> Path:
    """Write the demo's files with its organisation discovered; one account has a wrong external id."""
    demo = Path(COMPANY["SOC2_COMPANY"])
    for path in demo.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    scope = yaml.safe_load((demo / "scope.yaml").read_text(encoding="utf-8"))
    wrong = REFUSES.model_copy(update={"external_id": "not-ours"})
    keys = {"id", "name", "environment", "role_arn", "external_id"}
    listed = wrong.model_dump(mode="json", include=keys)
    scope["aws_accounts"] = [scope["aws_accounts"][0], listed]
    scope["discover"] = {
        "role_name": "soc2-collector",
        "external_id": "soc2-demo",
        "environment": "production",
        "include": {"ous": ["/Plain"]},
    }
    (folder / "scope.yaml").write_text(yaml.safe_dump(scope), encoding="utf-8")
    return folder


def observe(
    endpoint: str, folder: Path, locker: Locker, only: Sequence[str] | None = None
) -> list[Seen]:
    """Observe the hub's organisation, then every account that is in scope by it, one after the other."""
    opened = known_company(folder, lambda: locker).scope
    _read(endpoint, locker, opened, ACCOUNT, ["aws.organization"])
    known = known_company(folder, lambda: locker).scope
    names = [name for name in only or sources.names("state") if name.startswith("aws.")]
    return [
        _read(endpoint, locker, known, each.id, names)
        for each in known.accounts
        if each.id != ACCOUNT
    ]


def _read(
    endpoint: str, locker: Locker, file: ScopeFile, account_id: str, names: Sequence[str]
) -> Seen:
    account, scope, begun = file.account(account_id), file.scope(account_id), time.perf_counter()
    session = boto3.Session(*KEYS.values(), region_name="us-east-1")
    assumed = aws.assume(session, account, endpoint_url=endpoint)
    connect = partial(aws.connect, assumed, endpoint_url=endpoint, account=account)
    run = command_line_run()
    made = [
        each
        for name in names
        for each in extract(name, scope, connect, locker=locker, run=run).manifests
    ]
    came = [each for each in made if each.status is CollectionStatus.COLLECTED]
    return Seen(
        account=scope.id,
        seconds=time.perf_counter() - begun,
        calls=sum(sum(each.calls.values()) for each in made),
        collected=len(came),
        failed=len(made) - len(came),
    )


def main() -> int:
    """Measure, print one line, and return 0; 1 where a failing account took others with it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.accounts")
    parser.add_argument("--accounts", type=int, default=20)
    count = parser.parse_args().accounts
    os.environ.update(KEYS)
    with (
        tempfile.TemporaryDirectory(prefix="soc2-bench-") as home,
        emulated("--authorise", accounts=count) as endpoint,
    ):
        locker = Locker.open(Path(home) / "locker")
        seen = observe(endpoint, write_company(Path(home)), locker)
    whole = [each for each in seen if not each.failed]
    seconds, calls = (
        median(getattr(each, fact) for each in whole) for fact in ("seconds", "calls")
    )
    Console(width=160).print(
        f"{len(seen)} accounts, one refuses its role: {len(whole)} whole; each {seconds:.1f} s and "
        f"{calls:.0f} calls for {whole[0].collected} datasets, the one {seen[0].seconds:.1f} s",
        highlight=False,
    )
    return int(len(whole) != count - 1)


if __name__ == "__main__":
    sys.exit(main())
