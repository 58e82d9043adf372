"""Writes the start of a source and of its tests.

What it writes loads and asks for something that no API has: its tests fail until it is filled in.
"""

import keyword
import re
from pathlib import Path

from include.model.errors import DefinitionError

_ROOM = Path(__file__).parent
_TESTS = _ROOM.parents[1] / "tests" / "sources"

_AWS = '''\
"""Say in one sentence what {service} is asked for.

Say what cannot be known from here: what other APIs hold, what AWS keeps for how long.
"""

import pyarrow as pa

from include.model.dataset import Dataset, Nature, Source, column
from include.model.scope import ScopeKind
from include.sources.aws._client import Aws, required
from include.sources.collection import Collection

ITEMS = Dataset(
    name="aws_{name}_items",
    grain="One row per item of the account: say which.",
    key=("arn",),
    permissions=("{service}:ListReplaceMe",),
    columns=[
        column("arn", pa.string(), "ARN of the item.", nullable=False),
        # One line per column. Null means that it could not be read, and nothing else.
    ],
)
SOURCE = Source(
    nature=Nature.STATE,
    scope_kind=ScopeKind.AWS_ACCOUNT,
    datasets=(ITEMS,),
)


def collect(aws: Aws, into: Collection) -> None:
    """Read every item of the account."""
    with into.reading(ITEMS):
        rows = [
            {{"arn": required(each, "Arn", "ListReplaceMe")}}
            for each in aws.pages("{service}", "ListReplaceMe", "ReplaceMe")
        ]
        into.expect(ITEMS, len(rows))
        into.add(ITEMS, rows)
'''
_AWS_TESTS = """\
import botocore.session

from include.sources.aws import {name}

ARN = "arn:aws:{service}:us-east-1:123456789012:item/replace-me"
ANSWERS = {{"ListReplaceMe": {{"ReplaceMe": [{{"Arn": ARN}}]}}}}


def test_what_the_service_says_becomes_a_row(collection, fake_aws, rows):
    into = collection({name}.SOURCE)

    {name}.collect(fake_aws(into, ANSWERS), into)

    assert rows(into, {name}.ITEMS) == [{{"arn": ARN, "replace": "me by every column"}}]


def test_what_was_never_configured_is_a_value_of_its_own(collection, fake_aws, rows):
    into = collection({name}.SOURCE)

    {name}.collect(fake_aws(into, ANSWERS), into)

    assert rows(into, {name}.ITEMS) == "replace me by the row of an item on which nothing was ever set"


def test_a_list_that_is_denied_fails_the_dataset(collection, fake_aws, denied):
    into = collection({name}.SOURCE)

    {name}.collect(fake_aws(into, dict.fromkeys(ANSWERS, denied)), into)

    assert into.readings[{name}.ITEMS.name].error is denied


def test_the_api_has_whatever_is_asked(collection, fake_aws):
    into = collection({name}.SOURCE)
    aws = fake_aws(into, ANSWERS)

    {name}.collect(aws, into)

    api = botocore.session.get_session().get_service_model("{service}")
    assert {{operation for operation, _ in aws.asked}} <= set(api.operation_names)
"""
_STARTS = {"aws": (_AWS, _AWS_TESTS)}


def write(where: str, room: Path = _ROOM, tests: Path = _TESTS) -> tuple[Path, Path]:
    """Write the start of ``PROVIDER/NAME`` and of its tests and return both files.

    Raises:
        DefinitionError: there is no such provider, the name is none, or the source stands already.
    """
    if not re.fullmatch(r"[a-z]+/[a-z][a-z0-9]*(_[a-z0-9]+)*", where):
        raise DefinitionError(f"{where or 'NAME'}: expected PROVIDER/NAME, such as aws/kms")
    provider, name = where.split("/")
    if provider not in _STARTS:
        known = ", ".join(_STARTS)
        raise DefinitionError(
            f"{where}: no start is known for {provider}, only for {known}; copy a source of "
            "include/sources, and for a new provider the package that connects"
        )
    if keyword.iskeyword(name):
        raise DefinitionError(f"{where}: {name} is a word of Python; choose another name")
    files = (room / provider / f"{name}.py", tests / provider / f"test_{name}.py")
    for path in files:
        if path.exists():
            raise DefinitionError(f"{path}: stands already; choose another name")
    for path, start in zip(files, _STARTS[provider], strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = start.format(name=name, service=name.replace("_", "-"))
        path.write_text(text, encoding="utf-8")
    return files
