-- Access keys of IAM users
-- One row per access key in use or not, of each account's last credential report of the month.
SELECT scope_id AS account, "user", arn, 1 AS access_key, access_key_1_active AS active,
    access_key_1_last_rotated AS last_rotated, access_key_1_last_used_date AS last_used,
    access_key_1_last_used_service AS last_used_service, observed_at
FROM aws_iam_users
WHERE access_key_1_active OR access_key_1_last_rotated IS NOT NULL OR access_key_1_active IS NULL
UNION ALL
SELECT scope_id, "user", arn, 2, access_key_2_active, access_key_2_last_rotated, access_key_2_last_used_date,
    access_key_2_last_used_service, observed_at
FROM aws_iam_users
WHERE access_key_2_active OR access_key_2_last_rotated IS NOT NULL OR access_key_2_active IS NULL
ORDER BY account, arn, access_key
