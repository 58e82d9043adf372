"""Packet: what an auditor receives for one period, as a folder and one ZIP that prove themselves offline.

Reads the locker as of an instant, and the warehouse that was loaded from it; judges nothing anew. The
same period, instant and locker give the same bytes.
"""

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from include.locker import Locker, verify
from include.locker.encoding import encode_csv
from include.model.errors import LockerConflict
from include.model.sample import Period
from include.packet.archive import pack, seal_folder
from include.packet.cut import AsOf, copy, cut
from include.packet.definitions import write_tests
from include.packet.drawn import write_draws
from include.packet.exporting import export
from include.packet.omitted import omitted
from include.packet.page import Report, render_page, render_readme
from include.packet.pictures import pictures
from include.packet.populations import write_populations
from include.packet.requests import write_requests
from include.packet.warehouse import Facts, facts, statement
from include.packet.workbook import write_workbook
from include.sample import redraw

__all__ = ["Packet", "build"]


class Packet(NamedTuple):
    """What was made: the folder, the ZIP and its hash, which is handed over by other means."""

    folder: Path
    archive: Path
    sha256: str
    at: datetime


def build(
    locker: Locker,
    warehouse_uri: str,
    period: Period,
    out: Path,
    *,
    at: datetime | None = None,
    with_evidence: bool = False,
) -> Packet:
    """Make the packet of a period below ``out``, as known at an instant (by default the last record's).

    Raises:
        LockerConflict: a packet of this name is there already, or the warehouse is another locker's.
        LockerCorrupt: a file of the locker is not what was recorded.
        Refused: nothing was recorded by then, or the warehouse was not loaded so far.
        WarehouseUnreachable: the warehouse is down, or refused a query.
    """
    held = cut(locker, at)
    name = f"soc2_packet_{period.first}_{period.last}_as_of_{held.at:%Y%m%dT%H%M%SZ}"
    folder, archive = out / name, out / f"{name}.zip"
    if archive.exists():
        raise LockerConflict(f"{archive}: there already; move it away, or name another folder")
    told = facts(warehouse_uri, held, period)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".packet_", dir=out) as temporary:
        part = Path(temporary) / name
        part.mkdir()
        _fill(part, held, told, period, with_evidence=with_evidence)
        seal_folder(part)
        sha256 = pack(part, name, Path(temporary) / archive.name, held.at)
        # A run that was killed between these two lines left a folder without its archive.
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
        (Path(temporary) / archive.name).rename(archive)
    return Packet(folder, archive, sha256, held.at)


def _fill(folder: Path, locker: AsOf, told: Facts, period: Period, *, with_evidence: bool) -> None:
    copy(locker, period, folder / "locker", with_evidence=with_evidence)
    for program in (Path(verify.__file__), Path(redraw.__file__)):
        shutil.copyfile(program, folder / program.name)
    _write_facts(folder / "facts", locker, told, period)
    write_tests(told["tests"][1], folder / "tests")
    index, populations = write_populations(locker, period, folder / "populations")
    draws = write_draws(locker, period, folder / "samples")
    export(locker, period, folder / "exports")
    company = locker.scope.company if locker.scope else "Unnamed company"
    write_workbook(
        folder / "workbook.xlsx",
        told,
        populations,
        draws,
        title=f"{company} {period}",
        at=locker.at,
    )
    tables = {name: table.to_pylist() for name, (_, table) in told.items()}
    rows = index.to_pylist()
    report = Report(
        company=company,
        period=period,
        at=locker.at,
        last=locker.last,
        is_emulated=locker.is_emulated,
        tables=tables,
        populations=rows,
        requests=write_requests(folder),
        omitted=omitted(locker, tables, rows, with_evidence=with_evidence),
    )
    _write_pages(folder, report)


def _write_pages(folder: Path, report: Report) -> None:
    drawn = pictures(report.tables, report.period)
    (folder / "pictures").mkdir()
    for picture in drawn:
        (folder / "pictures" / f"{picture.name}.svg").write_bytes(picture.svg)
    (folder / "report.html").write_text(render_page(report, drawn), encoding="utf-8")
    (folder / "README.md").write_text(render_readme(report), encoding="utf-8")


def _write_facts(folder: Path, locker: AsOf, told: Facts, period: Period) -> None:
    folder.mkdir()
    for query, table in told.values():
        (folder / f"{query.name}.csv").write_bytes(encode_csv(_without_json(table)))
        text = statement(query, locker, period)
        (folder / f"{query.name}.sql").write_text(text, encoding="utf-8")


def _without_json(table: pa.Table) -> pa.Table:
    """Leave whole documents to ``tests/``: no cell of a CSV should hold a suite."""
    return table.drop_columns([name for name in ("suite",) if name in table.column_names])
