"""Migrations: each once and in order, all or nothing, one process at a time, never back."""

import shutil
import subprocess
import sys
import threading

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from include.model.errors import DefinitionError, WarehouseUnreachable
from include.warehouse import migrations
from include.warehouse.connection import connect
from include.warehouse.migrations.forward import downgrade
from include.warehouse.schema import alone, migrate
from tests.deploy.compose import ROOT

VERSION = "SELECT version_num FROM soc2.alembic_version"
MODULE = """\
from include.warehouse.migrations.forward import migration

revision, down_revision, upgrade, downgrade = migration(__file__)
"""
# What Alembic and the driver would take for parameters.
NEXT = (
    "CREATE TABLE soc2.more (one text DEFAULT '100% :sure'); INSERT INTO soc2.more DEFAULT VALUES;"
)


@pytest.fixture
def add(tmp_path, monkeypatch):
    """Add a migration after the last one."""

    def add(sql):
        room = tmp_path / "migrations"
        if not room.exists():
            shutil.copytree(migrations.ROOM, room)
            monkeypatch.setattr(migrations, "ROOM", room)
        name = f"v{len(migrations.names()) + 1:04}_next"
        (room / "versions" / f"{name}.py").write_text(MODULE)
        (room / "versions" / f"{name}.sql").write_text(sql)
        return migrations.number(name)

    return add


def test_alembic_finds_one_line_of_numbered_migrations():
    config = Config()
    config.set_main_option("script_location", str(migrations.ROOM))

    found = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]

    expected = [f"{place:04}" for place, _ in enumerate(migrations.names(), start=1)]
    assert found[::-1] == [migrations.number(each) for each in migrations.names()] == expected


def test_every_sql_file_is_executed_by_the_module_beside_it():
    beside = [path.stem for path in migrations.sql_files() if path.parent.name == "versions"]

    assert beside == list(migrations.names()[1:])


def test_what_is_added_is_applied_to_a_database_that_has_the_rest(database, ask, add):
    migrate(database)
    number = add(NEXT)

    migrate(database)

    assert ask(database, VERSION) == [(number,)]
    assert ask(database, "SELECT one FROM soc2.more") == [("100% :sure",)]
    assert ask(database, "SELECT has_table_privilege('soc2_reader', 'soc2.more', 'SELECT')") == [
        (True,)
    ]


def test_migrating_again_changes_nothing_and_needs_no_alembic(database):
    migrate(database)
    code = (
        "import sys; from include.warehouse.schema import migrate; "
        f"print(migrate({database!r}), {{'alembic', 'sqlalchemy'}} & set(sys.modules))"
    )

    again = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert again.stdout == "() set()\n"


def test_what_fails_leaves_the_database_as_it_was(database, ask, add):
    migrate(database)
    before = ask(database, VERSION)
    add("CREATE TABLE soc2.first (one int)")
    add("CREATE TABLE soc2.half (one int); SELECT wrong")

    with pytest.raises(
        WarehouseUnreachable, match='refused: column "wrong" does not exist; nothing'
    ):
        migrate(database)

    assert ask(database, VERSION) == before
    assert ask(database, "SELECT to_regclass('soc2.first') IS NULL") == [(True,)]


def test_a_database_of_a_newer_version_is_refused_in_one_line(database):
    migrate(database)
    with connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE soc2.alembic_version SET version_num = '9999'")
        connection.commit()

    with pytest.raises(
        DefinitionError, match=r"at migration 9999, and this code knows none but up to \d{4}; run"
    ):
        migrate(database)


def test_there_is_no_way_back():
    with pytest.raises(DefinitionError, match="only goes forward"):
        downgrade()


def test_a_migration_waits_for_the_load_that_goes_on(database, ask, add):
    migrate(database)
    before = ask(database, VERSION)
    number = add(NEXT)
    waiting = threading.Thread(target=migrate, args=(database,))
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with connect(database) as connection, connection.cursor() as cursor:
        alone(cursor)

        waiting.start()
        while ask(
            database,
            f"{query} AND database = (SELECT oid FROM pg_database "
            "WHERE datname = current_database())",
        ) == [(0,)]:
            assert waiting.is_alive()
        meanwhile = ask(database, VERSION)
    waiting.join()

    assert meanwhile == before
    assert ask(database, VERSION) == [(number,)]


def test_two_that_migrate_at_once_do_it_once(database, ask):
    failed = []

    def one():
        try:
            migrate(database)
        except WarehouseUnreachable as error:
            failed.append(error)

    both = [threading.Thread(target=one) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()

    assert failed == []
    assert ask(database, VERSION) == [(migrations.number(migrations.names()[-1]),)]
