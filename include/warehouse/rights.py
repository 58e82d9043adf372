"""What the account that loads may not do in the warehouse: asked of the server, nothing is tried."""

from include.warehouse.connection import address, connect
from include.warehouse.schema import pending

_TABLES = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = to_regnamespace('soc2') AND relkind = 'r' AND relname <> 'alembic_version'
        AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'))
    ORDER BY relname
"""
_MIGRATE = """
    SELECT CASE
        WHEN to_regnamespace('soc2') IS NULL THEN has_database_privilege(current_database(), 'CREATE')
        ELSE (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'soc2')
    END
"""


def lacking(uri: str) -> tuple[str, ...]:
    """Return one line per right that a load needs and this account does not have.

    Raises:
        WarehouseUnreachable: the server is down, or refused the account.
    """
    where = address(uri).shown
    found = []
    with connect(uri) as connection, connection.cursor() as cursor:
        missing = pending(cursor)
        cursor.execute(_MIGRATE)
        if missing and cursor.fetchall() != [(True,)]:
            found.append(
                f"{where}: not migrated yet ({', '.join(missing)}), and this account may not; let the owner "
                "run python -m include.warehouse migrate"
            )
        cursor.execute("SELECT has_database_privilege(current_database(), 'TEMPORARY')")
        if cursor.fetchall() != [(True,)]:
            found.append(
                f"{where}: no temporary tables; GRANT TEMPORARY ON DATABASE to this account"
            )
        if not missing:
            cursor.execute(_TABLES)
            tables = ", ".join(name for (name,) in cursor.fetchall())
            if tables:
                found.append(
                    f"{where}: may not append to {tables}; make it a member of soc2_loader"
                )
    return tuple(found)
