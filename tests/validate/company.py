"""The demo's company as of a day, with a locker: what is read and judged slot by slot builds on it."""

from include.locker import Locker
from include.model.company import read_company
from tests.demo.emulation import COMPANY
from tests.demo.moving import moved


class SinceADay:
    """A copy of the company whose dates are moved to a day, since which evidence is due."""

    def __init__(self, root, start):
        self.folder = moved(COMPANY, root / "company", start)
        self.locker = Locker.open(root / "locker")
        company = read_company(self.folder)
        self.scope = company.scope.model_copy(update={"starts_on": start.date()})
        self.company = company.model_copy(update={"scope": self.scope})
