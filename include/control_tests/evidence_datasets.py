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
DATASETS = (EVIDENCE_COLLECTIONS,)
