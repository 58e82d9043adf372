"""Finds what protects a branch in effect: classic protection and every active ruleset together.

A readable layer that sets a switch sets it, whatever else is unknown. Otherwise, while a layer could not
be read, nobody knows: the switch, every count and every list is null.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

from include.sources.github._client import Github, Row, fill
from include.sources.github._layers import Actors, Layer, bypass_actors, classic, ruleset
from include.sources.github._repository_datasets import CLASSIC, RULES, RULESET

_SWITCHES: dict[str, Callable[[Layer], bool | None]] = {
    "dismisses_stale_reviews": lambda layer: layer.dismisses_stale,
    "requires_last_push_approval": lambda layer: layer.last_push,
    "requires_code_owner_reviews": lambda layer: layer.code_owners,
    "requires_strict_checks": lambda layer: layer.strict,
    "blocks_force_pushes": lambda layer: layer.blocks_force_pushes,
    "blocks_deletion": lambda layer: layer.blocks_deletion,
    "restricts_pushes": lambda layer: layer.restricts_pushes,
    "requires_signatures": lambda layer: layer.signatures,
}


class Protections:
    """Reads branches' protection; a ruleset that many repositories share is asked for once."""

    def __init__(self, github: Github) -> None:
        """Ask ``github``; nothing is known yet."""
        self._github = github
        self._bypass: dict[int, Actors] = {}

    def of(self, repository: str, branch: str) -> Row:
        """Return the columns of one branch's effective protection."""
        row: Row = {"read_errors": []}
        asked = {"repo": repository, "branch": branch}
        fill(row, f"GET {CLASSIC}", lambda: {"classic": self._classic(asked)})
        fill(row, f"GET {RULES}", lambda: {"rulesets": self._rulesets(asked, row)})
        layers = [*row.pop("classic", ()), *row.pop("rulesets", ())]
        return effective(row, layers)

    def _classic(self, asked: Mapping[str, str]) -> list[Layer]:
        answer = self._github.get(CLASSIC, absent=("BranchNotProtected",), **asked)
        return [] if answer is None else [classic(answer)]

    def _rulesets(self, asked: Mapping[str, str], row: Row) -> list[Layer]:
        rules = sorted(self._github.pages(RULES, **asked), key=_ruleset_id)
        return [
            ruleset(f"ruleset {number}", members, self._bypass_of(asked["repo"], number, row))
            for number, members in groupby(rules, key=_ruleset_id)
        ]

    def _bypass_of(self, repository: str, number: int, row: Row) -> Actors:
        if number not in self._bypass:
            answer: Row = {"read_errors": row["read_errors"]}
            fill(
                answer,
                f"GET {RULESET}",
                lambda: {
                    "actors": bypass_actors(
                        self._github.get(RULESET, repo=repository, ruleset=number)
                    )
                },
            )
            self._bypass[number] = answer.get("actors")
        if self._bypass[number] is None:
            row["read_errors"].append(
                f"GET {RULESET}: ruleset {number} keeps its bypass_actors back"
            )
        return self._bypass[number]


def effective(row: Row, layers: Iterable[Layer]) -> Row:
    """Unite the layers into the columns of a branch; what was refused stands in ``read_errors``."""
    known = list(layers)
    refused = {each.partition(":")[0] for each in row["read_errors"]}
    complete = not refused & {f"GET {CLASSIC}", f"GET {RULES}"}
    classics = [each for each in known if each.source == "classic protection"]
    counts = [each.reviews for each in known]
    return {
        **row,
        "is_protected": True if known else (False if complete else None),
        "has_classic_protection": None if f"GET {CLASSIC}" in refused else bool(classics),
        "ruleset_ids": None
        if f"GET {RULES}" in refused
        else [int(each.source.split()[1]) for each in known if each not in classics],
        "required_approving_review_count": max((each or 0 for each in counts), default=0)
        if complete and None not in counts
        else None,
        "required_checks": sorted({check for each in known for check in each.checks})
        if complete
        else None,
        "enforces_admins": _enforces_admins(classics[0]) if classics else None,
        **{name: _any(map(of, known), complete=complete) for name, of in _SWITCHES.items()},
        "layers": [each.row() for each in known],
        "layers_are_complete": complete,
    }


def _any(values: Iterable[bool | None], *, complete: bool) -> bool | None:
    found = list(values)
    if True in found:
        return True
    return None if None in found or not complete else False


def _enforces_admins(layer: Layer) -> bool | None:
    actors: Any = layer.bypass_actors
    if actors is None:
        return None
    return all(each["actor"] != "RepositoryRole:admin" for each in actors)


def _ruleset_id(rule: Mapping[str, Any]) -> int:
    return int(rule["ruleset_id"])
