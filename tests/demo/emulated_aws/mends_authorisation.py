"""Mends how moto decides who may do what, once that is switched on.

moto calls some actions by names of its own, lets every role of another account be assumed, and takes a
missing external id for the right one. Resources and other conditions are compared as far as moto does.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from moto.core.authorization import ActionAuthenticatorMixin
from moto.iam.access_control import IAMRequestBase
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from werkzeug.exceptions import HTTPException

from tests.demo.emulated_aws.refusals import in_its_own_words
from tests.demo.emulated_aws.world import World

# The action that AWS evaluates for an operation, where it is not simply `service:Operation` (service
# authorization reference). moto asks for s3:ListBucket for half of these, for the operation's name otherwise.
AWS_ACTIONS = {
    ("accessanalyzer", "ListFindingsV2"): "access-analyzer:ListFindings",
    ("s3", "ListBuckets"): "s3:ListAllMyBuckets",
    ("s3", "ListObjectsV2"): "s3:ListBucket",
    ("s3", "GetBucketEncryption"): "s3:GetEncryptionConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "s3:GetLifecycleConfiguration",
    ("s3", "DeleteObjects"): "s3:DeleteObject",
    ("s3", "GetObjectLockConfiguration"): "s3:GetBucketObjectLockConfiguration",
    ("s3", "GetPublicAccessBlock"): "s3:GetBucketPublicAccessBlock",
    ("s3", "HeadObject"): "s3:GetObject",
    ("s3control", "GetPublicAccessBlock"): "s3:GetAccountPublicAccessBlock",
}
PREFIXES = {"accessanalyzer": "access-analyzer", "sso-admin": "sso"}


def apply(world: World) -> None:
    """Patch moto's authorisation; nothing is asked of it until it is switched on."""
    _actions_have_their_names_of_aws(world)
    _roles_are_assumed_by_those_they_trust()


def _actions_have_their_names_of_aws(world: World) -> None:
    original = ActionAuthenticatorMixin._authenticate_and_authorize_action

    def authorise(self: Any, request_class: Callable[..., Any], resource: str = "*") -> None:
        # By the request's route, since moto's own word for it is already one of its names.
        operation = self._get_action_from_method_and_request_uri(self.normalized_request)
        service = self.service_name
        prefix = PREFIXES.get(service, service)
        action = AWS_ACTIONS.get((service, operation), f"{prefix}:{operation}")

        def request(**facts: Any) -> Any:
            made = request_class(**facts)
            made._action = action
            world.asked[self.current_account, action] += 1
            return made

        try:
            original(self, request, resource)
        except HTTPException as refusal:
            said = in_its_own_words(self.boto3_service_name, refusal)
            # Where moto says nothing its server says that this is a web page.
            self.response_headers["content-type"] = said
            raise

    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorise


def _roles_are_assumed_by_those_they_trust() -> None:
    # AWS: the role's own policy decides too, in whichever account it is. moto: only in the caller's own.
    original = IAMRequestBase.check_action_permitted

    def check_action_permitted(self: IAMRequestBase, resource: str) -> None:
        original(self, resource)
        if self._action == "sts:AssumeRole" and not _trusts(resource, self):
            self._raise_access_denied()

    IAMRequestBase.check_action_permitted = check_action_permitted
    IAMRequestBase._is_assuming_role_operation = lambda _self, _resource: False


def _trusts(role_arn: str, request: IAMRequestBase) -> bool:
    _, partition, _, _, account, _ = role_arn.split(":", 5)
    try:
        role = iam_backends[account][partition].get_role_by_arn(role_arn)
    except NotFoundException:
        return False
    statements = json.loads(role.assume_role_policy_document)["Statement"]
    return any(_admits(each, request) for each in statements)


def _admits(statement: dict[str, Any], request: IAMRequestBase) -> bool:
    """Read the one form of trust that is used here; whatever else a statement says admits nobody."""
    session = request._access_key.arn
    # Who trusts a role trusts its sessions: arn:aws:sts::ID:assumed-role/NAME/SESSION.
    role = re.sub(r":sts:(.*):assumed-role/(.*)/[^/]*", r":iam:\1:role/\2", session)
    callers = {session, role, f"arn:aws:iam::{request.account_id}:root"}
    given = (request._data.get("ExternalId") or [None])[0]
    return (
        statement["Effect"] == "Allow"
        and statement["Action"] == "sts:AssumeRole"
        and statement["Principal"]["AWS"] in callers
        and statement.get("Condition") == {"StringEquals": {"sts:ExternalId": given}}
    )
