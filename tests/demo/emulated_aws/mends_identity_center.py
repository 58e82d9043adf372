"""Mends of Identity Center and its store of people."""

import json
from typing import Any

from moto.identitystore.responses import IdentityStoreResponse
from moto.ssoadmin.exceptions import ResourceNotFoundException
from moto.ssoadmin.models import SSOAdminBackend
from moto.ssoadmin.responses import SSOAdminResponse

from tests.demo.emulated_aws.world import World


def apply(world: World) -> None:
    """Patch moto's Identity Center."""
    _nobody_has_an_instance_unasked()
    _members_are_told_of_the_organisations(world)
    _sets_are_provisioned_where_they_are_assigned()
    _sets_have_boundaries(world)
    _users_have_a_status(world)
    for kind in (SSOAdminResponse, IdentityStoreResponse):
        _answers_are_said_to_be_json(kind)


def _nobody_has_an_instance_unasked() -> None:
    # AWS: an instance is where somebody enabled it, in one Region. moto: one in every account and Region.
    original = SSOAdminBackend.__init__

    def init(self: SSOAdminBackend, region_name: str, account_id: str) -> None:
        original(self, region_name, account_id)
        self.instances.clear()

    SSOAdminBackend.__init__ = init


def _members_are_told_of_the_organisations(world: World) -> None:
    # AWS: every account of the organisation is told of its instance, in that one's Region; moto: the owner.
    def list_instances(self: SSOAdminResponse) -> str:
        center = world.identity_center.get(self.region)
        return json.dumps({"Instances": [center.instance.to_json()] if center else []})

    SSOAdminResponse.list_instances = list_instances


def _sets_are_provisioned_where_they_are_assigned() -> None:
    # AWS: to assign a permission set in an account provisions it there; moto: in the caller's, when told.
    def accounts(self: SSOAdminBackend, instance_arn: str, permission_set_arn: str) -> list[str]:
        asked = (instance_arn, permission_set_arn)
        return sorted(
            {
                each.target_id
                for each in self.account_assignments
                if (each.instance_arn, each.permission_set_arn) == asked
            }
        )

    SSOAdminBackend.list_accounts_for_provisioned_permission_set = accounts


def _sets_have_boundaries(world: World) -> None:
    # AWS: a permission set may have a boundary, else there is none to be found; moto: does not know of any.
    def get_permissions_boundary_for_permission_set(self: SSOAdminResponse) -> str:
        arn = self._get_param("PermissionSetArn")
        center = world.identity_center.get(self.region)
        if center is None or arn not in center.boundaries:
            raise ResourceNotFoundException("No permissions boundary is attached.")
        return json.dumps({"PermissionsBoundary": center.boundaries[arn]})

    SSOAdminResponse.get_permissions_boundary_for_permission_set = (
        get_permissions_boundary_for_permission_set
    )


def _users_have_a_status(world: World) -> None:
    # AWS: a user is enabled or disabled, was made once, and what nobody filled in is left out; moto: null.
    original = IdentityStoreResponse.list_users

    def list_users(self: IdentityStoreResponse) -> str:
        answer = json.loads(original(self))
        center = world.identity_center.get(self.region)
        known: dict[str, Any] = center.users if center else {}
        answer["Users"] = [
            {name: value for name, value in user.items() if value is not None}
            | known.get(user["UserId"], {})
            for user in answer["Users"]
        ]
        return json.dumps(answer)

    IdentityStoreResponse.list_users = list_users


def _answers_are_said_to_be_json(kind: Any) -> None:
    # AWS: JSON 1.1, and says so. moto: JSON that its server calls a web page.
    original = kind.setup_class

    def setup_class(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        self.response_headers["content-type"] = "application/x-amz-json-1.1"

    kind.setup_class = setup_class
