"""Which evidence of a slot belongs together: one round for every observation that adds something.

A slot may hold several observations. Each counts, so each is judged with what was known beside it: what
its own run had seen by then, and what earlier runs of the slot had seen where its own never looked. An
observation that this leaves out is judged with what came nearest: what was mended before the rest could
be seen was seen all the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from include.model.record import CollectionStatus, Manifest

# By dataset: one observation of a slot; for a window, every revision of its events (and of the days that a
# test looks back on) and the observations of state around it.
Round = Mapping[str, tuple[Manifest, ...]]


@dataclass(frozen=True)
class Rounds:
    """The complete rounds of a test's evidence in one slot or day, and what is missing of it."""

    complete: tuple[Round, ...]
    missing: str | None


def rounds(manifests: Iterable[Manifest], reads: Sequence[str]) -> Rounds:
    """Group the collected evidence of the datasets that a test reads.

    Args:
        manifests: every collection, failed ones too, of one slot in the scopes that the test sees.
        reads: the datasets that the test reads.
    """
    relevant = sorted(
        (each for each in manifests if each.dataset in reads), key=lambda each: each.observed_at
    )
    collected = [each for each in relevant if each.status is CollectionStatus.COLLECTED]
    found: dict[tuple[str, ...], Round] = {}
    for run_id in dict.fromkeys(each.run.run_id for each in collected):
        own = [each for each in collected if each.run.run_id == run_id]
        for instant in sorted({each.observed_at for each in own}):
            picked = _round_at(instant, own, collected, reads)
            if picked is not None:
                found.setdefault(_key(picked), picked)
    used = {named for key in found for named in key}
    for each in collected:
        picked = _round_beside(each, collected, reads)
        if picked is not None and _name(each) not in used:
            found.setdefault(_key(picked), picked)
    if found:
        return Rounds(tuple(found.values()), None)
    return Rounds((), why(relevant, reads, "in this slot"))


def _round_at(
    instant: datetime, own: Sequence[Manifest], collected: Sequence[Manifest], reads: Sequence[str]
) -> Round | None:
    """Pick each dataset's latest evidence at an instant: the run's own if it ever looked, else earlier."""
    picked: dict[str, tuple[Manifest, ...]] = {}
    for dataset in reads:
        mine = [each for each in own if each.dataset == dataset]
        seen = [
            each
            for each in mine or [each for each in collected if each.dataset == dataset]
            if each.observed_at <= instant
        ]
        if not seen:
            return None
        picked[dataset] = (seen[-1],)
    return picked


def _round_beside(
    one: Manifest, collected: Sequence[Manifest], reads: Sequence[str]
) -> Round | None:
    """Pick each other dataset's latest evidence before one observation, or else the first after it."""
    picked: dict[str, tuple[Manifest, ...]] = {one.dataset: (one,)}
    for dataset in reads:
        others = [each for each in collected if each.dataset == dataset]
        if not others:
            return None
        before = [each for each in others if each.observed_at <= one.observed_at]
        picked.setdefault(dataset, ((before or others[:1])[-1],))
    return picked


def _key(picked: Round) -> tuple[str, ...]:
    return tuple(_name(each) for name in sorted(picked) for each in picked[name])


def _name(manifest: Manifest) -> str:
    return f"{manifest.dataset}:{manifest.observation}"


def why(relevant: Sequence[Manifest], reads: Sequence[str], when: str) -> str:
    """Say why no round is complete: each dataset's last failure, or that nobody looked."""
    have = {each.dataset for each in relevant if each.status is CollectionStatus.COLLECTED}
    failures = {each.dataset: each.message for each in relevant}
    reasons = [
        failures.get(dataset) or f"{dataset} was not collected {when}"
        for dataset in reads
        if dataset not in have
    ]
    return "; ".join(dict.fromkeys(reasons)) or "the evidence of no single observation is complete"
