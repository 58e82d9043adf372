"""The same content as Terraform modules, in its JSON syntax, translated from the CloudFormation templates."""

import json
import re
from typing import Any

from include.docs.templates.parts import Json

_TYPES = {
    "AWS::CloudTrail::Trail": "aws_cloudtrail",
    "AWS::IAM::ManagedPolicy": "aws_iam_policy",
    "AWS::IAM::Role": "aws_iam_role",
    "AWS::KMS::Alias": "aws_kms_alias",
    "AWS::KMS::Key": "aws_kms_key",
    "AWS::S3::Bucket": "aws_s3_bucket",
    "AWS::S3::BucketPolicy": "aws_s3_bucket_policy",
}
# Where Terraform's word is not CloudFormation's in small letters.
_NAMES = {
    "AliasName": "name",
    "AssumeRolePolicyDocument": "assume_role_policy",
    "BucketName": "bucket",
    "IsLogging": "enable_logging",
    "KeyPolicy": "policy",
    "KeySpec": "customer_master_key_spec",
    "ManagedPolicyName": "name",
    "PendingWindowInDays": "deletion_window_in_days",
    "PolicyDocument": "policy",
    "RoleName": "name",
    "Rules": "rule",
    "ServerSideEncryptionByDefault": "apply_server_side_encryption_by_default",
    "ServerSideEncryptionConfiguration": "rule",
    "TrailName": "name",
}
# What is a property of a bucket there is a resource beside it here, some of them in a block of their own.
_BESIDE = {
    "BucketEncryption": ("server_side_encryption_configuration", None),
    "ObjectLockConfiguration": ("object_lock_configuration", None),
    "OwnershipControls": ("ownership_controls", None),
    "PublicAccessBlockConfiguration": ("public_access_block", None),
    "VersioningConfiguration": ("versioning", "versioning_configuration"),
}
_PSEUDO = {
    "AWS::AccountId": "data.aws_caller_identity.current.account_id",
    "AWS::Partition": "data.aws_partition.current.partition",
    "AWS::Region": "data.aws_region.current.name",
}
_DOCUMENTS = {"AssumeRolePolicyDocument", "KeyPolicy", "PolicyDocument"}


def module(template: Json) -> str:
    """Write a template as a module's ``main.tf.json``."""
    return json.dumps(_Module(template).translated(), indent=2) + "\n"


