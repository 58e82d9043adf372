"""Draw items for an auditor, from a population that was frozen and sealed before the seed was known.

  python -m include.sample --locker DIR --control AC-01 --period 2026-01-01..2026-06-30 --freeze
  python -m include.seal --locker DIR --key sealing.pem
  python -m include.sample --locker DIR --control AC-01 --period 2026-01-01..2026-06-30 --size 25 --seed SEED
  python -m include.sample --locker DIR --discard ENTRY --reason "..."

The seed comes from the auditor, after the population's hash was sealed. Every draw is recorded, and one that
nobody goes on with is discarded with its reason; none is ever deleted.
"""

import argparse
from pathlib import Path

from include.locker import Locker
from include.model.command_line import parser, period, run_verb
from include.model.files import read_yaml
from include.model.frozen import Frozen
from include.model.provenance import command_line_run
from include.model.record import Entry
from include.model.sample import Draw, FrozenPopulation, Seed, Strata
from include.sample import discard, draw, freeze
from include.sample.judged import read_judged

_ROOM = Path(__file__).parent


class _Sizes(Frozen):
    source: str
    sizes: dict[str, str]


def main() -> int:
    """Freeze, draw or discard, and print what stands in the log now."""
    arguments = _parser()
    given = arguments.parse_args()
    if not Locker(given.locker).storage.is_there():
        arguments.error(f"{given.locker}: not a locker, it has no log/; extract makes one")
    locker, run = Locker.open(given.locker), command_line_run()
    if given.discard is not None:
        if len(given.reason or "") < 10:  # noqa: PLR2004  # as the record has it
            arguments.error("why is it discarded? give --reason with at least ten characters")
        entry = discard(locker, given.discard, given.reason, run=run)
        print(f"draw {given.discard} is discarded, by entry {entry.number}; it stays in the log")
        return 0
    if not (given.control and given.period):
        arguments.error("of what? give --control and --period")
    if given.freeze:
        if given.seed:
            arguments.error("a population is frozen before the seed is known: leave --seed away")
        _say_frozen(locker, freeze(locker, given.control, given.period, run=run))
        return 0
    if not (given.seed and given.size):
        arguments.error("give --freeze, or --size and the auditor's --seed")
    entry = draw(
        locker,
        given.control,
        given.period,
        size=given.size,
        seed=given.seed,
        strata=given.strata,
        run=run,
    )
    _say_drawn(locker, entry)
    return 0


def _parser() -> argparse.ArgumentParser:
    arguments = parser("sample", __doc__)
    arguments.add_argument("--control", metavar="ID", help="a control of the matrix, such as AC-01")
    arguments.add_argument("--period", type=period, metavar="FIRST..LAST", help="days, in UTC")
    arguments.add_argument("--freeze", action="store_true", help="record the population; no seed")
    arguments.add_argument("--size", type=_size, metavar="N", help="how many items")
    arguments.add_argument("--seed", type=_seed, help="from the auditor, after the freeze")
    arguments.add_argument("--strata", type=Strata, choices=list(Strata), help="spread over these")
    arguments.add_argument("--discard", type=int, metavar="ENTRY", help="a draw not gone on with")
    arguments.add_argument("--reason", help="why it is discarded")
    return arguments


def _say_frozen(locker: Locker, entry: Entry) -> None:
    if isinstance(entry.record, FrozenPopulation):
        held = entry.record
        suggested = read_yaml(_ROOM / "sizes.yaml", _Sizes)
        control = read_judged(locker, held.period).of(held.control).control
        print(f"{held.control} {held.period}: {held.items} items, frozen as entry {entry.number}")
        print(f"population {held.population_sha256}")
        if held.unseen_days:
            print(
                f"not in it: {held.unseen_days} days of a test and scope whose population is unknown"
            )
        print(f"often looked at: {suggested.sizes[control.frequency]} ({suggested.source})")
        print("seal the locker now (python -m include.seal), then ask the auditor for a seed")


def _say_drawn(locker: Locker, entry: Entry) -> None:
    if isinstance(entry.record, Draw):
        drawn = entry.record
        for position, key in enumerate(drawn.keys, start=1):
            print(f"{position} {key}")
        frozen = next(locker.entries(after=drawn.population - 1)).record
        if isinstance(frozen, FrozenPopulation):
            strata = f" --strata {drawn.strata}" if drawn.strata else ""
            print(f"recorded as entry {entry.number}; anybody repeats it with")
            print(
                f"  python {_ROOM.name}/redraw.py {locker.storage.place(frozen.csv.path)} "
                f"--seed {drawn.seed} --size {drawn.size}{strata}"
            )


def _size(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text}: expected how many items, at least 1")
    return int(text)


def _seed(text: str) -> Seed:
    if not (text.isascii() and text.isprintable() and " " not in text and 0 < len(text) <= 100):  # noqa: PLR2004
        raise argparse.ArgumentTypeError("expected 1 to 100 letters, digits or signs, no spaces")
    return text


if __name__ == "__main__":
    run_verb(main)
