"""The locker: write-once evidence on a local directory, with one numbered log of everything recorded."""

from include.locker.store import Locker

__all__ = ["Locker"]
