"""What Git knows of commits: who descends from whom."""

from __future__ import annotations

from tests.demo.emulated_github.history_model import Commit


def reachable(*tips: Commit) -> dict[str, Commit]:
    """Collect the commits that are the tips or their ancestors."""
    seen: dict[str, Commit] = {}
    waiting = list(tips)
    while waiting:
        commit = waiting.pop()
        if commit.sha not in seen:
            seen[commit.sha] = commit
            waiting += commit.parents
    return seen


def newest_first(commits: dict[str, Commit]) -> list[Commit]:
    """Order commits as a log does: by committer's date, newest first, children before parents."""
    depths = _depths(commits)
    return sorted(
        commits.values(), key=lambda each: (each.committer.at, depths[each.sha]), reverse=True
    )


def _depths(commits: dict[str, Commit]) -> dict[str, int]:
    """Count the longest way down from each commit, without recursion."""
    depths: dict[str, int] = {}
    for start in commits.values():
        waiting = [start]
        while waiting:
            top = waiting[-1]
            missing = [
                each for each in top.parents if each.sha in commits and each.sha not in depths
            ]
            if missing:
                waiting += missing
                continue
            waiting.pop()
            depths[top.sha] = 1 + max((depths.get(each.sha, 0) for each in top.parents), default=0)
    return depths


def merge_base(one: Commit, other: Commit) -> Commit | None:
    """Find the newest commit that both descend from."""
    common = reachable(one).keys() & (others := reachable(other)).keys()
    shared = {sha: others[sha] for sha in common}
    return newest_first(shared)[0] if shared else None
