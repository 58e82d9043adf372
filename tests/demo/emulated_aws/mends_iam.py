"""Mends of IAM's users, account summary and authorization details."""

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import AccountSummary, Group, IAMBackend, Policy, User
from moto.iam.responses import IamResponse
from moto.moto_api._internal import mock_random

from tests.demo.emulated_aws.paging import page
from tests.demo.emulated_aws.world import World

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ID_LENGTH = 17


def apply(world: World) -> None:
    """Patch moto's IAM."""
    _ids_say_what_they_name(User, "AIDA")
    _ids_say_what_they_name(Group, "AGPA")
    _users_come_in_pages()
    _authorization_details_come_in_pages()
    _summary_knows_root(world)


def _ids_say_what_they_name(kind: type, prefix: str) -> None:
    # AWS: UserId begins with AIDA, GroupId with AGPA; moto: twenty random lower case letters.
    original = kind.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.id = prefix + "".join(mock_random.choices(_ID_LETTERS, k=_ID_LENGTH))

    kind.__init__ = init


def _users_come_in_pages() -> None:
    # AWS: 100 users a page unless MaxItems says otherwise, sorted by name; moto: all in one answer.
    def list_users(self: IamResponse) -> ActionResult:
        prefix = self._get_param("PathPrefix")
        everyone = sorted(self.backend.list_users(prefix, None, None), key=lambda user: user.name)
        users, marker = page(everyone, self._get_param("Marker"), self._get_param("MaxItems"))
        return ActionResult({"Users": users, "IsTruncated": bool(marker), "Marker": marker})

    IamResponse.list_users = list_users


def _authorization_details_come_in_pages() -> None:
    # AWS: one sequence of users, groups, roles and policies, 100 a page; every policy has its name and id,
    # and of its own policies AWS lists those that are attached to something. moto: one answer, no names, all.
    def get_account_authorization_details(self: IamResponse) -> ActionResult:
        details = _details(self.backend, set(self._get_param("Filter", [])))
        part, marker = page(details, self._get_param("Marker"), self._get_param("MaxItems"))
        lists: dict[str, list[Any]] = {
            name: [value for kind, value in part if kind == name]
            for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
        }
        return ActionResult({**lists, "IsTruncated": bool(marker), "Marker": marker})

    IamResponse.get_account_authorization_details = get_account_authorization_details


def _details(backend: IAMBackend, kinds: set[str]) -> list[tuple[str, Any]]:
    def wanted(kind: str) -> bool:
        return not kinds or kind in kinds

    lists = (
        ("User", "UserDetailList", backend.users.values()),
        ("Group", "GroupDetailList", backend.groups.values()),
        ("Role", "RoleDetailList", backend.roles.values()),
    )
    found = [
        (answer, each)
        for kind, answer, values in lists
        if wanted(kind)
        for each in sorted(values, key=lambda value: value.name)
    ]
    for policy in sorted(backend.managed_policies.values(), key=lambda each: each.arn):
        is_of_aws = ":iam::aws:" in policy.arn
        kind = "AWSManagedPolicy" if is_of_aws else "LocalManagedPolicy"
        if wanted(kind) and (policy.attachment_count or not is_of_aws):
            found.append(("Policies", _policy(policy)))
    return found


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": policy.default_version_id,
        "AttachmentCount": policy.attachment_count,
        "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": True,
        "CreateDate": policy.create_date,
        "UpdateDate": policy.update_date,
        "PolicyVersionList": policy.policy_version_list,
    }


def _summary_knows_root(world: World) -> None:
    # AWS: AccountMFAEnabled, AccountAccessKeysPresent and AccountPasswordPresent tell of root, and devices of
    # every kind are counted; moto: root is always without, the password is not told, only virtual ones count.
    original = AccountSummary.summary_map.fget

    def summary_map(self: AccountSummary) -> dict[str, Any]:
        backend = self._iam_backend
        root = world.account(backend.account_id).root
        assigned = sum(len(user.mfa_devices) for user in backend.users.values()) + bool(root.mfa)
        spare = sum(1 for device in backend.virtual_mfa_devices.values() if not device.enable_date)
        return {
            **original(self),
            "AccountMFAEnabled": int(root.mfa is not None),
            "AccountAccessKeysPresent": int(bool(root.keys)),
            "AccountPasswordPresent": int(root.has_password),
            "MFADevices": assigned + spare,
            "MFADevicesInUse": assigned,
        }

    AccountSummary.summary_map = property(summary_map)
