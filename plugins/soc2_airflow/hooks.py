"""The only place that reads Airflow's connections and our environment.

Connections: ``aws_default`` (the hub's credentials), ``locker`` (extra ``path``), ``warehouse``
(PostgreSQL). ``SOC2_COMPANY`` names the company's folder.
"""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from include.model.company import DEFAULT_COMPANY, Company, read_company
from include.model.errors import DefinitionError
from include.model.scope import Scope

if TYPE_CHECKING:
    from include.locker import Locker
    from include.sources.collection import Connect

AWS = "aws_default"
LOCKER = "locker"
WAREHOUSE = "warehouse"


def company_folder() -> Path:
    """Return the folder of the company's own files."""
    return Path(os.environ.get("SOC2_COMPANY") or DEFAULT_COMPANY)


def company() -> Company:
    """Read the company's own files."""
    return read_company(company_folder())


def locker() -> "Locker":
    """Open the locker that the connection ``locker`` names.

    Raises:
        DefinitionError: the connection has no ``path``.
    """
    from include.locker import Locker

    path = BaseHook.get_connection(LOCKER).extra_dejson.get("path")
    if not path:
        raise DefinitionError(f'connection {LOCKER}: no path; set its extra to {{"path": "/dir"}}')
    return Locker.open(path)


def warehouse_uri() -> str:
    """Return the warehouse's PostgreSQL URI, password included: never log it."""
    uri = BaseHook.get_connection(WAREHOUSE).get_uri()
    return uri.replace("postgres://", "postgresql://", 1)


def connect(source: str, scope: Scope) -> "Connect":
    """Say how a source's client is made, by its provider, from Airflow's connections."""
    return _CONNECT[source.split(".", maxsplit=1)[0]](scope)


def _aws(scope: Scope) -> "Connect":
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook

    from include.sources import aws

    hook = AwsBaseHook(aws_conn_id=AWS)
    settings = hook.conn_config
    account = company().scope.account(scope.id)
    session = aws.assume(hook.get_session(), account, endpoint_url=settings.endpoint_url)
    return partial(
        aws.connect,
        session,
        endpoint_url=settings.endpoint_url,
        emulated=settings.extra_config.get("emulated"),
    )


def _registers(_scope: Scope) -> "Connect":
    from include.sources import registers

    return partial(registers.connect, company_folder() / "registers")


_CONNECT = {"aws": _aws, "registers": _registers}
