"""What an address may look like, and what of it a message shows."""

import pytest

from include.model.errors import DefinitionError, WarehouseUnreachable
from include.warehouse.connection import address, connect


@pytest.mark.parametrize(
    "uri",
    [
        "postgresql://soc2:p%40ss@db:5433/w",
        "postgres://soc2:p%40ss@db:5433/w",
        "postgresql+psycopg2://soc2:p%40ss@db:5433/w",
        "postgresql://soc2:p@ss@db:5433/w",
    ],
)
def test_every_usual_spelling_of_an_address_is_understood(uri):
    read = address(uri)

    assert read.uri.startswith("postgresql://soc2:p%40ss@db:5433/w?connect_timeout=10")
    assert read.shown == "warehouse 'w' on db:5433"


def test_options_of_the_address_are_kept():
    read = address("postgresql://soc2@[::1]/w?sslmode=require&connect_timeout=3")

    assert read.uri.endswith(
        "@[::1]:5432/w?connect_timeout=3&application_name=soc2&sslmode=require"
    )


@pytest.mark.parametrize(
    "uri",
    ["", "warehouse", "mysql://h/w", "postgresql://h", "postgresql:///w", "postgresql://u:a/b@h/w"],
)
def test_what_is_no_address_is_refused_without_being_repeated(uri):
    with pytest.raises(DefinitionError, match="not of the form postgresql://"):
        address(uri)


def test_no_representation_shows_the_password():
    assert "hush" not in repr(address("postgresql://soc2:hush@db/w"))


def test_a_refused_statement_names_the_table_and_takes_nothing(database, ask):
    def write():
        with connect(database) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (one int CHECK (one > 1))")
            connection.commit()
            cursor.execute("INSERT INTO kept VALUES (2)")
            cursor.execute("INSERT INTO kept VALUES (1)")

    with pytest.raises(WarehouseUnreachable, match=r"warehouse 'test_\w+' on .* refused: .*kept"):
        write()

    assert ask(database, "SELECT count(*) FROM kept") == [(0,)]


def test_what_the_server_says_without_its_table_is_told_with_it(database):
    def write():
        with connect(database) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept (one int CONSTRAINT only_once UNIQUE)")
            cursor.execute("INSERT INTO kept VALUES (1),\n(1)")

    with pytest.raises(WarehouseUnreachable, match=r"refused: kept: duplicate key value violates"):
        write()


def test_times_are_utc(database, ask):
    assert ask(database, "SELECT current_setting('timezone')") == [("UTC",)]


def test_a_refused_statement_of_many_lines_says_what_the_server_said(database):
    with (
        pytest.raises(WarehouseUnreachable, match=r"refused: division by zero; nothing"),
        connect(database) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TEMP TABLE run AS\nSELECT 1 / 0")
