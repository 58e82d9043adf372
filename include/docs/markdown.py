"""The few forms of Markdown that the pages need."""

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; a bar or line break inside a cell does not break it."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(_cell, line))} |\n" for line in lines)


def code(*words: str) -> str:
    """Write words as code, one after another."""
    return ", ".join(f"`{word}`" for word in words)


def prose(text: str) -> str:
    """Write a folded or broken text as one paragraph."""
    return " ".join(text.split())


def _cell(text: str) -> str:
    return prose(text).replace("|", "\\|")
