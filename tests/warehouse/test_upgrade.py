"""A database of an earlier schema, with data in it, becomes what a new one would be."""

import shutil
import uuid

import pytest

from include.load import load
from include.warehouse import schema
from include.warehouse.connection import connect
from include.warehouse.schema import digest, migrate
from tests.load.written import FIRST, SANDBOX, SECOND, THIRD, Written

# The last SQL files of each version that there was, tables and views; in them nothing of later ones may be.
EARLIER = {"facts only": ("08_fct_deviation.sql", "02_v_status_now.sql")}
TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'soc2' AND tablename <> 'schema_version' "
    "ORDER BY array_position(ARRAY['load_log', 'dim_scope', 'dim_criterion', 'dim_control', 'dim_test', "
    "'bridge_control_test', 'bridge_test_criterion', 'fct_collection', 'fct_assessment', 'fct_deviation'], "
    "tablename::text)"
)


@pytest.fixture
def written(tmp_path):
    return Written(tmp_path / "locker")


@pytest.fixture
def earlier(tmp_path, monkeypatch, postgres):
    """Return an empty database of an earlier version."""

    def earlier(tables, views):
        uri = postgres.create_database(f"earlier_{uuid.uuid4().hex}")
        room = tmp_path / "earlier"
        for folder, last in (("tables", tables), ("views", views)):
            (room / folder).mkdir(parents=True)
            for path in (schema._ROOM / folder).glob("*.sql"):
                if path.name <= last:
                    shutil.copy(path, room / folder)
        (room / "grants.sql").write_text("SELECT 1")
        with monkeypatch.context() as patched:
            patched.setattr(schema, "_ROOM", room)
            migrate(uri)
        return uri

    return earlier


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


@pytest.mark.parametrize("last_files", EARLIER.values(), ids=EARLIER)
def test_an_earlier_database_becomes_the_same_as_a_new_one(
    written, database, earlier, ask, last_files
):
    for slot, verdict in ((FIRST, "conforming"), (SECOND, "deviating"), (THIRD, "conforming")):
        written.collect(slot)
        written.judge({"ann": verdict, "bob": "conforming"}, slot)
        written.judge({"ann": verdict}, slot, scope=SANDBOX)
    load(written.locker, database)
    old = earlier(*last_files)
    copy(database, old, ask)

    load(written.locker, old)

    assert digest(old) == digest(database)
    assert ask(old, "SELECT count(*) FROM soc2.v_time_to_remediate") != [(0,)]
