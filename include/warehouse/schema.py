"""Makes and compares the warehouse's schema: numbered SQL files, each applied once, in name order.

Cannot go backwards: an applied file never changes, a change is a new file with a higher number.
"""

from pathlib import Path

from adbc_driver_postgresql import dbapi

from include.model.errors import DefinitionError
from include.model.frozen import sha256
from include.warehouse.connection import connect
from include.warehouse.keys import key_of

_ROOM = Path(__file__).parent
_FOLDERS = ("tables", "views")
_ROLES = ("soc2_loader", "soc2_reader", "soc2_auditor")
_LOCK = key_of("soc2", "warehouse")
_VERSION_TABLE = """
CREATE SCHEMA IF NOT EXISTS soc2;
CREATE TABLE IF NOT EXISTS soc2.schema_version (
    file text PRIMARY KEY,
    file_sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE soc2.schema_version IS 'One row per SQL file that was applied to this database.';
COMMENT ON COLUMN soc2.schema_version.file IS 'Name of the file.';
COMMENT ON COLUMN soc2.schema_version.file_sha256 IS 'SHA-256 of the file when it was applied.';
COMMENT ON COLUMN soc2.schema_version.applied_at IS 'When it was applied.';
"""


def migrate(uri: str) -> tuple[str, ...]:
    """Bring a database to this version; return one line per thing that a person should know.

    Raises:
        DefinitionError: an applied file was changed since.
        WarehouseUnreachable: the server is down, or refused a file.
    """
    with connect(uri) as connection:
        cursor = connection.cursor()
        alone(cursor)
        missing = pending(cursor)
        for name, content in missing:
            if name == missing[0][0]:
                cursor.executescript(_VERSION_TABLE)
            cursor.executescript(content.decode())
            cursor.execute(
                "INSERT INTO soc2.schema_version (file, file_sha256) VALUES ($1, $2)",
                (name, sha256(content)),
            )
            connection.commit()
        if missing or _roles(cursor) != set(_ROLES):
            cursor.executescript((_ROOM / "grants.sql").read_text(encoding="utf-8"))
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
            "AND tablename <> 'schema_version' ORDER BY tablename"
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


def pending(cursor: dbapi.Cursor) -> list[tuple[str, bytes]]:
    """Return name and content of the SQL files that are not applied to this database yet.

    Raises:
        DefinitionError: an applied file was changed since.
    """
    cursor.execute("SELECT to_regclass('soc2.schema_version') IS NOT NULL")
    applied: dict[str, str] = {}
    if cursor.fetchall()[0][0]:
        cursor.execute("SELECT file, file_sha256 FROM soc2.schema_version")
        applied = dict(cursor.fetchall())
    missing = []
    for folder in _FOLDERS:
        for path in sorted((_ROOM / folder).glob("*.sql")):
            name, content = f"{folder}/{path.name}", path.read_bytes()
            if applied.get(name) not in {None, sha256(content)}:
                raise DefinitionError(
                    f"{name}: changed after it was applied to this database; restore it, and put the "
                    "change into a new file with a higher number"
                )
            if name not in applied:
                missing.append((name, content))
    return missing


def _roles(cursor: dbapi.Cursor) -> set[str]:
    """List our roles that exist and may use the schema."""
    cursor.execute(
        "SELECT rolname FROM pg_roles WHERE rolname IN ('soc2_loader', 'soc2_reader', 'soc2_auditor') "
        "AND has_schema_privilege(oid, 'soc2', 'USAGE')"
    )
    return {name for (name,) in cursor.fetchall()}
