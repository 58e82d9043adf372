"""What every migration does: executes SQL, and never goes back."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from alembic import op

from include.model.errors import DefinitionError
from include.warehouse.migrations import number


def migration(module: str) -> tuple[str, str, Callable[[], None], Callable[[], NoReturn]]:
    """Return what Alembic asks of a module: its number, the one before, the ways forward and back."""
    path = Path(module).with_suffix(".sql")
    own = number(path.stem)
    return own, f"{int(own) - 1:04}", lambda: execute(path.read_text(encoding="utf-8")), downgrade


def execute(sql: str) -> None:
    """Execute statements as they are written: a colon or a per cent sign means nothing."""
    op.get_bind().exec_driver_sql(sql, execution_options={"no_parameters": True})


def downgrade() -> NoReturn:
    """Refuse.

    Raises:
        DefinitionError: always.
    """
    raise DefinitionError(
        "the warehouse's schema only goes forward: to have an earlier one, load the locker into an empty "
        "database by the earlier code"
    )
