-- IAM users with their last activity
-- One row per IAM user of each account's last credential report of the month, root included.
SELECT
    scope_id AS account, "user", arn, user_creation_time,
    password_enabled, password_last_used_state, password_last_used,
    access_key_1_last_used_date, access_key_2_last_used_date,
    greatest(password_last_used, access_key_1_last_used_date, access_key_2_last_used_date) AS last_activity,
    observed_at
FROM aws_iam_users
ORDER BY scope_id, arn
