"""Start the emulated AWS: seed it, serve it, stop on SIGTERM or Ctrl-C."""

import argparse
import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moto.iam.models import iam_backends
from moto.moto_api._internal import mock_random
from moto.utilities.utils import PARTITION_NAMES

from include.model.errors import DefinitionError
from include.model.files import read_yaml
from include.model.scope import ScopeFile
from tests.demo.emulated_aws import (
    access_analyzer,
    evidence_account,
    identity_center,
    mends,
    organization,
    scale,
)
from tests.demo.emulated_aws.authorising import authorise
from tests.demo.emulated_aws.seeding import seed_company
from tests.demo.emulated_aws.server import serve
from tests.demo.emulated_aws.world import Clock, World

COMPANY = Path(__file__).parents[1] / "company"
_STOP_WITHIN = 0.05  # seconds


def main() -> int:
    """Serve until told to stop; 0 when stopped, 2 when the arguments or the company's files are wrong."""
    options = _options()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        world = build(options)
        server = serve(world, options.host, options.port)
    except (DefinitionError, OSError) as error:
        print(f"emulated AWS: {error}", file=sys.stderr)  # noqa: T201
        return 2
    serving = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": _STOP_WITHIN}, daemon=True
    )
    serving.start()
    print(f"ready http://{options.host}:{server.server_port}", flush=True)  # noqa: T201
    stop.wait()
    server.shutdown()
    serving.join()
    server.server_close()
    return 0


def build(options: argparse.Namespace) -> World:
    """Mend moto and fill it; the same seed and start give the same company, ids included."""
    # Read by moto when it makes an account: without it AWS's own policies do not exist.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    mock_random.seed(options.seed)
    world = World(Clock(options.now), timedelta(seconds=options.report_lifetime))
    mends.apply(world)
    scope = read_yaml(options.company / "scope.yaml", ScopeFile)
    seed_company(world, scope)
    organization.seed(world)
    identity_center.seed(world)
    access_analyzer.seed(world)
    scale.add_users(options.scale["users"], world.clock)
    scale.add_buckets(options.scale["buckets"], world.clock)
    scale.add_policies(options.scale["policies"])
    scale.add_roles(options.scale["roles"], options.scale["policies"], world.clock)
    more = scale.add_accounts(world, options.scale["accounts"])
    if options.authorise:
        hub = authorise(world, (*scope.aws_accounts, *more))
        if options.evidence_account:
            external_id = next(filter(None, (each.external_id for each in scope.aws_accounts)))
            evidence_account.seed(options.evidence_account, hub, external_id)
    _leave_other_partitions_bare()
    return world


def _leave_other_partitions_bare() -> None:
    """Make every account's five other partitions (China, ...) now, without AWS's policies in each.

    moto makes them when it first looks for an access key that it does not know, and reading 1,583 policies
    for each took the first request four seconds.
    """
    loads = "MOTO_IAM_LOAD_MANAGED_POLICIES"
    stated = os.environ.pop(loads)
    for account in list(iam_backends.values()):
        for partition in PARTITION_NAMES:
            account[partition]
    os.environ[loads] = stated


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.demo.emulated_aws", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="name or address to listen on")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one (default)")
    parser.add_argument("--seed", type=int, default=7, help="of every id that AWS would make up")
    parser.add_argument(
        "--company", type=Path, default=COMPANY, help="folder whose scope.yaml says who reads whom"
    )
    parser.add_argument(
        "--scale",
        type=_scale,
        default="users=0",
        help="plain ones more in production: users=2000,buckets=500,roles=300,policies=200; accounts=20",
    )
    parser.add_argument(
        "--now", type=_instant, default=datetime.now(UTC), help="start, ISO 8601 with zone"
    )
    parser.add_argument(
        "--authorise",
        action="store_true",
        help="check signatures and permissions; the hub's keys are AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY of the environment",
    )
    parser.add_argument(
        "--evidence-account",
        metavar="ID",
        help="with --authorise: an account beside the company's with a locker's bucket and key",
    )
    parser.add_argument(
        "--report-lifetime",
        type=float,
        default=0,
        help="seconds that a credential report stays fresh (AWS: 14400; default 0, so that repairs show)",
    )
    return parser.parse_args()


def _scale(text: str) -> dict[str, int]:
    counts = dict.fromkeys(("users", "buckets", "roles", "policies", "accounts"), 0)
    for part in text.split(","):
        name, _, number = part.partition("=")
        if name not in counts or not number.isdecimal():
            msg = f"expected users=N,buckets=N,roles=N,policies=N,accounts=N, got {text!r}"
            raise argparse.ArgumentTypeError(msg)
        counts[name] = int(number)
    return counts


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if instant.tzinfo is None:
        msg = f"expected a time zone, as in 2026-01-31T12:00:00Z, got {text!r}"
        raise argparse.ArgumentTypeError(msg)
    return instant.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
