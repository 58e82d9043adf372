"""Datasets about the evidence itself: built from the locker's manifests, collected by no source.

Populations read them like any other dataset, so that tests of the evidence are ordinary tests.
"""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

EVIDENCE_COLLECTIONS = Dataset(
    name="evidence_collections",
    grain="One row per dataset that one observation of a scope collected, or failed to collect.",
    key=("dataset",),
    columns=[
        column("source", pa.string(), "Source module, `aws.iam`.", nullable=False),
        column("dataset", pa.string(), "Dataset that was collected.", nullable=False),
        column("status", pa.string(), "`collected` or `failed`.", nullable=False),
        column("cause", pa.string(), "Why it failed, by the service's error name."),
        column("message", pa.string(), "What the service said when it failed."),
        column("observed_at", UTC_TIMESTAMP, "Our clock at the source's first call."),
        column("source_as_of", UTC_TIMESTAMP, "What the service says its answer is true of."),
        column("expected_items", pa.int64(), "Items that the source itself said there are."),
        column("received_items", pa.int64(), "Items that came; null when the collection failed."),
        column("independent_count", pa.int64(), "A second, independent count, where one exists."),
        column(
            "unexplained_items",
            pa.int64(),
            "What remains between the two counts after every explained difference.",
        ),
        column("calls", pa.int64(), "Calls made."),
        column("retries", pa.int64(), "Calls that had to be repeated."),
        column("raw_sha256", pa.string(), "Hash of the raw answers; null when there are none."),
        column("parquet_sha256", pa.string(), "Hash of the typed rows; null when there are none."),
    ],
)
EVIDENCE_SLOTS = Dataset(
    name="evidence_slots",
    grain="One row per dataset that was due in the slot or window, whether anything came or not.",
    key=("dataset",),
    columns=[
        column("source", pa.string(), "Source module, `aws.iam`.", nullable=False),
        column("dataset", pa.string(), "Dataset that was due.", nullable=False),
        column("interval", pa.string(), "The slot or window, as it is named.", nullable=False),
        column("interval_end", UTC_TIMESTAMP, "When it is over.", nullable=False),
        column("observations", pa.int64(), "Collections that ended with evidence.", nullable=False),
        column("failed_collections", pa.int64(), "Collections that did not.", nullable=False),
        column(
            "gap_cause", pa.string(), "Why there is no evidence; null where there is, or may be."
        ),
        column("gap_message", pa.string(), "What is known of the gap."),
        column(
            "is_bridged", pa.bool_(), "Whether a proven event log spans the gap.", nullable=False
        ),
    ],
)
EVIDENCE_SEALS = Dataset(
    name="evidence_seals",
    grain="One row per seal of the locker, and one for what no seal covers yet.",
    key=("seal",),
    columns=[
        column("seal", pa.string(), "`entries 1 to 57`, or `not sealed yet`.", nullable=False),
        column("entries", pa.int64(), "Entries of the log that it covers.", nullable=False),
        column("files", pa.int64(), "Files that those entries name.", nullable=False),
        column("problems", pa.int64(), "Entries and files that are not as they were recorded."),
        column("places", pa.list_(pa.string()), "Each problem with its place, all of them."),
        column("has_time_token", pa.bool_(), "Whether another's clock witnessed the seal."),
        column(
            "verified_at", UTC_TIMESTAMP, "When it was looked at, by our clock.", nullable=False
        ),
    ],
)
EVIDENCE_DEVIATIONS = Dataset(
    name="evidence_deviations",
    grain="One row per item that deviated when it was judged last, in the eight days before the slot.",
    key=("test", "scope_id", "item"),
    columns=[
        column("test", pa.string(), "Control test, by its file name.", nullable=False),
        column("ref", pa.string(), "Its short number; null for a test that is retired."),
        column("scope_id", pa.string(), "Account, organisation or `company`.", nullable=False),
        column("item", pa.string(), "The item's key columns, joined by `/`.", nullable=False),
        column("reason", pa.string(), "Why it deviated when it was judged last."),
        column(
            "deviates_since",
            UTC_TIMESTAMP,
            "Start of the first slot or window since which it was found deviating each time; of "
            "those eight days.",
            nullable=False,
        ),
        column(
            "judged_for", pa.string(), "The last slot or window, as it is named.", nullable=False
        ),
    ],
)
_DECISIONS = pa.list_(
    pa.struct(
        [
            *((name, pa.string()) for name in ("system", "scope_id", "account")),
            ("is_privileged", pa.bool_()),
            *((name, pa.string()) for name in ("decision", "reason", "decided_by")),
            ("decided_at", UTC_TIMESTAMP),
        ]
    )
)
EVIDENCE_ACCESS_REVIEWS = Dataset(
    name="evidence_access_reviews",
    grain="One row per access review whose list of accounts was frozen before the slot's end.",
    key=("review",),
    columns=[
        column("review", pa.string(), "Name of the review, as `2026-Q4`.", nullable=False),
        column("as_of_date", pa.date32(), "Day (UTC) whose accounts were frozen.", nullable=False),
        column("systems", pa.list_(pa.string()), "What was looked at, `system:scope`."),
        column("accounts", pa.int64(), "Accounts on the list.", nullable=False),
        column("accounts_sha256", pa.string(), "Hash of the list.", nullable=False),
        column("frozen_at", UTC_TIMESTAMP, "When it was frozen, by our clock.", nullable=False),
        column("decisions", _DECISIONS, "What was decided in answers that were kept by then."),
    ],
)
DATASETS = (
    *(EVIDENCE_COLLECTIONS, EVIDENCE_SLOTS, EVIDENCE_SEALS, EVIDENCE_DEVIATIONS),
    EVIDENCE_ACCESS_REVIEWS,
)
