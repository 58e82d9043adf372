"""The schema of 0.1.0; a database that stands anywhere on the way there is taken over.

Before, each file was applied by itself and noted in `soc2.schema_version` with its hash.
"""

from alembic import op

from include.model.errors import DefinitionError
from include.model.frozen import sha256
from include.warehouse.migrations import first_files
from include.warehouse.migrations.forward import downgrade, execute

__all__ = ["down_revision", "downgrade", "revision", "upgrade"]

revision = "0001"
down_revision = None

_VERSION_TABLE = """
COMMENT ON TABLE soc2.alembic_version IS 'One row: the last migration that was applied.';
COMMENT ON COLUMN soc2.alembic_version.version_num IS 'Its number.';
DROP TABLE IF EXISTS soc2.schema_version;
"""


def upgrade() -> None:
    """Execute the files that are not applied yet.

    Raises:
        DefinitionError: a file was applied in another wording, or is not known here.
    """
    applied = _applied()
    for path in first_files():
        name, content = f"{path.parent.name}/{path.name}", path.read_bytes()
        before = applied.pop(name, None)
        if before is None:
            execute(content.decode())
        elif before != sha256(content):
            raise DefinitionError(
                f"{name}: changed after it was applied to this database; restore it, and put the change "
                "into a new migration"
            )
    if applied:
        raise DefinitionError(
            f"{min(applied)}: was applied to this database by a version of the code that is none of ours "
            "or a later one; migrate with that"
        )
    execute(_VERSION_TABLE)


def _applied() -> dict[str, str]:
    """Return the hash of each file that this database has."""
    connection = op.get_bind()
    if connection.exec_driver_sql("SELECT to_regclass('soc2.schema_version') IS NULL").scalar_one():
        return {}
    found = connection.exec_driver_sql("SELECT file, file_sha256 FROM soc2.schema_version")
    return {row.file: row.file_sha256 for row in found}
