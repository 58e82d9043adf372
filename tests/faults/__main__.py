"""Run every fault and write the fault table anew: python -m tests.faults."""

from tests.faults.catalogue import cases
from tests.faults.stage import stage
from tests.faults.table import PAGE, page

with stage() as made:
    PAGE.write_text(page({case: made.run(case) for case in cases()}, made.honest), encoding="utf-8")
