-- MFA status of IAM users
-- One row per IAM user of each account's last credential report of the month, with the devices assigned.
SELECT
    users.scope_id AS account, users."user", users.arn, users.password_enabled, users.mfa_active,
    count(device.serial_number) AS devices, string_agg(device.kind, ', ' ORDER BY device.serial_number) AS kinds,
    users.observed_at
FROM aws_iam_users AS users
LEFT JOIN aws_iam_mfa_devices AS device
    ON device.scope_id = users.scope_id AND device.user_arn = users.arn
GROUP BY ALL
ORDER BY users.scope_id, users.arn
