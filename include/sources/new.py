"""Writes the start of a source.

What it writes loads at once, since nothing is registered, and its collection fails until it is filled in.
"""

import re
from pathlib import Path

from include.model.errors import DefinitionError

ROOM = Path(__file__).parent
HEAD = '''\
"""{title} as it is set: say in one sentence what it tells.

Say what it cannot tell (the past, an API that is not read). What was never set is a value of its own; what
could not be read is null.
"""

'''
DATASET = """
{upper} = Dataset(
    name="{provider}_{name}",
    grain="One row per replace me.",
    key=("replace_me",),
    columns=[column("replace_me", pa.string(), "Say what it holds, and its unit.", nullable=False)],
{permissions})

SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.{scope},
    datasets=({upper},),
)

"""
AWS = '''\
import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.aws import Aws
from include.sources.collection import Collection
{dataset}
def collect(aws: Aws, into: Collection) -> None:
    """Read every replace me: the operation, the member that lists the items, and what each is called."""
    with into.reading({upper}):
        items = [
            {{"replace_me": each["ReplaceMe"]}}
            for each in aws.pages("{name}", "ListReplaceMe", "ReplaceMe")
        ]
        into.expect({upper}, len(items))
        into.add({upper}, items)
'''
REGISTERS = '''\
import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.frozen import Frozen
from include.model.scope import ScopeKind
from include.sources.collection import Collection
from include.sources.registers import Registers
{dataset}
class Entry(Frozen):
    """One entry, as people write it."""

    replace_me: str


class Register(Frozen):
    """The file: its entries, none of which stands in it twice."""

    entries: tuple[Entry, ...]


def collect(registers: Registers, into: Collection) -> None:
    """Read the register."""
    with into.reading({upper}):
        entries = registers.read("{name}.yaml", Register).entries
        into.expect({upper}, len(entries))
        into.add({upper}, [entry.model_dump() for entry in entries])
'''
_BODIES = {"aws": (AWS, "AWS_ACCOUNT"), "registers": (REGISTERS, "COMPANY")}


def write(where: str, room: Path = ROOM) -> Path:
    """Write the start of ``PROVIDER/NAME`` and return its file; an existing source is left alone.

    Raises:
        DefinitionError: the name does not fit, there is no such provider, or the source stands already.
    """
    provider, _, name = where.partition("/")
    if provider not in _BODIES or not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        known = ", ".join(_BODIES)
        raise DefinitionError(
            f"{where or 'no name'}: expected PROVIDER/NAME in small letters, such as aws/kms; "
            f"providers: {known}"
        )
    path = room / provider / f"{name}.py"
    if path.exists():
        raise DefinitionError(f"{provider}/{name}.py stands already; choose another name")
    body, scope = _BODIES[provider]
    words = {
        "provider": "register" if provider == "registers" else provider,
        "name": name if provider == "registers" else f"{name}_replace_me",
        "upper": name.upper(),
    }
    service = name.replace("_", "-")
    permissions = f'    permissions=("{service}:ListReplaceMe",),\n' if provider == "aws" else ""
    dataset = DATASET.format(**words, scope=scope, permissions=permissions)
    text = HEAD.format(title=name.upper()) + body.format(
        dataset=dataset, name=service if provider == "aws" else name, upper=name.upper()
    )
    path.write_text(text, encoding="utf-8")
    return path
