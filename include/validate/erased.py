"""Says of a case what it can't see any more, because somebody was erased."""

import re
from collections.abc import Sequence

from include.locker.veiling import erased
from include.validate.cases import Case
from include.validate.tables import ReadTable


def erased_by_case(read: ReadTable, cases: Sequence[Case]) -> dict[int, str]:
    """Name, by a case's position, what its test asks for and nobody can read any more.

    A join by an address that is gone finds nobody: without this it would pass. It goes by the columns' names
    in the SQL of the test and of its views: one that asks for an address by ``*`` alone is not noticed.
    """
    said = ((at, _erased(read, case)) for at, case in enumerate(cases))
    return {at: why for at, why in said if why}


def _erased(read: ReadTable, case: Case) -> str | None:

    def asked(columns: Sequence[str]) -> bool:
        words = rf"\b({'|'.join(map(re.escape, columns))})\b"
        return re.search(words, case.definition.test.population, re.IGNORECASE) is not None

    said = {
        erased(read(made.parquet), asked)
        for each in case.rounds
        for manifests in each.values()
        for made in manifests
        if made.veil and made.parquet
    }
    return "; ".join(sorted(filter(None, said))) or None
