"""Renames a default branch in the middle of its history, as GitHub records it."""

from datetime import datetime

from tests.demo.emulated_github.history_model import Push
from tests.demo.emulated_github.maker import ZERO, first_id
from tests.demo.emulated_github.people import person
from tests.demo.emulated_github.repository_model import Repository


def rename_default_branch(repository: Repository, former: str, at: datetime) -> None:
    """Let everything before ``at`` have gone to ``former``; what was merged keeps its old base."""
    main = f"refs/heads/{repository.default_branch}"
    before = [each for each in repository.pushes if each.ref == main and each.at < at]
    tip = before[-1].after
    for push in before:
        push.ref = f"refs/heads/{former}"
    for pull in repository.pulls:
        if pull.merged_at and pull.merged_at < at:
            pull.base = former
    actor = person("teodor-vasquez")
    first = first_id(repository) + 900_000
    repository.pushes += [
        Push(first, main, ZERO, tip, at, actor, "branch_creation"),
        Push(first + 1, f"refs/heads/{former}", tip, ZERO, at, actor, "branch_deletion"),
    ]
