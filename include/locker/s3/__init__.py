"""The locker in an S3 bucket with Object Lock."""
