"""The schema: documented throughout, made once, and append-only for everybody."""

import pytest

from include.model.errors import WarehouseUnreachable
from include.warehouse.connection import connect
from include.warehouse.schema import digest, migrate

FACTS = ("load_log", "fct_collection", "fct_assessment", "fct_deviation")
ENTRY = "INSERT INTO soc2.load_log VALUES (1, repeat('a', 64), '2026-11-24T00:00Z')"


@pytest.fixture
def migrated(database):
    migrate(database)
    return database


def do(uri, *statements):
    with connect(uri) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def test_every_table_and_view_says_what_one_row_is(migrated, ask):
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'soc2'::regnamespace "
        "AND relkind IN ('r', 'v') AND coalesce(obj_description(oid), '') !~ '^One row'"
    )

    assert ask(migrated, query) == []


def test_every_column_is_described(migrated, ask):
    query = (
        "SELECT attrelid::regclass::text, attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid "
        "WHERE relnamespace = 'soc2'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0 "
        "AND NOT attisdropped AND coalesce(col_description(attrelid, attnum), '') !~ '\\.$'"
    )

    assert ask(migrated, query) == []


@pytest.mark.parametrize("table", FACTS)
@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM soc2.{}", "TRUNCATE soc2.{} CASCADE", "UPDATE soc2.{} SET entry_number = 2"],
)
def test_facts_can_only_be_appended_even_by_a_superuser(migrated, table, statement):
    do(migrated, ENTRY)

    with pytest.raises(WarehouseUnreachable, match=r"is append-only: (DELETE|TRUNCATE|UPDATE) is"):
        do(migrated, "SET session_replication_role = replica", statement.format(table))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("soc2_reader", ENTRY),
        ("soc2_auditor", ENTRY),
        ("soc2_loader", "UPDATE soc2.dim_control SET wording = 'other'"),
        ("soc2_loader", "INSERT INTO soc2.alembic_version VALUES ('x')"),
        ("soc2_loader", "DELETE FROM soc2.dim_test"),
    ],
)
def test_roles_may_not_do_more_than_they_need(migrated, role, statement):
    with pytest.raises(WarehouseUnreachable, match="permission denied"):
        do(migrated, f"SET ROLE {role}", statement)


def test_the_loader_appends_and_ends_versions(migrated, ask):
    ended = "UPDATE soc2.dim_control SET valid_to_at = NULL, is_current = true"

    do(migrated, "SET ROLE soc2_loader", ENTRY, ended)

    assert ask(migrated, "SELECT count(*) FROM soc2.load_log") == [(1,)]


def test_an_account_that_may_not_make_roles_is_told_in_one_line(postgres, database, ask):
    role = "plain_" + database.rsplit("_", 1)[1]
    do(database, f"CREATE ROLE {role} LOGIN PASSWORD 'plainword'")
    do(database, f'GRANT CREATE ON DATABASE "{database.rsplit("/", 1)[1]}" TO {role}')
    for each in ("soc2_loader", "soc2_reader", "soc2_auditor"):
        if ask(database, f"SELECT 1 FROM pg_roles WHERE rolname = '{each}'"):
            do(database, f"ALTER ROLE {each} RENAME TO away_{each}")
    plain = database.replace(f"soc2:{postgres.password}", f"{role}:plainword")

    try:
        (remark,) = migrate(plain)
    finally:
        for each in ("soc2_loader", "soc2_reader", "soc2_auditor"):
            if ask(database, f"SELECT 1 FROM pg_roles WHERE rolname = 'away_{each}'"):
                do(database, f"ALTER ROLE away_{each} RENAME TO {each}")

    assert remark.startswith("roles soc2_auditor, soc2_loader, soc2_reader are missing")


def test_a_digest_notices_any_changed_value_but_when_it_was_loaded(migrated, postgres):
    other = postgres.create_database(migrated.rsplit("/", 1)[1] + "_other")
    migrate(other)
    do(migrated, ENTRY)
    do(other, ENTRY.replace("2026", "2027"))

    same = digest(migrated) == digest(other)
    do(migrated, ENTRY.replace("(1,", "(2,"))
    do(other, ENTRY.replace("(1,", "(3,"))

    assert same
    assert digest(migrated) != digest(other)
