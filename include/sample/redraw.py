"""Repeat a draw from the population's CSV, with the standard library alone. Travels with the packet.

    python redraw.py population.csv --seed SEED --size 25 [--strata month|scope]

Prints the population's hash, to be held against the one that was sealed before the seed was known, and
the drawn keys in their order. The rule: within each stratum (all of it, when none is named), sort the
items by SHA-256 of the seed, a newline and the item's key; the strata, by name, take turns until enough
is drawn.
"""

import argparse
import csv
import hashlib
import sys


def order(seed: str, key: str) -> str:
    """Return what an item is sorted by."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def redraw(rows: list[dict[str, str]], seed: str, size: int, strata: str | None) -> list[str]:
    """Return the drawn keys, in the order of the draw."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(row[strata] if strata else "", []).append(row["key"])
    turns = [
        (turn, name, key)
        for name, keys in groups.items()
        for turn, key in enumerate(sorted(keys, key=lambda key: order(seed, key)))
    ]
    return [key for _, _, key in sorted(turns)[:size]]


def main() -> None:
    """Print the population's hash and size, then what is drawn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("population")
    parser.add_argument("--seed", required=True)
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--strata", choices=["month", "scope"])
    given = parser.parse_args()
    with open(given.population, newline="", encoding="utf-8") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    keys = "".join(f"{key}\n" for key in sorted(row["key"] for row in rows))
    lines = [f"population {hashlib.sha256(keys.encode()).hexdigest()} of {len(rows)} items"]
    drawn = redraw(rows, given.seed, given.size, given.strata)
    lines += [f"{position} {key}" for position, key in enumerate(drawn, start=1)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