class _Module:
    """One template on its way: what its names refer to, and the resources that come of it."""

    def __init__(self, template: Json) -> None:
        self._template = template
        self._resources: dict[str, dict[str, Json]] = {}

    def translated(self) -> Json:
        for name, resource in self._template["Resources"].items():
            self._add(name, resource)
        return {
            "//": self._template["Description"],
            "terraform": {
                "required_version": ">= 1.5",
                "required_providers": {"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}},
            },
            "variable": {
                snake(name): _variable(name, each)
                for name, each in self._template["Parameters"].items()
            },
            "data": {
                kind: {"current": {}}
                for kind in ("aws_caller_identity", "aws_partition", "aws_region")
            },
            "resource": self._resources,
            "output": {
                snake(name): {
                    "description": each["Description"],
                    "value": self._text(each["Value"]),
                }
                for name, each in self._template["Outputs"].items()
            },
        }

    def _add(self, name: str, resource: Json) -> None:
        kind, properties = _TYPES[resource["Type"]], resource["Properties"]
        shared = self._count(resource)
        body = shared | {
            _NAMES.get(key, snake(key)): self._value(key, value)
            for key, value in properties.items()
            if key not in {*_BESIDE, "Roles"}
        }
        if resource.get("DeletionPolicy") == "Retain":
            body["lifecycle"] = {"prevent_destroy": True}
        if kind == "aws_s3_bucket_policy":
            # It refuses to weaken the bucket to everybody: all else has to be set before.
            body["depends_on"] = self._beside(properties["Bucket"]["Ref"])
        if "DependsOn" in resource:
            body["depends_on"] = [self._address(resource["DependsOn"])]
        self._put(kind, name, body)
        for key in filter(properties.__contains__, _BESIDE):
            suffix, block = _BESIDE[key]
            set_to = self._value(key, properties[key])
            where = shared | {"bucket": self._text({"Ref": name})}
            self._put(
                f"aws_s3_bucket_{suffix}", name, where | ({block: set_to} if block else set_to)
            )
        for role in properties.get("Roles", ()):
            attached = {"role": self._text(role), "policy_arn": self._refer(f"{name}.Arn")}
            self._put("aws_iam_role_policy_attachment", name, shared | attached)

    def _put(self, kind: str, name: str, body: Json) -> None:
        self._resources.setdefault(kind, {})[snake(name)] = body

    def _count(self, resource: Json) -> Json:
        if "Condition" not in resource:
            return {}
        named = self._template["Conditions"][resource["Condition"]]["Fn::Not"][0]["Fn::Equals"][0]
        return {"count": f'${{var.{snake(named["Ref"])} == "" ? 0 : 1}}'}

    def _beside(self, bucket: str) -> list[str]:
        set_there = self._template["Resources"][bucket]["Properties"].keys() & _BESIDE.keys()
        return sorted(f"aws_s3_bucket_{_BESIDE[key][0]}.{snake(bucket)}" for key in set_there)

    def _address(self, name: str) -> str:
        return f"{_TYPES[self._template['Resources'][name]['Type']]}.{snake(name)}"

    def _value(self, key: str, value: Any) -> Any:
        if key in _DOCUMENTS:
            return json.dumps(self._filled(value))
        if _is_reference(value) or isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {_NAMES.get(k, snake(k)): self._value(k, v) for k, v in value.items()}
        if isinstance(value, list):
            return [self._value("", each) for each in value]
        return value

    def _filled(self, value: Any) -> Any:
        """Put references into a policy; it stays a text in which Terraform fills them in."""
        if _is_reference(value) or isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {key: self._filled(each) for key, each in value.items()}
        return [self._filled(each) for each in value] if isinstance(value, list) else value

    def _text(self, value: Any) -> str:
        if isinstance(value, str):
            return value.replace("${", "$${")
        if "Ref" in value:
            return self._refer(value["Ref"])
        if "Fn::GetAtt" in value:
            return self._refer(".".join(value["Fn::GetAtt"]))
        return re.sub(r"\$\{([\w:.]+)\}", lambda found: self._refer(found[1]), value["Fn::Sub"])

    def _refer(self, to: str) -> str:
        name, _, attribute = to.partition(".")
        if name in _PSEUDO:
            return f"${{{_PSEUDO[name]}}}"
        if name in self._template["Parameters"]:
            return f"${{var.{snake(name)}}}"
        one = "[0]" if "Condition" in self._template["Resources"][name] else ""
        return f"${{{self._address(name)}{one}.{snake(attribute) or 'id'}}}"


def snake(name: str) -> str:
    """Return a name in small letters: ``SSEAlgorithm`` is ``sse_algorithm``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def _is_reference(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) == 1
        and not {"Ref", "Fn::GetAtt", "Fn::Sub"}.isdisjoint(value)
    )


def _variable(name: str, parameter: Json) -> Json:
    made: Json = {"type": "string", "description": parameter["Description"]}
    if "Default" in parameter:
        made["default"] = parameter["Default"]
    rules = {
        "AllowedPattern": f'can(regex("{parameter.get("AllowedPattern")}", var.{snake(name)}))',
        "MinLength": f"length(var.{snake(name)}) >= {parameter.get('MinLength')}",
    }
    validation = [
        {"condition": f"${{{rule}}}", "error_message": parameter["Description"]}
        for key, rule in rules.items()
        if key in parameter
    ]
    return made | ({"validation": validation} if validation else {})
