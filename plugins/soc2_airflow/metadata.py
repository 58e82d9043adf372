"""Airflow's own tables: migrated when Airflow's version changed, and not looked at otherwise.

Looking costs as much as migrating (8 seconds, nearly all of it imports). So the version that migrated
them is noted in the database itself, as a comment: a stamp that can't outlive what it speaks of.
"""

from importlib.metadata import version

from include.warehouse.connection import connect

_CURRENT = f"migrated by apache-airflow {version('apache-airflow-core')}"


def is_current(uri: str) -> bool:
    """Tell whether the installed Airflow has already migrated the database at this address."""
    with connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass('alembic_version'), 'pg_class')")
        row = cursor.fetchone()
    return row is not None and row[0] == _CURRENT


def stamp(uri: str) -> None:
    """Note that the installed Airflow has migrated the database at this address."""
    with connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE alembic_version IS '{_CURRENT}'")
