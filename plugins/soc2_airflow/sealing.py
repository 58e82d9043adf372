"""The connection ``sealing_key``: a private key, as it is or as a file, or a key of KMS."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from include.model.errors import DefinitionError

if TYPE_CHECKING:
    from airflow.sdk import Connection

    from include.locker.seal import SigningKey

CONNECTION = "sealing_key"


def key(connection: "Connection", access: Callable[[str], dict[str, Any]]) -> "SigningKey":
    """Return the key: the password (PEM), the file in extra ``path``, or that of KMS in extra ``kms_key_id``.

    ``access`` says how AWS is reached by a connection's name: extra ``aws_conn_id`` names one where it is not
    the process' own role that may sign.

    Raises:
        DefinitionError: there is none, there are two, or it is no key that seals.
        SourceUnreachable: KMS did not answer, or refused.
    """
    from include.locker.seal import read_key

    extra = connection.extra_dejson
    path, key_id = extra.get("path"), extra.get("kms_key_id")
    if key_id and (path or connection.password):
        raise DefinitionError(
            f"connection {CONNECTION}: names a key of KMS and another one; keep the one that seals"
        )
    if key_id:
        from include.locker.kms import KmsKey

        return KmsKey(key_id, **(access(extra["aws_conn_id"]) if "aws_conn_id" in extra else {}))
    try:
        pem = Path(path).read_bytes() if path else (connection.password or "").encode()
    except OSError as error:
        raise DefinitionError(f"connection {CONNECTION}: {path}: {error.strerror}") from None
    return read_key(pem, f"connection {CONNECTION}")
