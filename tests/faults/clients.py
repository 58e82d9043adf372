"""Makes the client by which a source is asked: through a wire, or in a company's folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from github import Auth

from include.model.company import read_company
from include.model.scope import GithubOrganization, Scope
from include.sources import aws, github, registers
from include.sources.collection import Collection
from tests.faults.cases import DEMO
from tests.faults.delivered import RECORDED

TOKEN = "ghp_wireToken0123456789abcdefghijklmnopqr"
_KEYS = ("wire-secret-key-9f2c", "wire-session-token-77d1")
SECRETS = (*_KEYS, TOKEN)
# The first answers are the emulators' own; after that the wires remember them.
_AT_FIRST = (
    aws.Patience(attempts=3, connect_seconds=5, read_seconds=15),
    github.Patience(attempts=3, read_seconds=15, sleep=lambda _: None),
)
_LATER = (
    aws.Patience(attempts=3, connect_seconds=2, read_seconds=0.5),
    github.Patience(attempts=2, read_seconds=1, sleep=lambda _: None),
)


class Clients:
    """Connects to each provider; remembers what is open."""

    def __init__(self, urls: Mapping[str, str], organization: GithubOrganization) -> None:
        self._urls, self._organization = urls, organization
        self._session = boto3.Session("AKIAWIRETEST", *_KEYS, region_name="us-east-1")
        self._patience = _AT_FIRST
        self._open: list[Any] = []

    def lose_patience(self) -> None:
        """From now on wait for no answer longer than a wire needs."""
        self._patience = _LATER

    def make(self, source: str, company: Path, scope: Scope, into: Collection) -> Any:
        """Connect for one source; ``company`` is the folder of the registers."""
        if source.startswith("registers."):
            return registers.connect(company / "registers", scope, into)
        of_aws, of_github = self._patience
        if source.startswith("aws."):
            url = self._urls["aws"]
            account = read_company(DEMO).scope.account(scope.id)
            account = account.model_copy(update={"config_delivery": RECORDED})
            client = aws.connect(
                *(self._session, scope, into),
                endpoint_url=url,
                patience=of_aws,
                account=account,
            )
        else:
            client = github.connect(
                Auth.Token(TOKEN),
                scope,
                into,
                organization=self._organization,
                base_url=self._urls["github"],
                patience=of_github,
            )
        self._open.append(client)
        return client

    def close(self) -> None:
        """Close what is open."""
        while self._open:
            self._open.pop().close()
