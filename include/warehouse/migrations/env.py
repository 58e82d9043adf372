"""What Alembic runs to migrate: on the connection that it is given, within that one's transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="soc2")
with context.begin_transaction():
    context.run_migrations()
