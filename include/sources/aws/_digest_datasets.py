"""What is kept of CloudTrail's digests: the hours that they span, and the log objects that they list."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_PERMISSIONS = (
    "cloudtrail:DescribeTrails",
    "cloudtrail:ListPublicKeys",
    "s3:GetObject",
    "s3:ListBucket",
)
# Digests are encrypted by S3's own key, log objects by the trail's.
_OF_OBJECTS = (*_PERMISSIONS, "kms:Decrypt")
_TEXT = pa.string()

DIGESTS = Dataset(
    name="aws_cloudtrail_digests",
    grain="One row per digest of a trail and Region that spans a part of the window.",
    key=("bucket", "digest_key"),
    permissions=_PERMISSIONS,
    columns=[
        column("bucket", _TEXT, "The trail's bucket.", nullable=False),
        column("digest_key", _TEXT, "Key of the digest.", nullable=False),
        column("trail_arn", _TEXT, "The trail.", nullable=False),
        column("region", _TEXT, "Region whose deliveries it lists.", nullable=False),
        column(
            "is_backfill",
            pa.bool_(),
            "Whether it is a `_backfill` digest, of what came too late for the span's own.",
            nullable=False,
        ),
        column("last_modified", UTC_TIMESTAMP, "When it came into the bucket.", nullable=False),
        column("starts_at", UTC_TIMESTAMP, "`digestStartTime`; null: nobody can read the digest."),
        column("ends_at", UTC_TIMESTAMP, "`digestEndTime`; null: nobody can read the digest."),
        column(
            "signature",
            _TEXT,
            "`valid`, `invalid`, `missing` (no metadata), `unknown_key` (not in ListPublicKeys) or "
            "`malformed` (the digest cannot be read).",
            nullable=False,
        ),
        column(
            "states_its_place",
            pa.bool_(),
            "Whether the digest names the account, bucket and key where it lies.",
            nullable=False,
        ),
        column("previous_key", _TEXT, "The digest that it names as the one before; null: none."),
        column(
            "link",
            _TEXT,
            "To the one before: `holds`, `differs` (hash or signature), `missing` (not there), or "
            "`none_named` (a chain begins).",
            nullable=False,
        ),
        column("listed_objects", pa.int64(), "Log objects that it lists.", nullable=False),
    ],
)

OBJECTS = Dataset(
    name="aws_cloudtrail_digested_objects",
    grain="One row per trail and log object of the window, by its key's date, that is there or is listed.",
    key=("trail_arn", "bucket", "key"),
    permissions=_OF_OBJECTS,
    columns=[
        column("trail_arn", _TEXT, "The trail.", nullable=False),
        column("bucket", _TEXT, "The trail's bucket.", nullable=False),
        column("key", _TEXT, "Key of the object.", nullable=False),
        column("region", _TEXT, "Region in the key.", nullable=False),
        column("exists", pa.bool_(), "Whether the object is in the bucket.", nullable=False),
        column("last_modified", UTC_TIMESTAMP, "When it came there; null: it is not there."),
        column("etag", _TEXT, "Entity tag, as the list gave it; null: it is not there."),
        column(
            "listed_by",
            _TEXT,
            "Key of the first digest that lists it, `_backfill` ones last; null: none does.",
        ),
        column("listing_signature", _TEXT, "`signature` of that digest."),
        column("listed_sha256", _TEXT, "SHA-256 of the content, uncompressed, as it is listed."),
        column(
            "content_sha256",
            _TEXT,
            "The same of what is there; null: it is not there, not listed, or no gzip.",
        ),
        column(
            "sha256",
            _TEXT,
            "SHA-256 of its bytes, as delivered; null: it is not there or not listed.",
        ),
    ],
)
