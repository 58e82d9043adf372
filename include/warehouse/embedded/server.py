"""A running embedded server, and how to reach its databases."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Server:
    """A running server, and what is needed to reach it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    data: Path

    def uri(self, database: str) -> str:
        """Return the address of one of its databases, password included."""
        return (
            f"postgresql://{self.user}:{quote(self.password, safe='')}@{self.host}:{self.port}"
            f"/{quote(database, safe='')}"
        )

    def create_database(self, name: str) -> str:
        """Create a database unless it is there; return its address."""
        # Starting and stopping need no driver, whose import takes longer than they do.
        from include.warehouse.connection import connect  # noqa: PLC0415

        with connect(self.uri("postgres"), autocommit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = $1", (name,))
            if cursor.fetchone() is None:
                cursor.execute('CREATE DATABASE "{}"'.format(name.replace('"', '""')))
            cursor.close()
        return self.uri(name)
