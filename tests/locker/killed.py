"""A writer that is killed, and what must be true of a bucket after it."""

from include.audit import audit
from include.locker import Locker
from tests.locker.conftest import RUN


def staged(locker):
    return [each.name for each in locker.storage.objects.listed("staging/")]


def killed(*_):
    raise KeyboardInterrupt


class Abandoned:
    """A draft whose writer is killed: nothing is tidied up."""

    def __init__(self, locker):
        self._draft = locker.draft()

    def __enter__(self):
        return self._draft

    def __exit__(self, *_):
        pass


def is_whole(locker, entries):
    """Look whether exactly so many records are there, with every file at its place and locked."""
    found, _ = audit(Locker(locker.root), run=RUN)
    assert found.problems == []
    assert [each.number for each in Locker(locker.root).entries()] == [*range(1, entries + 2)]
    assert staged(locker) == []
