"""A company of a few people, observed by hand: what extract would have recorded of its accounts."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from include import sources
from include.locker import Locker
from include.locker.encoding import encode_parquet, evidence_path, row_hash
from include.model.access_review import AccessReviewFile
from include.model.account import AwsAccount
from include.model.errors import Cause
from include.model.interval import slot_of
from include.model.record import Manifest
from include.model.reference import Run
from include.model.scope import GithubOrganization, ScopeFile

RUN = Run(run_id="r1", run_type="manual", triggered_by="test", code_version="0f1e2d3c")
AWS, ORG = "123456789012", "acme"
SCOPE = ScopeFile(
    company="Acme",
    starts_on=date(2026, 1, 1),
    aws_accounts=(AwsAccount(id=AWS, name="production", environment="production"),),
    github_organizations=(GithubOrganization(login=ORG, name="Acme on GitHub"),),
)
SETTINGS = AccessReviewFile(reviewers=("ciso", "boss"))
DAY = date(2026, 12, 31)
SEEN = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
NEXT = datetime(2027, 1, 1, 6, tzinfo=UTC)
DECLARED = {
    each.name: (source.scope_kind, each.columns)
    for source in (sources.load(name).SOURCE for name in sources.names("state"))
    for each in source.datasets
}
READ = (
    *("aws_iam_users", "aws_iam_user_details", "aws_iam_attachments", "aws_iam_policies"),
    *("aws_iam_policy_statements", "github_members", "github_outside_collaborators"),
    *("github_team_members", "github_repository_collaborators", "register_accounts"),
    *("register_roster", "register_service_accounts", "register_break_glass_principals"),
    *("aws_identity_center_instances", "aws_identity_center_users", "aws_identity_center_groups"),
    *("aws_identity_center_memberships", "aws_identity_center_permission_sets"),
    "aws_identity_center_assignments",
)


def person(name, manager="ciso", identities=(), end_date=None, **other):
    return {
        "person": name,
        "name": name.title(),
        "email": f"{name}@acme.example",
        "title": f"{name} lead",
        "department": "Work",
        "manager": manager,
        "employment": "employee",
        "start_date": date(2024, 1, 1),
        "end_date": end_date,
        "time_zone": "UTC",
        "identities": list(identities),
        **other,
    }


def aws_user(name, *, used=datetime(2026, 12, 30, tzinfo=UTC), **other):
    return {
        "user": name,
        "arn": f"arn:aws:iam::{AWS}:user/{name}",
        "is_root": False,
        "user_creation_time": datetime(2025, 1, 1, tzinfo=UTC),
        "password_enabled": True,
        "mfa_active": True,
        "password_last_used": used,
        "password_last_used_state": "used" if used else "never",
        "access_key_1_last_used_state": "no_key",
        "access_key_2_last_used_state": "no_key",
        "access_key_1_active": False,
        "access_key_2_active": False,
        "cert_1_active": False,
        "cert_2_active": False,
        **other,
    }


def detail(name, groups=()):
    return {
        "arn": f"arn:aws:iam::{AWS}:user/{name}",
        "user": name,
        "path": "/",
        "user_id": name,
        "create_date": datetime(2025, 1, 1, tzinfo=UTC),
        "groups": list(groups),
    }


def attached(principal, policy, kind="user"):
    return {
        "principal_arn": f"arn:aws:iam::{AWS}:{kind}/{principal}",
        "principal_kind": kind,
        "principal": principal,
        "usage": "permissions",
        "policy": policy,
        "policy_name": policy,
        "kind": "managed",
    }


def policy(name, actions=("s3:Get*",)):
    """A policy of one statement, with that statement."""
    return (
        {
            "policy": name,
            "policy_name": name,
            "kind": "managed",
            "version_id": "v1",
            "is_default_version": True,
            "statements": 1,
        },
        {
            "policy": name,
            "version_id": "v1",
            "is_default_version": True,
            "position": 1,
            "effect": "Allow",
            "actions": list(actions),
            "resources": ["*"],
            "not_actions": [],
            "not_resources": [],
            "conditions": [],
        },
    )


def member(name, role="member"):
    return {"login": name, "id": sum(map(ord, name)), "type": "User", "role": role}


def decided(account, decision="keep", by="ciso", reason="Needed", **other):
    return {
        "review": "2026-Q4",
        "system": "okta",
        "scope_id": "acme",
        "account": account,
        "is_privileged": False,
        "decision": decision,
        "reason": reason,
        "decided_by": by,
        "decided_at": datetime(2027, 1, 5, 10, tzinfo=UTC),
        **other,
    }


def other_account(name, **more):
    return {
        "system": "okta",
        "scope_id": "acme",
        "account": name,
        "is_enabled": True,
        "is_privileged": False,
        "rights": "sign-in",
        **more,
    }


def usual():
    """The rows of every dataset, for a test to change."""
    admin, admin_says = policy("Admin", ("*",))
    reading, reading_says = policy("Reading")
    return {
        "aws_iam_users": [
            *(aws_user(name) for name in ("ann", "ciso", "lost")),
            aws_user("ci", used=None, password_enabled=False, access_key_1_active=True),
        ],
        "aws_iam_user_details": [
            detail("ann", ["ops"]),
            detail("ciso"),
            detail("lost"),
            detail("ci"),
        ],
        "aws_iam_attachments": [attached("ann", "Reading"), attached("ops", "Admin", "group")],
        "aws_iam_policies": [admin, reading],
        "aws_iam_policy_statements": [admin_says, reading_says],
        "github_members": [member("ann-gh", "admin"), member("bo-gh")],
        "github_outside_collaborators": [{"login": "guest", "id": 9, "type": "User"}],
        "github_team_members": [{"team_id": 1, "team": "core", "login": "bo-gh", "id": 2}],
        "github_repository_collaborators": [
            {
                "repository_id": 1,
                "repository": "api",
                "login": "guest",
                "id": 9,
                "permission": "write",
            }
        ],
        "register_accounts": [other_account("ann"), other_account("bo"), other_account("gone")],
        "register_roster": [
            person("boss", None, ["okta:acme/boss"]),
            person("ciso", "boss", [f"aws:{AWS}/ciso"]),
            person("ann", "boss", [f"aws:{AWS}/Ann", f"github:{ORG}/ann-gh", "okta:acme/ann"]),
            person("bo", "ann", [f"github:{ORG}/bo-gh", "okta:acme/bo"]),
            person("dee", "ann", ["okta:acme/gone"], date(2026, 12, 1)),
        ],
        "register_service_accounts": [
            {
                "system": "aws",
                "scope_id": AWS,
                "principal": "ci",
                "owner": "Bo lead",
                "reason": "Builds",
                "approved_by": "x",
                "approved_at": date(2026, 1, 1),
            }
        ],
        "register_break_glass_principals": [],
    }


@dataclass
class World:
    """Observes the company into a locker."""

    locker: Locker
    rows: dict[str, list] = field(default_factory=usual)

    def observe(self, at=SEEN, only=READ, **other):
        """Record the rows as they were at an instant; None is a register that is not kept."""
        for dataset in only:
            kind, schema = DECLARED[dataset]
            scope = next(each for each in SCOPE.scopes() if each.kind is kind)
            self._record(dataset, scope, schema, at, other)

    def say(self, dataset, rows, at):
        """Record one dataset, from now on with these rows."""
        self.rows[dataset] = rows
        self.observe(at, only=(dataset,))

    def _record(self, dataset, scope, schema, at, other):
        rows, slot = self.rows.get(dataset, []), slot_of(at)
        values = {
            "source": "test.test",
            "dataset": dataset,
            "nature": "state",
            "scope": scope,
            "interval": slot,
            "observation": f"{at:%H%M%S}",
            "status": "collected",
            "caller": None,
            "endpoint_host": None,
            "emulated": False,
            "calls": {},
            "expected_items": None,
            "received_items": None,
            "observed_at": at,
            "finished_at": at + timedelta(seconds=1),
            "raw": None,
            "parquet": None,
            "row_hash": None,
            "schema_fingerprint": None,
            "run": RUN,
            **other,
        }
        with self.locker.draft() as draft:
            if rows is None:
                values |= {"status": "failed", "cause": Cause.NOT_KEPT, "message": "no such file"}
            else:
                table = pa.Table.from_pylist(rows, schema=pa.schema(_loose(schema)))
                path = evidence_path(dataset, scope.id, slot, values["observation"])
                values["parquet"] = draft.add(path, encode_parquet(table))
                values["row_hash"] = row_hash(table)
            draft.commit(Manifest(**values))


def _loose(schema):
    """The columns, of which a test fills in those that matter."""
    return [each.with_nullable(nullable=True) for each in schema]
