"""What an organisation deploys, made of the policies that are shipped, for CloudFormation and Terraform.

One goes to every account as a StackSet: the collector's role. The other goes to an account of its own, where
nobody of the observed accounts administers: the locker's bucket, its key, the role that writes evidence, and
a trail where there is none.
"""

import json

from include.docs.templates.evidence import evidence
from include.docs.templates.parts import Json, arn_of, role
from include.docs.templates.terraform import module
from include.sources.policy import policy

_PARAMETERS: Json = {
    "HubPrincipalArn": {
        "Type": "String",
        "AllowedPattern": "^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$",
        "Description": "Who runs the pipeline: the role of its machine, pod or task.",
    },
    "ExternalId": {
        "Type": "String",
        "MinLength": 16,
        "Description": "The long random value that stands in scope.yaml; it is no password.",
    },
}


def templates() -> dict[str, str]:
    """Return each template's text by its file name."""
    made = {"collector.template.json": collector(), "evidence.template.json": evidence(_PARAMETERS)}
    texts = {name: json.dumps(template, indent=2) + "\n" for name, template in made.items()}
    modules = {
        f"terraform/{name.partition('.')[0]}/main.tf.json": module(made[name]) for name in made
    }
    return texts | modules


def collector() -> Json:
    """Describe the collector's role: it reads what the sources declare, for the hub alone."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "SOC 2 evidence: the role that reads this account, and changes nothing.",
        "Parameters": _PARAMETERS,
        "Resources": role("soc2-collector", "Collector", json.loads(policy())),
        "Outputs": {"RoleArn": arn_of("Collector", "role_arn of this account in scope.yaml.")},
    }
