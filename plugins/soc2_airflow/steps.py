"""What a person sees while an installation starts: one line per step, with its seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console


def terminal() -> Console:
    """Open the terminal for our lines: nothing is coloured by guess, and long paths stay whole."""
    return Console(highlight=False, soft_wrap=True)


@contextmanager
def step(console: Console, title: str) -> Iterator[Callable[[str], None]]:
    """Show a step while it lasts and its seconds when it is done; yields how to say what it is at.

    A step that raises leaves no line: the error says what happened. Without a terminal the beginning is
    said too, or a slow step would look like a hang.
    """
    began = time.monotonic()
    if not console.is_terminal:
        console.print(f"· {title} …")
    with console.status(f"{title} …") as spinner:
        yield lambda news: spinner.update(f"{title} … {news}")
    console.print(f"[green]✓[/] {title:<44} {time.monotonic() - began:6.1f} s")
