"""Counts the requests that 1,000 pull requests of the emulated GitHub take, beside a walk by REST.

python -m tests.bench.github
"""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

from github import Auth
from rich.console import Console

from include.model.interval import Interval, IntervalKind
from include.model.scope import GithubOrganization, Scope, ScopeKind
from include.sources.collection import Collection
from include.sources.github import changes, connect
from tests.bench.measured import ROOT

PULLS = 1000
# For each its detail, reviews, commits and checks, after one question for the list.
BY_REST = 1 + 4 * PULLS


def requests_of(endpoint: str) -> tuple[int, int]:
    """Return how many pull requests came of the emulated monolith, by how many requests."""
    into, now = Collection(changes.SOURCE), datetime.now(UTC)
    into.interval = Interval(
        kind=IntervalKind.WINDOW, start=now - timedelta(days=31), end=now + timedelta(hours=1)
    )
    organization = GithubOrganization(
        login="quillhaven", name="Quillhaven", repositories=("monolith",)
    )
    scope = Scope(kind=ScopeKind.GITHUB_ORG, id="quillhaven", name="Q", starts_on=date(2026, 1, 1))
    token = Auth.Token("token")
    github = connect(token, scope, into, organization=organization, base_url=endpoint)
    changes.collect(github, into)
    github.close()
    reading = into.readings[changes.PULL_REQUESTS.name]
    return sum(each.num_rows for each in reading.batches), len(reading.answers)


def main() -> int:
    """Measure, print one line, and return 0."""
    command = [sys.executable, "-m", "tests.demo.emulated_github", "--scale", f"pulls={PULLS}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            endpoint = process.stdout.readline().split()[1]
            pulls, requests = requests_of(endpoint)
        finally:
            process.terminate()
    Console().print(
        f"{pulls:,} pull requests: {requests} requests, {BY_REST / requests:.0f} times fewer than the "
        f"{BY_REST:,} of a walk by REST",
        highlight=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
