"""The locker: write-once evidence on a directory or in a bucket, with one numbered log of all of it."""

from include.locker.store import Locker

__all__ = ["Locker"]
