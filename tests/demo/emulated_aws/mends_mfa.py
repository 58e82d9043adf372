"""Mends of the lists of MFA devices."""

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.models import IAMBackend, VirtualMfaDevice
from moto.iam.responses import IamResponse

from tests.demo.emulated_aws.paging import page
from tests.demo.emulated_aws.world import Root, World


def apply(world: World) -> None:
    """Patch moto's lists of MFA devices; users' hardware and passkey devices are seeded into its own."""

    # AWS: the list has no seeds and no QR codes, comes sorted and in pages, and holds root's virtual device;
    # moto: gives the secrets of every device away, and knows no root.
    def list_virtual_mfa_devices(self: IamResponse) -> ActionResult:
        root = world.account(self.current_account).root
        status = self._get_param("AssignmentStatus", "Any")
        everything = [
            device
            for device in _devices(self.backend, self.current_account, root)
            if status == "Any" or (status == "Assigned") == ("User" in device)
        ]
        devices, marker = page(everything, self._get_param("Marker"), self._get_param("MaxItems"))
        truncated = bool(marker)
        return ActionResult(
            {"VirtualMFADevices": devices, "IsTruncated": truncated, "Marker": marker}
        )

    IamResponse.list_virtual_mfa_devices = list_virtual_mfa_devices


def _devices(backend: IAMBackend, account_id: str, root: Root) -> list[dict[str, Any]]:
    devices = [_device(device) for device in backend.virtual_mfa_devices.values()]
    if root.mfa == "virtual":
        devices.append(_device_of_root(account_id, root))
    return sorted(devices, key=lambda device: str(device["SerialNumber"]))


def _device(device: VirtualMfaDevice) -> dict[str, Any]:
    if device.user is None:
        return {"SerialNumber": device.serial_number}
    user = {
        "Path": device.user.path,
        "UserName": device.user.name,
        "UserId": device.user.id,
        "Arn": device.user.arn,
        "CreateDate": device.user.create_date,
        "PasswordLastUsed": device.user.password_last_used,
    }
    enabled = device.enable_date
    return {"SerialNumber": device.serial_number, "EnableDate": enabled, "User": user}


def _device_of_root(account_id: str, root: Root) -> dict[str, Any]:
    # AWS: root has the account's id as its UserId, and no UserName and no Path.
    return {
        "SerialNumber": f"arn:aws:iam::{account_id}:mfa/root-account-mfa-device",
        "EnableDate": root.mfa_enabled,
        "User": {
            "UserId": account_id,
            "Arn": f"arn:aws:iam::{account_id}:root",
            "CreateDate": root.created,
            "PasswordLastUsed": root.password_last_used,
        },
    }
