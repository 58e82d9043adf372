"""The connection ``people_keys``: where the keys of people are, by which what is about them can be erased.

Extra ``path`` is a folder beside the locker, never in it; the password is the master key, 32 bytes in
base64, or extra ``master_path`` names a file that holds it. Extra ``in_the_clear`` says in words why there
are none. Without the connection names and addresses of people are kept as they came.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.model.errors import DefinitionError

if TYPE_CHECKING:
    from include.locker.people import PeopleKeys

CONNECTION = "people_keys"


def keys() -> "PeopleKeys | None":
    """Return the keys; None where nobody keeps any.

    Raises:
        DefinitionError: the connection names no folder, or no master key.
    """
    try:
        connection = BaseHook.get_connection(CONNECTION)
    except AirflowNotFoundException:
        return None
    extra: dict[str, Any] = connection.extra_dejson
    if extra.get("in_the_clear"):
        return None
    if not extra.get("path"):
        raise DefinitionError(
            f'connection {CONNECTION}: no path; set its extra to {{"path": "/folder"}}, beside the locker'
        )
    from include.locker.key_store import KeyFolder
    from include.locker.people import PeopleKeys, read_master

    text = connection.password or _text(extra.get("master_path"))
    return PeopleKeys(KeyFolder(Path(extra["path"])), read_master(text, f"connection {CONNECTION}"))


def is_decided() -> bool:
    """Tell whether somebody keeps keys, or says why not."""
    try:
        BaseHook.get_connection(CONNECTION)
    except AirflowNotFoundException:
        return False
    return True


def _text(path: str | None) -> str:
    try:
        return Path(path or "").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise DefinitionError(
            f"connection {CONNECTION}: no master key: neither a password nor a file in master_path that can "
            f"be read ({why})"
        ) from None
