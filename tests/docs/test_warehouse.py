"""What the page says of the warehouse is what a database has."""

from include.docs.warehouse import relations
from include.warehouse.schema import migrate

COLUMNS = """
SELECT relname, relkind = 'v', attname,
       CASE WHEN relkind = 'v' THEN '' ELSE format_type(atttypid, atttypmod) END,
       col_description(pg_class.oid, attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'soc2'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0
  AND NOT attisdropped AND relname <> 'alembic_version'
"""
GRAINS = """
SELECT relname, obj_description(oid) FROM pg_class
WHERE relnamespace = 'soc2'::regnamespace AND relkind IN ('r', 'v') AND relname <> 'alembic_version'
"""


def test_the_page_has_every_table_and_column_with_its_type_and_comment(database, ask):
    migrate(database)

    found = {
        (each.name, each.is_view, column, each.types[column], said)
        for each in relations()
        for column, said in each.columns.items()
    }

    short = {"timestamp with time zone": "timestamptz"}
    there = {(*row[:3], short.get(row[3], row[3]), row[4]) for row in ask(database, COLUMNS)}
    assert found == there
    assert {each.name: each.grain for each in relations()} == dict(ask(database, GRAINS))
