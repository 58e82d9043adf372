"""Who did what to which resource when: the events that people ask for, and none of the others."""

from datetime import UTC, datetime

import pytest

from include.load import load
from include.model.interval import window_of
from include.model.scope import Scope
from include.warehouse.connection import connect
from include.warehouse.schema import digest
from tests.load.written import FIRST, SANDBOX, Written

DAY = window_of(FIRST.start)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ORG = Scope(kind="github_org", id="example", name="Example", starts_on=DAY.start.date())
STOP = {
    "event_time": NOON,
    "event_id": "stop",
    "event_source": "cloudtrail.amazonaws.com",
    "event_name": "StopLogging",
    "principal_type": "IAMUser",
    "principal_arn": "arn:aws:iam::123456789012:user/eve",
    "aws_region": "us-east-1",
    "source_ip_address": "192.0.2.7",
    "request_parameters": '{"name":"main"}',
}
ALL = "SELECT event_id FROM soc2.v_event ORDER BY event_id"


def test_an_event_says_who_did_what_to_which_resource_when(written, database, ask):
    written.tell("aws.cloudtrail_events", [STOP], DAY)

    load(written.locker, database)

    query = (
        "SELECT happened_at, scope_name, actor, actor_kind, action, resource, place, "
        "source_address, error, dataset FROM soc2.v_event"
    )
    eve = ("arn:aws:iam::123456789012:user/eve", "IAMUser")
    where = ("us-east-1", "192.0.2.7", None, "aws_cloudtrail_events")
    assert ask(database, query) == [
        (NOON, "production", *eve, "cloudtrail:StopLogging", "main", *where)
    ]


@pytest.mark.parametrize(
    ("event", "is_asked_for"),
    [
        ({"event_name": "GetObject"}, False),
        ({"event_name": "AssumeRole", "principal_type": "AWSService"}, False),
        ({"event_name": "AssumeRole", "principal_type": "AssumedRole"}, False),
        ({"event_name": "AssumeRole"}, True),
        ({"event_name": "PutObject", "principal_type": "Root", "read_only": False}, True),
        ({"event_name": "PutObject", "principal_type": "Root", "read_only": True}, False),
        ({"event_name": "StopLogging", "error_code": "AccessDenied"}, True),
        ({"event_name": None}, False),
    ],
)
def test_only_what_matters_for_security_is_there(written, database, ask, event, is_asked_for):
    written.tell("aws.cloudtrail_events", [STOP | event], DAY)

    load(written.locker, database)

    assert bool(ask(database, ALL)) is is_asked_for


def test_what_an_event_lists_as_accessed_is_its_resource(written, database, ask):
    listed = [{"arn": "arn:aws:s3:::b", "type": None, "account_id": None}]
    written.tell("aws.cloudtrail_events", [STOP | {"resources": listed}], DAY)

    load(written.locker, database)

    assert ask(database, "SELECT resource FROM soc2.v_event") == [("arn:aws:s3:::b",)]


def test_github_tells_of_its_audit_log_and_of_deployments(written, database, ask):
    audited = {"document_id": "d", "action": "protected_branch.destroy", "happened_at": NOON}
    audited |= {"actor": "eve", "actor_is_bot": False, "repository": "shop"}
    cloned = audited | {"document_id": "c", "action": "git.clone"}
    shipped = {"repository_id": 1, "repository": "shop", "deployment_id": 2, "oid": "abc"}
    shipped |= {"environment": "production", "task": "deploy", "creator": "ci", "created_at": NOON}
    shipped |= {"creator_type": "Bot", "final_state": "failure"}
    written.tell("github.audit_log", [audited, cloned], DAY, ORG)
    unreadable = {"repository_id": 3, "repository": "hidden"}
    written.tell("github.deployments", [shipped, unreadable], DAY, ORG, "github_deployments")

    load(written.locker, database)

    query = (
        "SELECT event_id, actor, actor_kind, action, resource, place, error "
        "FROM soc2.v_event ORDER BY event_id"
    )
    assert ask(database, query) == [
        ("1/2", "ci", "Bot", "deploy", "shop@abc", "production", "failure"),
        ("d", "eve", "User", "protected_branch.destroy", "shop", None, None),
    ]


def test_an_event_that_came_again_is_one_and_of_two_accounts_two(written, database, ask):
    written.tell("aws.cloudtrail_events", [STOP], DAY)
    written.tell("aws.cloudtrail_events", [STOP], DAY, revision=1)
    written.tell("aws.cloudtrail_events", [STOP], DAY, SANDBOX)

    load(written.locker, database)

    assert ask(database, ALL) == [("stop",), ("stop",)]


def test_what_an_earlier_version_loaded_is_told_by_the_next_load(
    tmp_path, written, database, postgres
):
    written.tell("aws.cloudtrail_events", [STOP], DAY)
    load(written.locker, database)
    with connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE soc2.fct_event DISABLE TRIGGER append_only")
        cursor.execute("DELETE FROM soc2.fct_event")
        cursor.execute("ALTER TABLE soc2.fct_event ENABLE ALWAYS TRIGGER append_only")
        connection.commit()

    load(written.locker, database)

    anew = postgres.create_database("anew_with_events")
    load(Written(tmp_path / "locker").locker, anew)
    assert digest(database) == digest(anew)
