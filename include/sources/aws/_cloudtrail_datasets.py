"""What is kept of CloudTrail: the events of a day, and the delivered objects they were read from."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_PERMISSIONS = ("cloudtrail:DescribeTrails", "s3:ListBucket", "s3:GetObject", "kms:Decrypt")
_TEXT = pa.string()
_JSON = "as compact JSON with secrets redacted; kept for the event names of `_cloudtrail_names.py`"
RESOURCES = pa.list_(pa.struct([("arn", _TEXT), ("type", _TEXT), ("account_id", _TEXT)]))

EVENTS = Dataset(
    name="aws_cloudtrail_events",
    grain="One row per event whose eventTime lies in the window; null is what the event does not state.",
    key=("event_id",),
    permissions=_PERMISSIONS,
    columns=[
        column("event_time", UTC_TIMESTAMP, "`eventTime`, to the second.", nullable=False),
        column(
            "event_id",
            _TEXT,
            "`eventID`; of an event without one (version 1.0) `sha256:` and the hash of its JSON.",
            nullable=False,
        ),
        column("event_version", _TEXT, "`eventVersion`, such as `1.11`."),
        column("event_source", _TEXT, "The service, such as `iam.amazonaws.com`."),
        column("event_name", _TEXT, "The operation, such as `CreateUser`."),
        column("event_type", _TEXT, "`AwsApiCall`, `AwsConsoleSignIn`, `AwsServiceEvent`, ..."),
        column("event_category", _TEXT, "`Management`, `Data`, `NetworkActivity`, `Insight`."),
        column("read_only", pa.bool_(), "Whether the operation only reads."),
        column("management_event", pa.bool_(), "Whether it is a management event."),
        column(
            "principal_type", _TEXT, "`userIdentity.type`: `Root`, `IAMUser`, `AssumedRole`, ..."
        ),
        column("principal_arn", _TEXT, "ARN of the caller."),
        column(
            "principal_id", _TEXT, "Unique id of the caller; of a role with the session's name."
        ),
        column("principal_account_id", _TEXT, "Account that granted the caller's permissions."),
        column("principal_name", _TEXT, "`userIdentity.userName`, such as the IAM user's name."),
        column("session_issuer_type", _TEXT, "What issued the session: `Role`, `IAMUser`, `Root`."),
        column("session_issuer_arn", _TEXT, "ARN of the role or user that issued the session."),
        column("session_issuer_name", _TEXT, "Name of the role or user that issued the session."),
        column("session_mfa_authenticated", pa.bool_(), "Whether the session began with MFA."),
        column("session_creation_date", _TEXT, "When the session began, as the event states it."),
        column("access_key_id", _TEXT, "The access key that signed the request."),
        column("invoked_by", _TEXT, "The AWS service that made the request for the caller."),
        column("source_ip_address", _TEXT, "Address, or the DNS name of an AWS service."),
        column("user_agent", _TEXT, "The client, as it called itself."),
        column("aws_region", _TEXT, "Region in which the request was made."),
        column("recipient_account_id", _TEXT, "Account that received the event."),
        column("error_code", _TEXT, "Name of the error; null when the request succeeded."),
        column("error_message", _TEXT, "The error in words."),
        column("resources", RESOURCES, "What was accessed, as far as the event lists it."),
        column("request_parameters", _TEXT, f"`requestParameters` {_JSON}."),
        column("response_elements", _TEXT, f"`responseElements` {_JSON}."),
        column("additional_event_data", _TEXT, f"`additionalEventData` {_JSON}."),
        column("request_id", _TEXT, "`requestID`."),
        column("shared_event_id", _TEXT, "Joins the events of several accounts about one action."),
        column("object_key", _TEXT, "`bucket/key` of the object it came from.", nullable=False),
        column("object_sha256", _TEXT, "SHA-256 of that object, as delivered.", nullable=False),
    ],
)

OBJECTS = Dataset(
    name="aws_cloudtrail_objects",
    grain="One row per object listed under the prefixes that can hold events of the window.",
    key=("bucket", "key"),
    permissions=_PERMISSIONS,
    columns=[
        column("bucket", _TEXT, "The trail's bucket.", nullable=False),
        column("key", _TEXT, "Key of the object.", nullable=False),
        column("etag", _TEXT, "Entity tag, as the list gave it."),
        column("version_id", _TEXT, "Version that was read; null in a bucket without versions."),
        column("size", pa.int64(), "Bytes, as delivered.", nullable=False),
        column("last_modified", UTC_TIMESTAMP, "When it was delivered.", nullable=False),
        column("region", _TEXT, "Region in the key."),
        column("delivered_at", UTC_TIMESTAMP, "Time in the object's name; null where it has none."),
        column("sha256", _TEXT, "SHA-256 of its bytes, as delivered.", nullable=False),
        column("status", _TEXT, "`read`; `quarantined` where any of it was not.", nullable=False),
        column("reason", _TEXT, "Why it is quarantined."),
        column("events", pa.int64(), "Events in it; null where nobody can count them."),
        column("kept", pa.int64(), "Events of the window that are kept.", nullable=False),
        column("duplicates", pa.int64(), "Events that came before, by `eventID`.", nullable=False),
        column("outside", pa.int64(), "Events of other windows.", nullable=False),
        column("quarantined", pa.int64(), "Events that nobody can read.", nullable=False),
    ],
)
