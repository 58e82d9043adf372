"""The organisation's Identity Center, filled as `tests/demo/aws/identity_center.yaml` says."""

from pathlib import Path
from typing import Annotated, Any

from moto.backends import get_backend
from moto.identitystore.models import Group, IdentityStoreData, User
from moto.moto_api._internal import mock_random
from moto.ssoadmin.models import CustomerManagedPolicy, Instance, ManagedPolicy, PermissionSet
from pydantic import Field

from include.model.account import AccountId
from include.model.files import read_yaml
from include.model.frozen import Frozen
from tests.demo.emulated_aws.seeding_rights import document
from tests.demo.emulated_aws.seeds import Age, Statements
from tests.demo.emulated_aws.world import IdentityCenter, World

_SEED = Path(__file__).parents[1] / "aws" / "identity_center.yaml"
_MANAGED = "arn:aws:iam::aws:policy/"


class UserSeed(Frozen):
    """A user of the store; without ``emails`` the name is the address."""

    id: str
    name: str
    display: str
    created: Age
    emails: tuple[str, ...] = ()
    enabled: bool = True


class GroupSeed(Frozen):
    """A group, with its members by their names."""

    id: str
    members: tuple[str, ...] = ()


class AssignmentSeed(Frozen):
    """An account opened to a group, by its name, or to a user, by an id that may be nobody's any more."""

    account: AccountId
    group: str | None = None
    user: str | None = None


class PermissionSetSeed(Frozen):
    """A permission set; ``boundary`` is a policy of each account's own."""

    id: str
    name: str
    hours: Annotated[int, Field(ge=1, le=12)] = 1
    managed: tuple[str, ...] = ()
    customer: tuple[str, ...] = ()
    inline: Statements | None = None
    boundary: str | None = None
    assigned: tuple[AssignmentSeed, ...] = ()


class InstanceSeed(Frozen):
    """The instance, whole."""

    owner: AccountId
    region: str
    instance: str
    store: str
    users: tuple[UserSeed, ...]
    groups: dict[str, GroupSeed]
    permission_sets: tuple[PermissionSetSeed, ...]


def seed(world: World) -> None:
    """Make the instance in moto's backends, and tell the world what moto has no place for."""
    read = read_yaml(_SEED, InstanceSeed)
    admin: Any = get_backend("sso-admin")[read.owner][read.region]
    made = Instance(read.owner, read.region)
    made.instance_arn = f"arn:aws:sso:::instance/{read.instance}"
    made.identity_store_id = read.store
    made.created_date = world.clock.ago(900).timestamp()
    admin.instances.append(made)
    center = IdentityCenter(made)
    world.identity_center[read.region] = center
    store = get_backend("identitystore")[read.owner][read.region]
    store.identity_stores[read.store] = _store(world, read, center)
    for each in read.permission_sets:
        _add_permission_set(admin, read, each, center)


def _store(world: World, read: InstanceSeed, center: IdentityCenter) -> IdentityStoreData:
    data, ids = IdentityStoreData(), {user.name: user.id for user in read.users}
    for user in read.users:
        emails: list[dict[str, Any]] = [
            {"Value": each, "Type": "work", "Primary": not number}
            for number, each in enumerate(user.emails or (user.name,))
        ]
        empty = dict.fromkeys(User._fields)
        facts = {"UserId": user.id, "IdentityStoreId": read.store, "UserName": user.name}
        told = empty | facts | {"DisplayName": user.display, "Emails": emails}
        data.users[user.id] = User(**told)
        center.users[user.id] = {
            "UserStatus": "ENABLED" if user.enabled else "DISABLED",
            "CreatedAt": world.clock.ago(user.created).timestamp(),
        }
    for name, group in read.groups.items():
        data.groups[group.id] = Group(group.id, name, [], "", read.store)
        for member in group.members:
            membership = str(mock_random.uuid4())
            data.group_memberships[membership] = {
                "IdentityStoreId": read.store,
                "MembershipId": membership,
                "GroupId": group.id,
                "MemberId": {"UserId": ids[member]},
            }
    return data


def _add_permission_set(
    admin: Any, read: InstanceSeed, each: PermissionSetSeed, center: IdentityCenter
) -> None:
    instance, duration = center.instance.instance_arn, f"PT{each.hours}H"
    made = PermissionSet(each.name, "", instance, duration, "", [])
    made.permission_set_arn = f"arn:aws:sso:::permissionSet/{read.instance}/{each.id}"
    admin.permission_sets.append(made)
    for policy in each.managed:
        name = policy.rpartition("/")[2]
        made.managed_policies.append(ManagedPolicy(_MANAGED + policy, name))
    for policy in each.customer:
        made.customer_managed_policies.append(CustomerManagedPolicy(policy))
    if each.inline:
        made.inline_policy = document(each.inline)
    if each.boundary:
        own = {"CustomerManagedPolicyReference": {"Name": each.boundary, "Path": "/"}}
        center.boundaries[made.permission_set_arn] = own
    for assigned in each.assigned:
        admin.create_account_assignment(
            instance_arn=instance,
            permission_set_arn=made.permission_set_arn,
            target_id=assigned.account,
            target_type="AWS_ACCOUNT",
            principal_type="GROUP" if assigned.group else "USER",
            principal_id=read.groups[assigned.group].id if assigned.group else assigned.user,
        )
