"""One migration per module: Alembic finds them by being here."""
