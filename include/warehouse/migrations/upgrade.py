"""Applies the migrations that a database lacks, by Alembic: all of them, or it stays as it was."""

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from include.model.errors import WarehouseUnreachable
from include.warehouse import migrations
from include.warehouse.connection import address, refusal

_ALONE = "SELECT pg_advisory_xact_lock({})"
# Even where it is there, CREATE SCHEMA asks for a right that its owner need not have.
_SCHEMA = "DO $$ BEGIN IF to_regnamespace('soc2') IS NULL THEN CREATE SCHEMA soc2; END IF; END $$"


def upgrade(uri: str, *, lock: int) -> None:
    """Bring a database to the last migration, in one transaction; wait for whoever holds the lock.

    Raises:
        DefinitionError: the database is not one that these migrations made.
        WarehouseUnreachable: the server is down, or refused a statement.
    """
    where = address(uri)
    config = Config()
    config.set_main_option("script_location", str(migrations.ROOM).replace("%", "%%"))
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(where.uri), poolclass=NullPool
    )
    try:
        with engine.begin() as connection:
            for statement in (
                "SET LOCAL timezone = 'UTC'",
                "SET LOCAL lock_timeout = '15min'",
                _ALONE.format(lock),
                _SCHEMA,
            ):
                connection.exec_driver_sql(statement)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DBAPIError as error:
        raise WarehouseUnreachable(refusal(where, _said(error.orig))) from error


def _said(error: BaseException | None) -> str:
    """Say in one line what the server, or the network, said."""
    told = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    return told or " ".join(str(error).split())
