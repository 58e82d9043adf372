"""The workbook as a spreadsheet program reads it: names within limits, nothing runs, nothing is left out."""

import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pyarrow as pa
import pytest
import xlsxwriter

from include.packet import workbook
from include.packet.queries import Query
from include.packet.workbook import Sheets, write_workbook
from tests.packet.lived import HOSTILE

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
QUERY = Query(name="q", title="Facts", grain="One row per fact.", sql="SELECT 1")


def sheets(path):
    """Return each sheet's cells by name: what a cell shows, and whether it is a formula."""
    with zipfile.ZipFile(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))
        names = [each.attrib["name"] for each in book.iter(f"{MAIN}sheet")]
        return {
            name: list(_cells(archive.read(f"xl/worksheets/sheet{number}.xml")))
            for number, name in enumerate(names, start=1)
        }


def _cells(content):
    for each in ET.fromstring(content).iter(f"{MAIN}c"):
        assert each.find(f"{MAIN}f") is None, "a formula"
        yield "".join(each.itertext())


def written(tmp_path, facts=None, populations=None):
    path = tmp_path / "book.xlsx"
    now = datetime(2026, 11, 8, tzinfo=UTC)
    write_workbook(path, facts or {}, populations or {}, {}, title="t", at=now)
    return sheets(path)


def test_each_control_has_its_conclusion_deviations_sample_and_population(packet):
    found = sheets(packet.folder / "workbook.xlsx")

    assert {"Conclusions", "Management's responses", "AC-01", "AC-01 population"} <= set(found)
    assert "deviations_noted" in found["AC-01"]
    assert "ann is deviating" in found["AC-01"]
    assert "Sample of entry 108" in found["AC-01"]
    assert "Sample of entry 106" not in found["AC-01"]
    assert (
        sum(cell.startswith("console_users_have_mfa|") for cell in found["AC-01 population"]) == 33
    )


def test_no_cell_of_the_packet_is_a_formula_and_a_hostile_name_is_made_harmless(packet):
    cells = [cell for each in sheets(packet.folder / "workbook.xlsx").values() for cell in each]

    assert f"'{HOSTILE}" in cells
    assert not [cell for cell in cells if cell[:1] in "=+@" and cell[:1]]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(tmp_path, begin):
    table = pa.table({"name": [f"{begin}1"]})

    cells = written(tmp_path, {"facts": (QUERY, table)})["Facts"]

    assert cells[-1].startswith("'")


def test_a_number_below_zero_stays_a_number(tmp_path):
    table = pa.table({"count": [-3], "share": [-0.5], "is_open": [True], "nothing": [None]})

    cells = written(tmp_path, {"facts": (QUERY, table)})["Facts"]

    assert cells[-3:] == ["-3", "-0.5", "1"]


def test_a_table_longer_than_a_sheet_goes_on_in_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_ROWS", 10)
    table = pa.table({"n": list(range(25))})

    found = written(tmp_path, {"facts": (QUERY, table)})

    assert list(found) == ["Facts", "Facts 2", "Facts 3"]
    assert [cell for each in found.values() for cell in each[2:]] == [str(n) for n in range(25)]


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path):
    table = pa.table({"text": ["x" * 40_000]})

    cells = written(tmp_path, {"facts": (QUERY, table)})["Facts"]

    assert len(cells[-1]) < 32_767
    assert cells[-1].endswith("… and 8000 characters more")


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["A/B: [C]*?"], ["A B   C"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 29 + " 2"]),
        (["AC-01", "ac-01"], ["AC-01", "ac-01 2"]),
        (["History"], ["History 2"]),
        (["''", "' '"], ["Sheet", "Sheet 2"]),
    ],
)
def test_a_name_is_one_that_excel_takes_and_no_other_sheet_has(tmp_path, titles, names):
    with xlsxwriter.Workbook(tmp_path / "names.xlsx") as book:
        made = Sheets(book)
        for title in titles:
            made.add(title, [])
        found = [sheet.name for sheet in book.worksheets()]

    assert found == names
