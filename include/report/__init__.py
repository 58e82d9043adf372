"""Report: the latest judged slot of a locker, as one static page and as a table for the terminal.

Reads the locker only: no warehouse, no network, nothing judged anew. What it says is what the log held up
to the entry that it names, so the same log gives the same page.
"""

from include.report.page import render
from include.report.summarise import summarise
from include.report.summary import Summary
from include.report.text import table

__all__ = ["Summary", "render", "summarise", "table"]
