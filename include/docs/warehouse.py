"""The warehouse's tables and views, as their SQL files comment on them."""

import re
from dataclasses import dataclass, field

from include.docs.markdown import code, table
from include.warehouse.migrations import sql_files

_COMMENT = re.compile(
    r"^COMMENT ON (TABLE|VIEW|COLUMN) soc2\.([a-z_0-9]+)(?:\.([a-z_0-9]+))? IS '((?:[^']|'')*)';",
    re.MULTILINE,
)
_TABLE = re.compile(r"^CREATE TABLE soc2\.([a-z_0-9]+) \(\n(.*?)^\);", re.MULTILINE | re.DOTALL)
_ADDED = re.compile(
    r"^ALTER TABLE soc2\.([a-z_0-9]+)\s+ADD COLUMN (?:IF NOT EXISTS )?([a-z_0-9]+) ([a-z]+(?:\[\])?)",
    re.MULTILINE,
)
_COLUMN = re.compile(r"^    ([a-z_0-9]+) ([a-z]+(?:\[\])?)", re.MULTILINE)


@dataclass
class Relation:
    """A table or view: what one row is, and its columns with what they mean, in their order."""

    name: str
    is_view: bool
    grain: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


def dictionary() -> str:
    """Write views first, which people read, then the tables that they are made of."""
    found = relations()
    views = [each for each in found if each.is_view]
    tables = [each for each in found if not each.is_view]
    parts = ["## Views\n", *map(_shown, views), "## Tables\n", *map(_shown, tables)]
    return "\n".join(parts)


def relations() -> tuple[Relation, ...]:
    """Read every table and view from the SQL files, sorted by name; types are those of tables."""
    found: dict[str, Relation] = {}
    types: dict[tuple[str, str], str] = {}
    for text in (path.read_text(encoding="utf-8") for path in sql_files()):
        for name, body in _TABLE.findall(text):
            types |= {(name, column): of for column, of in _COLUMN.findall(body)}
        types |= {(name, column): of for name, column, of in _ADDED.findall(text)}
        for what, name, column, said in _COMMENT.findall(text):
            relation = found.setdefault(name, Relation(name, is_view=what == "VIEW"))
            if column:
                relation.columns[column] = said.replace("''", "'")
            else:
                relation.grain = said.replace("''", "'")
    for relation in found.values():
        relation.types = {each: types.get((relation.name, each), "") for each in relation.columns}
    return tuple(found[name] for name in sorted(found))


def _shown(relation: Relation) -> str:
    if relation.is_view:
        rows = [(code(name), said) for name, said in relation.columns.items()]
        listed = table(("Column", "Means"), rows)
    else:
        typed = [
            (code(name), relation.types[name], said) for name, said in relation.columns.items()
        ]
        listed = table(("Column", "Type", "Means"), typed)
    return f"### {relation.name}\n\n{relation.grain}\n\n{listed}"
