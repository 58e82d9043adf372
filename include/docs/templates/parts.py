"""What templates are made of: roles, buckets that nobody empties, and what is refused to everybody."""

from typing import Any

Json = dict[str, Any]

_HUB = {"Fn::Sub": "${HubPrincipalArn}"}


def role(name: str, resource: str, may: Json) -> Json:
    """Describe a role that the hub alone may become, and the one policy that it has."""
    trust = {
        "Sid": "TheHubAlone",
        "Effect": "Allow",
        "Principal": {"AWS": _HUB},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}},
    }
    return {
        resource: {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "RoleName": name,
                "MaxSessionDuration": 3600,
                "AssumeRolePolicyDocument": document(trust),
            },
        },
        f"{resource}Policy": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": name,
                "PolicyDocument": may,
                "Roles": [{"Ref": resource}],
            },
        },
    }


def document(*statements: Json) -> Json:
    """Return a policy document of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def kept(kind: str, properties: Json) -> Json:
    """Describe what outlives its stack: deleting a stack must not delete evidence."""
    return {
        "Type": kind,
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def arn_of(resource: str, description: str) -> Json:
    """Describe an output: a resource's ARN."""
    return {"Description": description, "Value": {"Fn::GetAtt": [resource, "Arn"]}}


def private() -> Json:
    """Describe a bucket that is never public and keeps every version."""
    public = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    return {
        "PublicAccessBlockConfiguration": dict.fromkeys(public, True),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "VersioningConfiguration": {"Status": "Enabled"},
    }


def of_bucket(bucket: str, statements: list[Json]) -> Json:
    """Describe a bucket's policy."""
    properties = {"Bucket": {"Ref": bucket}, "PolicyDocument": document(*statements)}
    return {"Type": "AWS::S3::BucketPolicy", "Properties": properties}


def refuse(bucket: str, sid: str, *actions: str, **rest: Any) -> Json:
    """Return a statement that refuses actions on a bucket and its objects to everybody."""
    everything = [{"Fn::GetAtt": [bucket, "Arn"]}, {"Fn::Sub": f"${{{bucket}.Arn}}/*"}]
    resource = {} if "NotResource" in rest else {"Resource": everything}
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        **resource,
        **rest,
    }


def in_the_clear(bucket: str) -> Json:
    """Refuse whatever comes without TLS."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    return refuse(bucket, "InTheClear", "s3:*", Condition=insecure)


def let(who: Json, action: str, resource: Json, condition: Json) -> Json:
    """Return a statement that lets a service act, on a condition."""
    return {
        "Effect": "Allow",
        "Principal": who,
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }
