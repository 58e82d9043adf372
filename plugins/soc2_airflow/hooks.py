"""The only place that reads Airflow's connections and our environment, but for what ``alerts`` need.

Connections: ``aws_default`` (the hub's credentials), ``github_default`` (``github_credentials``; extra
``base_url``), ``locker`` (extra ``path``: a directory, or ``s3://bucket/prefix`` with ``retention_days``,
``mode``, ``legal_hold``, and ``aws_conn_id`` where the evidence-writer's role is not the process' own),
``warehouse`` (PostgreSQL), ``sealing_key`` (password or extra ``path``; or extra ``kms_key_id``, with
``aws_conn_id`` where it is not the process' own role that may sign), ``time_authority`` (extra ``url``;
may be missing: seals then have no independent time), ``people_keys`` (``people``). ``SOC2_COMPANY`` names
the company's folder, ``SOC2_PACKETS`` that of the packets.
"""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from airflow.sdk import BaseHook
from airflow.sdk.exceptions import AirflowNotFoundException

from include.model.company import DEFAULT_COMPANY, Company
from include.model.errors import DefinitionError
from include.model.scope import Scope, ScopeFile
from soc2_airflow import github_credentials, people, sealing

if TYPE_CHECKING:
    from include.locker import Locker
    from include.locker.authority import Rfc3161Authority
    from include.locker.seal import SigningKey
    from include.sources.collection import Connect

AWS = "aws_default"
GITHUB = github_credentials.CONNECTION
LOCKER = "locker"
WAREHOUSE = "warehouse"
SEALING_KEY = sealing.CONNECTION
TIME_AUTHORITY = "time_authority"
_RETENTION = ("retention_days", "mode", "legal_hold")


def company_folder() -> Path:
    """Return the folder of the company's own files."""
    return Path(os.environ.get("SOC2_COMPANY") or DEFAULT_COMPANY)


def company() -> Company:
    """Read the company's own files, with the accounts that they discover in the locker."""
    from include.locker.organizations import known_company

    return known_company(company_folder(), locker)


def locker() -> "Locker":
    """Open the locker that the connection ``locker`` names.

    Raises:
        DefinitionError: the connection has no ``path``.
    """
    from include.locker import Locker

    path, access = locker_place()
    return Locker.open(path, people=people.keys(), **access)


def locker_place() -> tuple[str, dict[str, Any]]:
    """Return where the connection ``locker`` says the locker is, and how a bucket is reached.

    Raises:
        DefinitionError: the connection has no ``path``.
    """
    extra = BaseHook.get_connection(LOCKER).extra_dejson
    path: str | None = extra.get("path")
    if not path:
        raise DefinitionError(
            f'connection {LOCKER}: no path; set its extra to {{"path": "/dir"}} or "s3://bucket/prefix"'
        )
    if not path.startswith("s3://"):
        return path, {}
    asked = {name: str(extra[name]) for name in _RETENTION if name in extra}
    url = f"{path}?{urlencode(asked)}" if asked else path
    return url, _access(extra["aws_conn_id"]) if "aws_conn_id" in extra else {}


def _access(aws_conn_id: str) -> dict[str, Any]:
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook

    hook = AwsBaseHook(aws_conn_id=aws_conn_id)
    return {"session": hook.get_session(), "endpoint_url": hook.conn_config.endpoint_url}


def packets_folder() -> Path:
    """Return the folder of the packets: ``SOC2_PACKETS``, else ``packets`` beside the locker.

    Raises:
        DefinitionError: a packet has no place beside a locker in a bucket.
    """
    if named := os.environ.get("SOC2_PACKETS"):
        return Path(named)
    path, _ = locker_place()
    if path.startswith("s3://"):
        raise DefinitionError(
            "where do packets go? set SOC2_PACKETS to a folder; the locker is in a bucket"
        )
    return Path(path).parent / "packets"


def warehouse_uri() -> str:
    """Return the warehouse's PostgreSQL URI, password included: never log it."""
    uri = BaseHook.get_connection(WAREHOUSE).get_uri()
    return uri.replace("postgres://", "postgresql://", 1)


def sealing_key() -> "SigningKey":
    """Return the key that seals: the connection's password (PEM), the file in its ``path``, or a key of KMS.

    Raises:
        DefinitionError: there is none, there are two, or it is no key that seals.
        SourceUnreachable: KMS did not answer, or refused.
    """
    return sealing.key(BaseHook.get_connection(SEALING_KEY), _access)


def time_authority() -> "Rfc3161Authority | None":
    """Return the RFC 3161 authority of the connection ``time_authority``; None where there is none."""
    from include.locker.authority import Rfc3161Authority

    try:
        url = BaseHook.get_connection(TIME_AUTHORITY).extra_dejson["url"]
    except AirflowNotFoundException:
        return None
    except KeyError:
        raise DefinitionError(
            f'connection {TIME_AUTHORITY}: no url; set its extra to {{"url": "https://..."}}'
        ) from None
    return Rfc3161Authority(url)


def connect(source: str, scope: Scope, known: ScopeFile) -> "Connect":
    """Say how a source's client is made, by its provider, from Airflow's connections and ``scope.yaml``."""
    return _CONNECT[source.split(".", maxsplit=1)[0]](scope, known)


def hub() -> dict[str, Any]:
    """Return the hub's own session, and the endpoint that it asks."""
    return _access(AWS)


def _aws(scope: Scope, known: ScopeFile) -> "Connect":
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook

    from include.sources import aws

    hook = AwsBaseHook(aws_conn_id=AWS)
    settings = hook.conn_config
    account = known.account(scope.id)
    session = aws.assume(hook.get_session(), account, endpoint_url=settings.endpoint_url)
    return partial(
        aws.connect,
        session,
        endpoint_url=settings.endpoint_url,
        emulated=settings.extra_config.get("emulated"),
        account=account,
    )


def _github(scope: Scope, known: ScopeFile) -> "Connect":
    from include.sources import github

    connection = BaseHook.get_connection(GITHUB)
    extra = connection.extra_dejson
    return partial(
        github.connect,
        github_credentials.auth(connection.password, extra),
        organization=known.organization(scope.id),
        base_url=extra.get("base_url"),
        emulated=extra.get("emulated"),
    )


def granted(scope: Scope) -> dict[str, str] | None:
    """Ask what the GitHub App may do in an organisation; None where there is a token instead."""
    from include.sources import github

    connection = BaseHook.get_connection(GITHUB)
    extra = connection.extra_dejson
    if not connection.password or "app_id" not in extra:
        return None
    base_url = extra.get("base_url") or company().scope.organization(scope.id).base_url
    return github.granted(*github_credentials.app(connection.password, extra), base_url)


def _registers(_scope: Scope, known: ScopeFile) -> "Connect":
    from include.sources import registers

    return registers.reach(known, company_folder(), partial(_aws, known=known))


_CONNECT = {"aws": _aws, "github": _github, "registers": _registers}
