"""The warehouse's schema: brought to this version, loaded by one at a time, compared with another's."""

from pathlib import Path

from adbc_driver_postgresql import dbapi

from include.model.errors import DefinitionError
from include.warehouse.connection import connect
from include.warehouse.keys import key_of
from include.warehouse.migrations import names, number

_GRANTS = Path(__file__).with_name("grants.sql")
_ROLES = ("soc2_loader", "soc2_reader", "soc2_auditor")
_LOCK = key_of("soc2", "warehouse")


def migrate(uri: str) -> tuple[str, ...]:
    """Bring a database to this version; return one line per thing that a person should know.

    Raises:
        DefinitionError: the database is not one that these migrations made.
        WarehouseUnreachable: the server is down, or refused a migration.
    """
    with connect(uri) as connection:
        cursor = connection.cursor()
        missing = pending(cursor)
        connection.commit()
        if missing:
            # Alembic and what it needs take longer to import than most loads take.
            from include.warehouse.migrations.upgrade import upgrade  # noqa: PLC0415

            upgrade(uri, lock=_LOCK)
        alone(cursor)
        if missing or _roles(cursor) != set(_ROLES):
            cursor.executescript(_GRANTS.read_text(encoding="utf-8"))
            connection.commit()
        lacking = sorted(set(_ROLES) - _roles(cursor))
        cursor.close()
    remark = (
        f"roles {', '.join(lacking)} are missing and this account may not make them: let an "
        "administrator CREATE ROLE them (NOLOGIN); the next load grants their rights"
    )
    return (remark,) if lacking else ()


def alone(cursor: dbapi.Cursor) -> None:
    """Wait until no other session migrates or loads this database; hold that until the session ends."""
    cursor.execute("SET lock_timeout = '15min'")
    cursor.execute("SELECT pg_advisory_lock($1)::text", (_LOCK,))
    cursor.fetchall()


def gather_statistics(cursor: dbapi.Cursor) -> None:
    """Let the server look at what the tables hold; without that it plans for empty ones."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'soc2'::regnamespace AND relkind = 'r' "
        # Before PostgreSQL 17 only a table's owner may.
        "AND CASE WHEN current_setting('server_version_num')::int < 170000 "
        "THEN pg_has_role(relowner, 'USAGE') ELSE has_table_privilege(oid, 'MAINTAIN') END"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(f"ANALYZE soc2.{table}")


def last_loaded(cursor: dbapi.Cursor) -> tuple[int, str | None]:
    """Return number and hash of the last entry that was loaded; 0 before the first."""
    cursor.execute(
        "SELECT entry_number, entry_sha256 FROM soc2.load_log ORDER BY entry_number DESC LIMIT 1"
    )
    found = cursor.fetchone()
    return (int(found[0]), str(found[1])) if found else (0, None)


def digest(uri: str) -> dict[str, tuple[int, str]]:
    """Return rows and SHA-256 of every table of facts and dimensions, in whatever order rows lie.

    Two databases loaded from the same locker are equal, but for ``loaded_at``, which is left out.
    """
    found = {}
    with connect(uri) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'soc2' "
            "AND tablename <> 'alembic_version' ORDER BY tablename"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                "SELECT count(*), encode(sha256(convert_to(coalesce("  # noqa: S608  # names from the catalogue
                "string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''), 'UTF8')), 'hex') "
                f"FROM (SELECT (to_jsonb(each) - 'loaded_at')::text AS line FROM soc2.{table} AS each)"
            )
            rows, hashed = cursor.fetchall()[0]
            found[table] = (rows, hashed)
        cursor.close()
    return found


def pending(cursor: dbapi.Cursor) -> tuple[str, ...]:
    """List the migrations that are not applied to this database yet.

    Raises:
        DefinitionError: the database is further than this code, or does not say how far it is.
    """
    known = names()
    cursor.execute("SELECT to_regclass('soc2.alembic_version') IS NOT NULL")
    if cursor.fetchall() != [(True,)]:
        return known
    cursor.execute("SELECT version_num FROM soc2.alembic_version")
    version = next((each for (each,) in cursor.fetchall()), "none")
    for place, name in enumerate(known, start=1):
        if number(name) == version:
            return known[place:]
    raise DefinitionError(
        f"the warehouse is at migration {version}, and this code knows none but up to {number(known[-1])}; "
        "run the version that migrated it, since the warehouse's schema only goes forward"
    )


def _roles(cursor: dbapi.Cursor) -> set[str]:
    """List our roles that exist and may use the schema."""
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('soc2_loader', 'soc2_reader', 'soc2_auditor') "
        "AND has_schema_privilege(oid, 'soc2', 'USAGE')"
    )
    return {name for (name,) in cursor.fetchall()}
