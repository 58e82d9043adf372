"""What is kept of people so that it can be erased: columns encrypted with a key per person."""

from typing import Literal

from include.model.frozen import Frozen


class Veil(Frozen):
    """Which columns of a dataset are encrypted, in what way, and with whose keys.

    ``person`` is the column that says whose a row is; ``keys`` is the id of the store of their keys.
    """

    scheme: Literal["AES-256-GCM"] = "AES-256-GCM"
    person: str
    columns: tuple[str, ...]
    keys: str
