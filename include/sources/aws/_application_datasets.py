"""What is kept of applications' logs: what each line says, and the objects that it was read from."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_PERMISSIONS = ("s3:ListBucket", "s3:GetObject")
_TEXT = pa.string()

EVENTS = Dataset(
    name="aws_application_events",
    grain="One row per line of an application's log in the day's folder; null is what it does not state.",
    key=("event_id",),
    permissions=_PERMISSIONS,
    columns=[
        column("event_id", _TEXT, "`bucket/key:line`.", nullable=False),
        column("application", _TEXT, "The application, as scope.yaml calls it.", nullable=False),
        column(
            "data_class",
            _TEXT,
            "Class of the data that was accessed: the line's own, else the log's in scope.yaml.",
        ),
        column("actor", _TEXT, "Who did it."),
        column("action", _TEXT, "What was done."),
        column("resource", _TEXT, "To which resource."),
        column("event_time", UTC_TIMESTAMP, "When, in UTC; null where no zone says so."),
        column("stated_time", _TEXT, "When, as the line has it."),
        column("source_address", _TEXT, "From where."),
        column("object_key", _TEXT, "`bucket/key` of the object it came from.", nullable=False),
        column("line", pa.int64(), "Number of the line in it, from 1.", nullable=False),
        column(
            "object_sha256", _TEXT, "SHA-256 of that object, as it was written.", nullable=False
        ),
    ],
)

OBJECTS = Dataset(
    name="aws_application_log_objects",
    grain="One row per object in the day's folder of an application's log.",
    key=("bucket", "key"),
    permissions=_PERMISSIONS,
    columns=[
        column("application", _TEXT, "The application, as scope.yaml calls it.", nullable=False),
        column("bucket", _TEXT, "The bucket.", nullable=False),
        column("key", _TEXT, "Key of the object.", nullable=False),
        column("etag", _TEXT, "Entity tag, as the list gave it."),
        column("version_id", _TEXT, "Version that was read; null in a bucket without versions."),
        column("size", pa.int64(), "Bytes, as they were written.", nullable=False),
        column("last_modified", UTC_TIMESTAMP, "When it was written.", nullable=False),
        column("sha256", _TEXT, "SHA-256 of its bytes, as they were written.", nullable=False),
        column("status", _TEXT, "`read`; `quarantined` where any of it was not.", nullable=False),
        column("reason", _TEXT, "Why it is quarantined, with the first line that nobody can read."),
        column("lines", pa.int64(), "Lines in it; null where nobody can count them."),
        column("kept", pa.int64(), "Lines that are kept.", nullable=False),
        column("quarantined", pa.int64(), "Lines that nobody can read.", nullable=False),
    ],
)
