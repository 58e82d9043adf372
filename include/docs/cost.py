"""The page of cost: what is counted from the declarations, and a table of months by number of accounts.

The formulas stand in docs/cost.md above the marker; the names here are those of that page.
"""

from dataclasses import dataclass

from include import control_tests, sources
from include.docs.markdown import table
from include.model.dataset import Nature
from include.model.scope import ScopeKind

ACCOUNTS = (1, 5, 20, 100)
SLOTS, DAYS = 120, 30
# Of one account: users without a virtual device, buckets, Regions, trails; of one organisation: repositories.
U, B, R, T, P = 30, 10, 17, 1, 13
# MB on a disk with blocks of 4 KB, per observation.
MB_ACCOUNT, MB_ORGANIZATION, MB_COMPANY = 0.6, 0.4, 0.4
# Dollars, list prices of us-east-1: per request of S3, per GB and month of a disk (gp3) and of S3.
PER_GET, PER_PUT, PER_GB, PER_GB_S3 = 0.4e-6, 5e-6, 0.08, 0.023
# Of KMS: a key and month, a request to sign or for a public key, a request to encrypt or decrypt.
PER_KEY, PER_SIGN, PER_REQUEST = 1.0, 15e-6, 3e-6
# A key of the bucket (S3 Bucket Keys) asks KMS up to a hundredth as often, as AWS says.
BUCKET_KEY = 0.01
# Each run ends with a seal: observations, days, the week's verification.
SEALS = SLOTS + DAYS + 5


@dataclass(frozen=True)
class Counted:
    """How many datasets an observation or a day has, per scope."""

    account: int
    organization: int
    company: int


@dataclass(frozen=True)
class Month:
    """What a month of one organisation and some accounts takes."""

    aws_calls: int
    github_calls: int
    files: int
    gigabytes: float
    requests: float

    @property
    def disk(self) -> float:
        """Return a month's dollars of the disk when a year is on it."""
        return 12 * self.gigabytes * PER_GB

    @property
    def puts(self) -> int:
        """Return the PUTs of a locker in S3: each file is staged, then locked in its place."""
        return 2 * self.files

    @property
    def s3_requests(self) -> float:
        """Return a month's dollars of those, a list per record (of three files), and four HEADs a file."""
        return (self.puts + self.files / 3) * PER_PUT + 4 * self.files * PER_GET

    @property
    def s3_storage(self) -> float:
        """Return a month's dollars of S3 when a year is in it."""
        return 12 * self.gigabytes * PER_GB_S3

    @property
    def bucket_key(self) -> float:
        """Return a month's dollars of what KMS is asked for PUTs and HEADs, without a key of the bucket."""
        return (self.puts + 4 * self.files) * PER_REQUEST


def counted(*natures: Nature) -> Counted:
    """Count the datasets of these natures."""
    declared = [sources.load(name).SOURCE for name in sources.names(*natures)]
    found = {
        kind: sum(len(each.datasets) for each in declared if each.scope_kind is kind)
        for kind in ScopeKind
    }
    return Counted(
        found[ScopeKind.AWS_ACCOUNT], found[ScopeKind.GITHUB_ORG], found[ScopeKind.COMPANY]
    )


def month(accounts: int) -> Month:
    """Calculate a month by the formulas of the page."""
    state, events = counted(Nature.STATE), counted(Nature.EVENTS, Nature.HISTORY)
    themes = len(control_tests.names())
    per_slot = 3 * (accounts * state.account + state.organization + state.company) + 2 * themes + 2
    per_day = 3 * (accounts * events.account + events.organization) + 2 * themes + 2
    megabytes = accounts * MB_ACCOUNT + MB_ORGANIZATION + MB_COMPANY
    of_s3 = SLOTS * accounts * (12 * B + 3)
    return Month(
        aws_calls=SLOTS * accounts * (12 * B + U + 2 * R + 11 * T + 25),
        github_calls=SLOTS * (13 * P + 20) + DAYS * (9 * P + 21),
        files=SLOTS * per_slot + DAYS * per_day,
        gigabytes=SLOTS * megabytes / 1024,
        requests=of_s3 * PER_GET,
    )


def months() -> str:
    """Write the datasets as counted, and a row for each number of accounts."""
    state, events = counted(Nature.STATE), counted(Nature.EVENTS, Nature.HISTORY)
    datasets = [
        ("an observation", *map(str, (state.account, state.organization, state.company))),
        ("a day", *map(str, (events.account, events.organization, events.company))),
    ]
    rows = [
        (
            f"{accounts}",
            f"{made.aws_calls:,}",
            f"{made.github_calls:,}",
            f"{made.files:,}",
            f"{made.gigabytes:.1f}",
            f"{made.requests:.2f}",
            f"{made.disk:.2f}",
        )
        for accounts in ACCOUNTS
        for made in [month(accounts)]
    ]
    headings = (
        *("Accounts", "AWS calls", "GitHub calls", "Files", "GB"),
        *("S3 reads, $", "Disk after a year, $"),
    )
    return (
        f"## Datasets\n\n{table(('Of', 'Account', 'Organisation', 'Company'), datasets)}\n"
        f"There are {len(control_tests.names())} themes of control tests.\n\n"
        f"## A month\n\n{table(headings, rows)}\n"
        f"## A month with the locker in S3 and keys in KMS\n\n{_in_aws()}"
    )


def _in_aws() -> str:
    """Write what a locker in S3 costs in place of a disk, for each number of accounts."""
    rows = []
    for accounts in ACCOUNTS:
        made = month(accounts)
        keys, seals = 2 * PER_KEY, 2 * SEALS * PER_SIGN
        bucket = BUCKET_KEY * made.bucket_key
        whole = made.requests + made.s3_requests + made.s3_storage + keys + seals + bucket
        dollars = (made.s3_requests, made.s3_storage, keys)
        rows.append(
            (
                f"{accounts}",
                f"{made.puts:,}",
                *(f"{each:.2f}" for each in dollars),
                *(f"{seals:.3f}", f"{bucket:.3f}", f"{made.bucket_key:.2f}", f"{whole:.2f}"),
            )
        )
    headings = (
        *("Accounts", "PUTs", "Requests, $", "S3 after a year, $", "Two keys, $", "Seals, $"),
        *("The bucket's key, $", "Without Bucket Keys, $", "Together, with S3 reads, $"),
    )
    return table(headings, rows)
