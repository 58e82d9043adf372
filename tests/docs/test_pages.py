"""The rooms' pages say what the code declares."""

import pyarrow as pa
import pytest

from include.docs import MARKER, ROOT, page, stale, write
from include.docs.__main__ import main
from include.docs.markdown import table
from include.docs.sources import kind
from include.model.errors import DefinitionError

ROOMS = {"sources", "control_tests", "warehouse"}
WRITTEN = {f"include/{name}/README.md" for name in ROOMS} | {"docs/cost.md"}


def test_every_page_is_what_the_code_declares():
    assert not stale(), "stale: run make docs"


@pytest.fixture
def rooms(tmp_path):
    for name in WRITTEN:
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(f"# Mine\n{MARKER}\nof yesterday\n", encoding="utf-8")
    return tmp_path / "include"


def test_writing_keeps_what_people_wrote_and_is_done_once(rooms):
    first = write(rooms)

    again = write(rooms)

    text = (rooms / "sources" / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# Mine\n{MARKER}\n## Sources\n")
    assert "of yesterday" not in text
    written = {path.relative_to(rooms.parent).as_posix() for path in first}
    assert {name for name in written if name.endswith(".md")} == WRITTEN
    assert again == ()


@pytest.mark.parametrize("text", ["# No marker\n", f"{MARKER}{MARKER}"])
def test_a_page_without_one_marker_is_refused(tmp_path, text):
    path = tmp_path / "README.md"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionError, match=r"README\.md: the marker stands \d times"):
        page(path, "generated")


def test_a_page_that_is_missing_is_named(tmp_path):
    with pytest.raises(DefinitionError, match=r"README\.md: the page is missing"):
        page(tmp_path / "README.md", "generated")


@pytest.mark.parametrize(
    ("found", "status", "said"),
    [
        ({}, 0, "every page says what the code declares"),
        ({ROOT / "sources" / "README.md": "x"}, 1, "include/sources/README.md: is stale"),
    ],
)
def test_checking_by_hand_names_what_is_stale_and_writes_nothing(
    capsys, monkeypatch, found, status, said
):
    monkeypatch.setattr("include.docs.__main__.stale", lambda: found)

    ended = main(["--check"])

    assert ended == status
    assert capsys.readouterr().out == f"{said}\n"


def test_a_bar_or_line_break_in_a_cell_breaks_no_table():
    written = table(("A",), [("one | two\nthree",)])

    assert written == "| A |\n| --- |\n| one \\| two three |\n"


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (pa.timestamp("us", tz="UTC"), "timestamp (UTC)"),
        (pa.int64(), "integer"),
        (pa.date32(), "date"),
        (pa.string(), "string"),
        (pa.map_(pa.string(), pa.int64()), "map of string to integer"),
        (pa.list_(pa.struct([("key", pa.bool_())])), "list of (key boolean)"),
    ],
)
def test_types_are_named_as_people_say_them(of, said):
    assert kind(of) == said
