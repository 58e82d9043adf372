"""A case: a fault of one source, where it strikes, and how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.wire import Asked, Fault, Reply

DEMO = Path(__file__).parents[1] / "demo" / "company"


@dataclass(frozen=True)
class Case:
    """One fault of one source; ``strike`` makes it at the wire, ``spoil`` in the company's folder.

    ``gone`` names the item that does not exist any more: it alone may be missing.
    """

    source: str
    fault: str
    where: str
    strike: Callable[[], Fault] | None = None
    spoil: Callable[[Path], object] | None = None
    gone: str = ""

    @property
    def sentence(self) -> str:
        """Name the case as people read it."""
        return f"{self.source} meets {self.fault} at {self.where}"


@dataclass(frozen=True)
class Target:
    """Calls that are struck together."""

    source: str
    where: str
    strikes: Callable[[Asked], bool]

    def case(self, fault: str, act: Fault, nth: Iterable[int] | None = None) -> Case:
        def reply(asked: Asked, honest: Reply) -> Reply:
            is_struck = self.strikes(asked) and (nth is None or asked.nth in nth)
            return act(asked, honest) if is_struck else honest

        return Case(self.source, fault, self.where, lambda: reply)
