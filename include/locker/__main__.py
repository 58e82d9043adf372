"""Erase a person from a locker, by destroying the key that what is about the person was encrypted with.

  python -m include.locker erase --locker DIR --person e-1001
  python -m include.locker erase --locker DIR --person e-1001 --reason "asked for on 2026-11-20" --yes

Without --yes it only says what would be. The keys are in SOC2_PEOPLE_KEYS, opened by the one in the file
SOC2_PEOPLE_MASTER.
"""

from include.locker import Locker
from include.locker.erasing import erase, keys_of
from include.model.command_line import parser, run_verb
from include.model.errors import DefinitionError
from include.model.provenance import command_line_run


def main() -> int:
    """Erase, or say what erasing would do; 1 where there is nobody to erase."""
    arguments = parser("locker", __doc__)
    arguments.add_argument("what", choices=["erase"])
    arguments.add_argument(
        "--person",
        required=True,
        metavar="ID",
        help="the id in the roster, or a user's in Identity Center",
    )
    arguments.add_argument(
        "--reason", help="why, ten characters at least; stands in the log for good"
    )
    arguments.add_argument("--yes", action="store_true", help="destroy the key, for good")
    given = arguments.parse_args()
    if not Locker(given.locker).storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; nothing was erased")
    locker = Locker.open(given.locker)
    if not given.yes:
        has_key = keys_of(locker).find(given.person) is not None
        print(
            f"{given.person} has a key; --yes destroys it, and nobody reads again what it encrypted. Take "
            "the person out of the register first, else the next observation makes a new one"
            if has_key
            else f"{given.person} has no key here: nothing to erase"
        )
        return 0 if has_key else 1
    if len((given.reason or "").strip()) < 10:  # noqa: PLR2004  # as model/erasure.py says
        raise DefinitionError(
            "why? --reason, ten characters at least: it stands in the log for good"
        )
    entry = erase(locker, given.person, reason=given.reason, run=command_line_run())
    print(
        f"erased {given.person}, entry {entry.number} of the log; destroy the copies of the key, too"
    )
    return 0


if __name__ == "__main__":
    run_verb(main)
