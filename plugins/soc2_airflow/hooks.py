"""The only place that reads Airflow's connections and our environment.

Connections: ``aws_default`` (the hub's credentials), ``locker`` (extra ``path``), ``warehouse``
(PostgreSQL). ``SOC2_COMPANY`` names the company's folder.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from airflow.sdk import BaseHook

from include.model.company import DEFAULT_COMPANY, Company, read_company
from include.model.errors import DefinitionError

if TYPE_CHECKING:
    import boto3

    from include.locker import Locker
    from include.model.scope import AwsAccount

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


def aws_session(account: "AwsAccount") -> "tuple[boto3.Session, bool | None]":
    """Open a session that reads one account, and whether its connection says it is emulated."""
    raise NotImplementedError
