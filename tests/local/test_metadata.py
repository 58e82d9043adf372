from include.warehouse import embedded
from include.warehouse.connection import connect
from soc2_airflow import metadata


def test_a_database_is_current_once_it_is_stamped_and_not_before(home):
    uri = embedded.ensure(home).create_database("airflow")
    try:
        empty = metadata.is_current(uri)
        with connect(uri, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE TABLE alembic_version (version_num text)")
        migrated = metadata.is_current(uri)
        metadata.stamp(uri)

        assert [empty, migrated, metadata.is_current(uri)] == [False, False, True]
    finally:
        embedded.stop(home)
