"""Rows of `fct_event`: who did what to which resource when, of the events that people ask for."""

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from include.model.record import Entry, Manifest
from include.warehouse.keys import key_of
from include.warehouse.rows import COUNT, FLAG, TEXT, TIME

CLOUDTRAIL, AUDIT_LOG = "aws_cloudtrail_events", "github_audit_events"
DEPLOYMENTS = "github_deployments"
EVENTS = pa.schema(
    {
        "event_key": COUNT,
        "known_entry": COUNT,
        "scope_key": COUNT,
        "dataset": TEXT,
        "event_id": TEXT,
        "happened_at": TIME,
        "actor": TEXT,
        "actor_kind": TEXT,
        "action": TEXT,
        "resource": TEXT,
        "place": TEXT,
        "source_address": TEXT,
        "error": TEXT,
        "is_emulated": FLAG,
        "recorded_at": TIME,
    }
)
# What a request calls the thing that it is about, the most telling first.
_NAMES_OF_THINGS = (
    *("userName", "roleName", "roleArn", "groupName", "bucketName", "policyArn", "policyName"),
    *("trailName", "keyId", "stackName", "functionName", "service", "dBInstanceIdentifier"),
    *("logGroupName", "groupId", "serialNumber", "name"),
)


def event_row(
    entry: Entry, manifest: Manifest, scope_key: int, event: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe an event of one of these datasets."""
    told = _TOLD[manifest.dataset](event)
    return {
        "event_key": key_of("event", manifest.dataset, manifest.scope.id, told["event_id"]),
        "known_entry": entry.number,
        "scope_key": scope_key,
        "dataset": manifest.dataset,
        "is_emulated": manifest.emulated,
        "recorded_at": manifest.finished_at,
        **told,
    }


def _cloudtrail(event: Mapping[str, Any]) -> dict[str, Any]:
    service = (event["event_source"] or "?").removesuffix(".amazonaws.com")
    return {
        "event_id": event["event_id"],
        "happened_at": event["event_time"],
        "actor": event["principal_arn"] or event["principal_id"] or event["invoked_by"],
        "actor_kind": event["principal_type"],
        "action": f"{service}:{event['event_name'] or '?'}",
        "resource": _resource(event),
        "place": event["aws_region"],
        "source_address": event["source_ip_address"],
        "error": event["error_code"],
    }


def _resource(event: Mapping[str, Any]) -> str | None:
    """Name what an event lists as accessed; else what its request is about."""
    listed = [each["arn"] for each in event["resources"] or () if each["arn"]]
    if listed:
        return ", ".join(listed)
    request = json.loads(event["request_parameters"] or "{}")
    named = (request.get(name) for name in _NAMES_OF_THINGS) if isinstance(request, dict) else ()
    return next((each for each in named if isinstance(each, str)), None)


def _audit_log(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event_id": event["document_id"],
        "happened_at": event["happened_at"],
        "actor": event["actor"],
        "actor_kind": {True: "Bot", False: "User"}.get(event["actor_is_bot"]),
        "action": event["action"],
        "resource": event["repository"] or event["subject"],
    }


def _deployment(event: Mapping[str, Any]) -> dict[str, Any]:
    state = event["final_state"]
    return {
        "event_id": f"{event['repository_id']}/{event['deployment_id']}",
        "happened_at": event["created_at"],
        "actor": event["creator"],
        "actor_kind": event["creator_type"],
        "action": event["task"],
        "resource": f"{event['repository']}@{event['oid']}",
        "place": event["environment"],
        "error": None if state == "success" else state,
    }


_TOLD = {CLOUDTRAIL: _cloudtrail, AUDIT_LOG: _audit_log, DEPLOYMENTS: _deployment}
