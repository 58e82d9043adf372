"""What a packet does not show, said in sentences: a reader must not take silence for a pass."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from include.packet.cut import AsOf

_ALWAYS = (
    "That the collector saw the truth: it shows what was answered, to whom, by which calls.",
    "Whether a control is effective: that is the auditor's to say. A conclusion says what the tests noted.",
    "What happened to a setting between two observations, unless a test of events shows it.",
)


def omitted(
    locker: AsOf,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    populations: Sequence[Mapping[str, Any]],
    *,
    with_evidence: bool,
) -> list[str]:
    """List it, the particular before the general."""
    return [
        *_of_the_log(locker),
        *_of_the_controls(tables, populations),
        *(
            f"{each.kind.value.replace('_', ' ')} {each.id}: out of scope, {each.reason} "
            f"(approved by {each.approved_by})"
            for each in (locker.scope.out_of_scope if locker.scope else ())
        ),
        *(
            ()
            if with_evidence
            else (
                "The evidence itself: its hashes stand in the log; ask for a packet made with evidence.",
            )
        ),
        *_ALWAYS,
    ]


def _of_the_log(locker: AsOf) -> Iterator[str]:
    through = locker.seals[-1].last if locker.seals else 0
    if locker.through > through + 1:
        yield f"Entries {through + 1} to {locker.through} of the log are hashed, but not sealed yet."
    if any(seal.time_token is None for seal in locker.seals):
        yield "Independent time: some seals have no token of a time authority."
    if locker.is_emulated:
        yield "Anything real: some of the evidence came from an emulator."


def _of_the_controls(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], populations: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    manual = sorted({row["control_id"] for row in tables["controls"] if not row["is_automated"]})
    if manual:
        yield f"Manual controls ({', '.join(manual)}): people show them, no test does."
    for coverage in ("manual", "out_of_scope"):
        named = [row["criterion_id"] for row in tables["criteria"] if row["coverage"] == coverage]
        if named:
            yield f"Criteria that are {coverage.replace('_', ' ')}: {', '.join(named)}."
    for row in populations:
        if row["unseen_days"]:
            yield (
                f"{row['control_id']}: {row['unseen_days']} days of a test in a scope whose population is "
                "unknown; nothing of them can be drawn."
            )
