"""A trail of every Region with signed digests, in a bucket that keeps them for a year at least."""

from include.docs.templates.parts import Json, in_the_clear, kept, let, of_bucket, private

_LEAST_DAYS = 400


def trail() -> Json:
    """Describe the trail, its bucket and who may write there, made where a bucket is named."""
    service = {"Service": "cloudtrail.amazonaws.com"}
    arn = {
        "Fn::Sub": "arn:${AWS::Partition}:cloudtrail:${AWS::Region}:${AWS::AccountId}:trail/soc2"
    }
    by_it = {"StringEquals": {"aws:SourceArn": arn}}
    owned = {"StringEquals": {"aws:SourceArn": arn, "s3:x-amz-acl": "bucket-owner-full-control"}}
    logs = {"Fn::Sub": "${Logs.Arn}/AWSLogs/${AWS::AccountId}/*"}
    statements = [
        in_the_clear("Logs"),
        let(service, "s3:GetBucketAcl", {"Fn::GetAtt": ["Logs", "Arn"]}, by_it),
        let(service, "s3:PutObject", logs, owned),
    ]
    retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": _LEAST_DAYS}}
    lock = {"ObjectLockEnabled": "Enabled", "Rule": retention}
    bucket = kept(
        "AWS::S3::Bucket",
        {
            "BucketName": {"Ref": "TrailBucket"},
            "ObjectLockEnabled": True,
            "ObjectLockConfiguration": lock,
            **private(),
        },
    )
    trail = {
        "TrailName": "soc2",
        "S3BucketName": {"Ref": "Logs"},
        "IsLogging": True,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "EnableLogFileValidation": True,
    }
    made = {
        "Logs": bucket,
        "LogsPolicy": of_bucket("Logs", statements),
        "Trail": {"Type": "AWS::CloudTrail::Trail", "DependsOn": "LogsPolicy", "Properties": trail},
    }
    return {name: each | {"Condition": "MakesTrail"} for name, each in made.items()}
