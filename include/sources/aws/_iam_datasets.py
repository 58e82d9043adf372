"""What is kept of IAM: users, MFA devices, account summary, password policy, with every column described."""

import pyarrow as pa

from include.model.dataset import UTC_TIMESTAMP, Dataset, column

USERS = Dataset(
    name="aws_iam_users",
    grain="One row per row of the account's credential report: every IAM user, and root.",
    key=("arn",),
    permissions=(
        "iam:GenerateCredentialReport",
        "iam:GetCredentialReport",
        "iam:GetAccountSummary",
        # Asked only where the two counts differ, to name who was made or deleted between them.
        "iam:ListUsers",
    ),
    columns=[
        column("user", pa.string(), "User name; `<root_account>` for root.", nullable=False),
        column("arn", pa.string(), "ARN of the user or of the account's root.", nullable=False),
        column("is_root", pa.bool_(), "Whether the row is the account's root.", nullable=False),
        column("user_creation_time", UTC_TIMESTAMP, "When the user, or the account, was made."),
        column(
            "password_enabled",
            pa.bool_(),
            "Whether a console password exists; for root, which AWS reports as `not_supported`, see "
            "`AccountPasswordPresent` of the account summary.",
        ),
        column(
            "password_last_used_state",
            pa.string(),
            "`used`, `never` (no_information: never used, or not since October 2014), `no_password` (N/A) "
            "or `not_supported`; null when AWS wrote something else.",
        ),
        column(
            "password_last_used", UTC_TIMESTAMP, "Last console sign-in, when the state is `used`."
        ),
        column(
            "password_last_changed_state",
            pa.string(),
            "`changed`, `no_password` (N/A) or `not_supported` (root); null when AWS wrote something else.",
        ),
        column("password_last_changed", UTC_TIMESTAMP, "When the password was last set."),
        column(
            "password_next_rotation_state",
            pa.string(),
            "`due`, `no_rotation` (N/A) or `not_supported`; null when AWS wrote something else.",
        ),
        column("password_next_rotation", UTC_TIMESTAMP, "When the policy asks for a new password."),
        column(
            "mfa_active",
            pa.bool_(),
            "Whether any MFA device is enabled: virtual, hardware or passkey.",
        ),
        *(
            each
            for number in (1, 2)
            for each in (
                column(
                    f"access_key_{number}_active",
                    pa.bool_(),
                    f"Whether access key {number} is active.",
                ),
                column(
                    f"access_key_{number}_last_rotated_state",
                    pa.string(),
                    "`rotated` (created or replaced), `no_key` (N/A) or `not_supported`.",
                ),
                column(
                    f"access_key_{number}_last_rotated",
                    UTC_TIMESTAMP,
                    f"When access key {number} was created or last replaced.",
                ),
                column(
                    f"access_key_{number}_last_used_state",
                    pa.string(),
                    "`used`, `never` (N/A or no_information) or `not_supported`.",
                ),
                column(
                    f"access_key_{number}_last_used_date", UTC_TIMESTAMP, "Last use, to 15 minutes."
                ),
                column(
                    f"access_key_{number}_last_used_region", pa.string(), "Region of the last use."
                ),
                column(
                    f"access_key_{number}_last_used_service",
                    pa.string(),
                    "Service of the last use.",
                ),
            )
        ),
        *(
            each
            for number in (1, 2)
            for each in (
                column(
                    f"cert_{number}_active",
                    pa.bool_(),
                    f"Whether signing certificate {number} is active.",
                ),
                column(
                    f"cert_{number}_last_rotated",
                    UTC_TIMESTAMP,
                    "When that certificate was uploaded.",
                ),
            )
        ),
    ],
)

SUMMARIES = Dataset(
    name="aws_iam_account_summaries",
    grain="One row per account.",
    key=("account_id",),
    permissions=("iam:GetAccountSummary",),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("users", pa.int64(), "IAM users that the account says it has, without root."),
        column("mfa_devices", pa.int64(), "MFA devices of any kind in the account."),
        column("mfa_devices_in_use", pa.int64(), "MFA devices assigned to a user or to root."),
        column("account_mfa_enabled", pa.bool_(), "Whether root has MFA (`AccountMFAEnabled`)."),
        column("account_access_keys_present", pa.bool_(), "Whether root has access keys."),
        column(
            "account_password_present",
            pa.bool_(),
            "Whether root has a password; null where AWS does not say (centralised root access tells).",
        ),
    ],
)

PASSWORD_POLICIES = Dataset(
    name="aws_iam_password_policies",
    grain="One row per account, also where no policy was ever set.",
    key=("account_id",),
    permissions=("iam:GetAccountPasswordPolicy",),
    columns=[
        column("account_id", pa.string(), "The account.", nullable=False),
        column("policy_exists", pa.bool_(), "Whether a policy was set (`NoSuchEntity` when not)."),
        column("minimum_password_length", pa.int64(), "Least length; 0 without a policy."),
        column(
            "require_symbols", pa.bool_(), "Whether a symbol is required; false without a policy."
        ),
        column(
            "require_numbers", pa.bool_(), "Whether a digit is required; false without a policy."
        ),
        column("require_uppercase_characters", pa.bool_(), "Whether A-Z is required."),
        column("require_lowercase_characters", pa.bool_(), "Whether a-z is required."),
        column(
            "password_reuse_prevention", pa.int64(), "Former passwords refused; 0 when not set."
        ),
        column(
            "max_password_age", pa.int64(), "Days until a password expires; 0 when it never does."
        ),
    ],
)

MFA_DEVICES = Dataset(
    name="aws_iam_mfa_devices",
    grain="One row per MFA device that is assigned to a user or to root.",
    key=("serial_number",),
    permissions=(
        # The report names the users who are asked for their devices.
        "iam:GenerateCredentialReport",
        "iam:GetCredentialReport",
        "iam:ListVirtualMFADevices",
        "iam:ListMFADevices",
    ),
    columns=[
        column(
            "serial_number",
            pa.string(),
            "ARN of a virtual device, serial number of another.",
            nullable=False,
        ),
        column("user_arn", pa.string(), "ARN of the user or root that it is assigned to."),
        column("user", pa.string(), "Name of that user; `<root_account>` for root."),
        column("kind", pa.string(), "`virtual`, `hardware` or `passkey`."),
        column("enable_date", UTC_TIMESTAMP, "When it was enabled."),
    ],
)
