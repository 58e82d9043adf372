"""What `make demo` says at its end: the table, the comparison with the truth, and where everything is."""

from pathlib import Path

from rich.console import Console

from include.locker import Locker
from include.locker.verify import verify
from include.model.record import Manifest
from include.report import render, summarise, table
from include.report.__main__ import write
from soc2_airflow.local import shown
from tests.demo import emulation
from tests.demo.truth import compare, read_observable

WIDTH = 110


def answer(home: Path, console: Console, locker: Locker) -> bool:
    """Write the report, print the answer; tell whether it is the truth and the locker verifies."""
    summary = summarise(locker)
    if summary is None:
        console.print("[red]Nothing was judged.[/]")
        return False
    report = home / "report.html"
    write(report, render(summary))
    wide = console if console.is_terminal else Console(width=WIDTH, highlight=False)
    wide.print()
    wide.print(table(summary))
    comparison = compare(summary, read_observable(*emulation.TRUTHS))
    colour = "green" if comparison.is_exact else "red"
    for line in comparison.lines():
        console.print(line, style=colour, markup=False)
    records = [entry.record for entry in locker.entries()]
    runs = {record.run.run_id for record in records if isinstance(record, Manifest)}
    held = f"{len(records)} entries in its log, of {len(runs)} observation{'s' * (len(runs) != 1)}"
    console.print(f"\nReport     {shown(report)}", markup=False)
    place = shown(locker.root) if isinstance(locker.root, Path) else locker.root
    console.print(f"Locker     {place}: {held}", markup=False)
    with locker.storage.mirrored() as folder:
        verified = verify(folder)
    colour = "red" if verified.problems else "green"
    console.print(f"Verified   {verified.line()}", style=colour, markup=False)
    for note in verified.notes:
        console.print(f"           {note}", markup=False)
    return comparison.is_exact and not verified.problems
