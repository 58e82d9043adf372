"""The table of item verdicts: one row per item of each test's population in one slot or window."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, column

VERDICTS = pa.schema(
    [
        column("test", pa.string(), "Control test, by its file name.", nullable=False),
        column("scope_kind", pa.string(), "Kind of the scope.", nullable=False),
        column("scope_id", pa.string(), "Account, organisation, or `company`.", nullable=False),
        column("item_id", pa.string(), "The item's key columns, joined by `/`.", nullable=False),
        column("item_label", pa.string(), "What people call the item."),
        column(
            "verdict",
            pa.string(),
            "`conforming`, `deviating`, `unreadable` or `not_yet_due`.",
            nullable=False,
        ),
        column("reason", pa.string(), "Why it deviates or can't be read; null when it conforms."),
        column("facts", pa.string(), "The population's columns for the item, as a JSON object."),
        column("observed_at", UTC_TIMESTAMP, "The observation that decided, by our clock."),
        column("evidence", pa.list_(pa.string()), "SHA-256 of each Parquet file that was read."),
    ]
)
