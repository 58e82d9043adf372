"""Tells AWS itself from what stands in for it, by the host's name."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from botocore.loaders import create_loader


@cache
def _aws_suffixes() -> tuple[str, ...]:
    """List the domains of every AWS partition that botocore knows."""
    partitions = create_loader().load_data("partitions")["partitions"]
    outputs = [each["outputs"] for each in partitions]
    names = {each[key] for each in outputs for key in ("dnsSuffix", "dualStackDnsSuffix")}
    return tuple(sorted(f".{name}" for name in names))


def is_aws_host(host: str) -> bool:
    """Tell whether a host is AWS itself; everything else is an emulator."""
    return host.partition(":")[0].endswith(_aws_suffixes())


def host_of(url: str) -> str:
    """Return the host (with its port, if it has one) of an endpoint, never a password in it."""
    return urlsplit(url).netloc.rpartition("@")[2]


def without_account_in_host(params: dict[str, Any], **_: Any) -> None:
    """Take the account, which every s3control call names in a header as well, off the host."""
    account = params["headers"].get("x-amz-account-id")
    params["url"] = params["url"].replace(f"://{account}.", "://", 1)
