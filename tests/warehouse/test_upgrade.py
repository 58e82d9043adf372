"""A database that stopped at an earlier list of files, with data in it, becomes what a new one would be."""

import pytest

from include.load import load
from include.model.errors import DefinitionError
from include.model.frozen import sha256
from include.warehouse.connection import connect
from include.warehouse.migrations import first_files
from include.warehouse.schema import digest, migrate
from tests.load.written import FIRST, SANDBOX, SECOND, THIRD, Written

TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'soc2' AND tablename <> 'schema_version' "
    "ORDER BY array_position(ARRAY['load_log', 'dim_scope', 'dim_criterion', 'dim_control', 'dim_test', "
    "'bridge_control_test', 'bridge_test_criterion', 'fct_collection', 'fct_assessment', 'fct_deviation'], "
    "tablename::text)"
)
# How each applied file was noted before Alembic did it.
FORMER = """
CREATE SCHEMA soc2;
CREATE TABLE soc2.schema_version (
    file text PRIMARY KEY, file_sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
);
"""
NOTE = "INSERT INTO soc2.schema_version (file, file_sha256) VALUES ($1, $2)"


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path / "locker")


@pytest.fixture
def earlier(postgres, database):
    """Return a database that stopped at these files, tables and views; without data."""
    uri = postgres.create_database(f"{database.rsplit('/', 1)[1]}_earlier")
    last = {"tables": "08_fct_deviation.sql", "views": "02_v_status_now.sql"}
    with connect(uri) as connection, connection.cursor() as cursor:
        cursor.executescript(FORMER)
        for path in first_files():
            if path.name <= last[path.parent.name]:
                cursor.executescript(path.read_text())
                cursor.execute(NOTE, (f"{path.parent.name}/{path.name}", sha256(path.read_bytes())))
        connection.commit()
    return uri


def execute(uri, *statement):
    with connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute(*statement)
        connection.commit()


def copy(source, target, ask):
    with connect(target) as connection, connection.cursor() as cursor:
        for (table,) in ask(target, TABLES):
            for (line,) in ask(source, f"SELECT to_jsonb(each)::text FROM soc2.{table} AS each"):
                cursor.execute(
                    f"INSERT INTO soc2.{table} "
                    f"SELECT (jsonb_populate_record(NULL::soc2.{table}, $1::text::jsonb)).*",
                    (line,),
                )
        connection.commit()


def test_an_earlier_database_becomes_the_same_as_a_new_one(written, database, earlier, ask):
    for slot, verdict in ((FIRST, "conforming"), (SECOND, "deviating"), (THIRD, "conforming")):
        written.collect(slot)
        written.judge({"ann": verdict, "bob": "conforming"}, slot)
        written.judge({"ann": verdict}, slot, scope=SANDBOX)
    load(written.locker, database)
    copy(database, earlier, ask)

    load(written.locker, earlier)

    assert digest(earlier) == digest(database)
    assert ask(earlier, "SELECT count(*) FROM soc2.v_time_to_remediate") != [(0,)]
    assert ask(earlier, "SELECT to_regclass('soc2.schema_version') IS NULL") == [(True,)]


def test_a_file_that_was_applied_in_another_wording_is_refused(earlier, ask):
    execute(earlier, "UPDATE soc2.schema_version SET file_sha256 = 'x' WHERE file LIKE '%07%'")

    with pytest.raises(DefinitionError, match=r"tables/07_fct_assessment\.sql: changed after"):
        migrate(earlier)

    assert ask(earlier, "SELECT to_regclass('soc2.fct_test_day') IS NULL") == [(True,)]


def test_a_file_that_nobody_here_knows_is_refused(earlier):
    execute(earlier, NOTE, ("views/99_v_other.sql", "x"))

    with pytest.raises(
        DefinitionError, match=r"views/99_v_other\.sql: was applied .* migrate with"
    ):
        migrate(earlier)
