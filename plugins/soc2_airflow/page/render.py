"""Writes a page from a template; every value from the warehouse is escaped."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from include.report import words

_REPORT = Path(words.__file__).parent


def render(name: str, content: dict[str, Any]) -> str:
    """Write the page ``templates/{name}.html.j2``."""
    return _environment().get_template(f"{name}.html.j2").render(content, page=name)


@cache
def _environment() -> Environment:
    # The report's stylesheet is this page's too: the same words look the same.
    environment = Environment(
        loader=FileSystemLoader((Path(__file__).parent / "templates", _REPORT)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(instant=words.instant, said=lambda name: str(name).replace("_", " "))
    environment.globals.update(outcomes=words.OUTCOMES, emulated=words.EMULATED)
    return environment
