"""What is kept of CloudTrail's digests: the hours that they prove, and the log objects that they list."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

_PERMISSIONS = (
    "cloudtrail:DescribeTrails",
    "cloudtrail:ListPublicKeys",
    "organizations:DescribeOrganization",
    "s3:GetObject",
    "s3:ListBucket",
)
_TEXT = pa.string()

DIGESTS = Dataset(
    name="aws_cloudtrail_digests",
    grain="One row per trail, Region and hour of the window, also where no digest is.",
    key=("trail_arn", "region", "hour"),
    permissions=_PERMISSIONS,
    columns=[
        column("trail_arn", _TEXT, "The trail.", nullable=False),
        column("region", _TEXT, "Region whose events it delivered.", nullable=False),
        column("hour", UTC_TIMESTAMP, "Start of the hour.", nullable=False),
        column(
            "log_file_validation", pa.bool_(), "Whether the trail writes digests.", nullable=False
        ),
        column(
            "covered_seconds",
            pa.int64(),
            "Seconds of the hour that lie within a digest, of 3,600; digests do not end at full hours.",
            nullable=False,
        ),
        column(
            "digest_key", _TEXT, "The digest that covers the hour's start; null: none is there."
        ),
        column("starts_at", UTC_TIMESTAMP, "`digestStartTime`."),
        column("ends_at", UTC_TIMESTAMP, "`digestEndTime`."),
        column(
            "signature",
            _TEXT,
            "`valid`, `invalid`, `missing` (no metadata), `unknown_key` (not in ListPublicKeys) or "
            "`malformed` (the digest cannot be read); null without a digest.",
        ),
        column(
            "states_its_place",
            pa.bool_(),
            "Whether the digest names the account, bucket and key where it lies.",
        ),
        column("previous_key", _TEXT, "The digest that it names as the one before; null: none."),
        column(
            "link",
            _TEXT,
            "To the one before: `holds`, `differs` (hash or signature), `missing` (not there), or "
            "`none_named` (a chain begins); null without a digest.",
        ),
        column("listed_files", pa.int64(), "Log objects that it lists."),
        column(
            "backfill_digests",
            pa.int64(),
            "`_backfill` digests of the same span, which list what came too late.",
            nullable=False,
        ),
    ],
)

OBJECTS = Dataset(
    name="aws_cloudtrail_digested_objects",
    grain="One row per log object of the window, by the date in its key, that is there or is listed.",
    key=("bucket", "key"),
    permissions=_PERMISSIONS,
    columns=[
        column("bucket", _TEXT, "The trail's bucket.", nullable=False),
        column("key", _TEXT, "Key of the object.", nullable=False),
        column("trail_arn", _TEXT, "The trail.", nullable=False),
        column("region", _TEXT, "Region in the key.", nullable=False),
        column(
            "log_file_validation", pa.bool_(), "Whether the trail writes digests.", nullable=False
        ),
        column("exists", pa.bool_(), "Whether the object is in the bucket.", nullable=False),
        column("last_modified", UTC_TIMESTAMP, "When it was delivered; null: it is not there."),
        column("listed_by", _TEXT, "Key of the digest that lists it; null: none does."),
        column("listed_by_backfill", pa.bool_(), "Whether that is a `_backfill` digest."),
        column("listing_signature", _TEXT, "`signature` of that digest."),
        column("expected_sha256", _TEXT, "SHA-256 of the content, uncompressed, as listed."),
        column(
            "found_sha256",
            _TEXT,
            "The same of what is there; null: it is not there, not listed, or no gzip.",
        ),
    ],
)
