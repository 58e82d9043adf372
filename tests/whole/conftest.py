"""The verbs without Airflow, over the emulated company."""

import json
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import boto3
import pytest
from github import Auth

from include import sources
from include.control_tests.definitions import load_all
from include.extract import extract
from include.locker import Locker
from include.locker.organizations import known_company
from include.model.interval import slot_of, utc_now
from include.model.provenance import run
from include.model.record import Judgement
from include.model.reference import RunType
from include.sources import aws, github, registers
from include.validate import validate
from tests.demo.moving import moved

COMPANY = Path(__file__).parents[1] / "demo" / "company"


@dataclass
class Pipeline:
    """Observes and judges the company that answers at an endpoint, one run per call."""

    endpoint: str
    github: str
    locker: Locker
    company: Path
    clock: object = utc_now
    runs: int = 0

    def observe(self, only=None):
        self.runs += 1
        made_by = run(f"test/{self.runs}", RunType.MANUAL, "test")
        for name in only or sources.names("state"):
            for scope, connect in self.asked(name):
                extract(name, scope, connect, locker=self.locker, run=made_by, clock=self.clock)
        tests = list(load_all().values())
        company = known_company(self.company, lambda: self.locker)
        validate(self.locker, tests, company, run=made_by, clock=self.clock)

    def asked(self, name):
        """Yield every scope that a source reads, and how to connect to it."""
        company = known_company(self.company, lambda: self.locker)
        kind = sources.load(name).SOURCE.scope_kind
        for scope in company.scope.scopes():
            if scope.kind is kind:
                yield scope, self._connect(name, scope, company)

    def fix(self, defect):
        body = json.dumps({"defect": defect}).encode()
        urllib.request.urlopen(f"{self.endpoint}/_demo/fix", data=body, timeout=10).close()

    def verdicts(self, kind):
        """Return what the latest judgement of every test and scope says, as (test, scope, item)."""
        latest = {}
        for entry in self.locker.entries():
            if isinstance(entry.record, Judgement):
                rows = self.locker.table(entry.record.verdicts).to_pylist()
                for each in entry.record.assessments:
                    key = (each.test, each.scope.id)
                    latest[key] = [r for r in rows if (r["test"], r["scope_id"]) == key]
        return {
            (row["test"], row["scope_id"], row["item_id"])
            for rows in latest.values()
            for row in rows
            if row["verdict"] == kind
        }

    def _connect(self, name, scope, company):
        if name.startswith("github."):
            return partial(
                github.connect,
                Auth.Token("testing"),
                organization=company.scope.organization(scope.id),
                base_url=self.github,
            )
        if not name.startswith("aws."):
            return partial(registers.connect, self.company / "registers", known=company.scope)
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        account = company.scope.account(scope.id)
        session = aws.assume(session, account, endpoint_url=self.endpoint)
        return partial(aws.connect, session, endpoint_url=self.endpoint, account=account)


@pytest.fixture
def pipeline(start_emulator, emulated_github, tmp_path):
    company = moved(COMPANY, tmp_path / "company", utc_now())
    return Pipeline(start_emulator(), emulated_github, Locker.open(tmp_path / "locker"), company)


class Clock:
    """Our clock, stopped near the real one: inside a slot, and moved on by hand."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def later(self, **by):
        return Clock(self.now + timedelta(**by))


@pytest.fixture
def frozen_in_slot():
    return Clock(slot_of(utc_now()).start + timedelta(hours=1))
