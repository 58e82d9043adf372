-- Encryption of S3 buckets
-- One row per bucket of each account's last observation of the month.
SELECT
    scope_id AS account, name AS bucket, region, creation_date, sse_algorithm, kms_key_id, bucket_key_enabled,
    data_class, read_errors, observed_at
FROM aws_s3_buckets
ORDER BY scope_id, name
