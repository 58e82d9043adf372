"""Accounts for every commit between where a branch stood and where it moved to, by first parents."""

import json
from dataclasses import dataclass

from include.model.errors import Cause, SourceIncomplete
from include.sources.github._change_datasets import COMPARISON
from include.sources.github._change_questions import BRIEF, CHAIN, MOVED, PULL
from include.sources.github._client import Github, Row
from include.sources.github._graph import PAGE, Batches, whole
from include.sources.github._moves import ZERO, Move

_PAGE = 50


@dataclass
class Reached:
    """One movement with the commits that it brought, newest first; ``is_whole``: they lead to before."""

    move: Move
    commits: list[Row]
    is_whole: bool


class Reader:
    """Reads what moves brought, many at once, and the pull requests by which it came."""

    def __init__(self, github: Github) -> None:
        """Begin without any pull request."""
        self._github, self._batches = github, Batches(github)
        self._login = json.dumps(github.organization.login)
        self.pulls: dict[str, Row] = {}

    def read(self, moves: list[Move]) -> list[Reached]:
        """Return what each move brought; a deletion brings nothing."""
        moves = [each for each in moves if each.after != ZERO]
        questions = [self._commit(each, "...moved") for each in moves]
        answers = self._batches.ask(questions, MOVED)
        reached = [self._reached(move, answer) for move, answer in zip(moves, answers, strict=True)]
        self._remaining_pulls(reached)
        return reached

    def _commit(self, move: Move, selection: str) -> str:
        name, oid = json.dumps(move.repository.name), json.dumps(move.after)
        return (
            f"repository(owner: {self._login}, name: {name}) "
            f"{{ object(oid: {oid}) {{ ... on Commit {{ {selection} }} }} }}"
        )

    def _reached(self, move: Move, answer: Row) -> Reached:
        tip = answer.get("object")
        if tip is None:
            lacks = answer.get("__errors") or ["POST /graphql object: NotFound"]
            return Reached(move, [{"oid": move.after, "__errors": lacks}], is_whole=True)
        listed = (tip.get("associatedPullRequests") or {}).get("nodes") or ()
        self.pulls.update({each["id"]: each for each in listed if each})
        if move.before == ZERO and move.branch == move.repository.default_branch:
            return Reached(move, [], is_whole=True)
        if move.kind != "force_push" and _parent(tip) == move.before:
            return Reached(move, [tip], is_whole=True)
        if move.kind == "force_push" or move.before == ZERO:
            return self._rewritten(move, tip)
        return self._walked(move, tip, None)

    def _rewritten(self, move: Move, tip: Row) -> Reached:
        """Take what the branch did not hold before; of a new branch, what the default one does not."""
        base = move.repository.default_branch if move.before == ZERO else move.before
        new = {
            str(each.get("sha"))
            for each in self._github.pages(
                COMPARISON, key="commits", repo=move.repository.name, before=base, after=move.after
            )
        }
        return self._walked(move, tip, new)

    def _walked(self, move: Move, tip: Row, new: set[str] | None) -> Reached:
        """Walk first parents from the tip until where the branch stood, or until nothing is new."""
        known: dict[str, Row] = {}
        chain: list[Row] = []
        oid, after = move.after, None
        while oid != move.before and (new is None or oid in new):
            while oid not in known:
                page = self._history(tip, after)
                known.update({each["oid"]: each for each in page["nodes"]})
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"] and oid not in known:
                    return Reached(move, chain, is_whole=False)
            chain.append(known[oid])
            parent = _parent(known[oid])
            if parent is None:
                return Reached(move, chain, is_whole=new is not None)
            oid = parent
        return Reached(move, chain, is_whole=True)

    def _history(self, tip: Row, after: str | None) -> Row:
        data = self._github.graph(
            "query($id: ID!, $after: String) { node(id: $id) { ... on Commit { "
            f"history(first: {_PAGE}, after: $after) {{ {PAGE} nodes {{ {CHAIN} }} }} }} }} }}",
            id=tip["id"],
            after=after,
        )
        history: Row | None = (data.get("node") or {}).get("history")
        if history is None:
            msg = f"POST /graphql: no history of {tip['oid']}; run again"
            raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PageVanished")
        return history

    def _remaining_pulls(self, reached: list[Reached]) -> None:
        """Ask for the pull requests that are known by their number only."""
        wanted = {
            pull["id"]
            for each in reached
            for commit in each.commits
            for pull in self.associated(commit)
            if pull["mergedAt"] and pull["baseRefName"] == each.move.branch
        }
        missing = sorted(wanted - set(self.pulls))
        questions = [f"node(id: {json.dumps(each)}) {{ ...pull }}" for each in missing]
        for answer in self._batches.ask(questions, PULL):
            if "id" in answer:
                self.pulls[answer["id"]] = answer

    def associated(self, commit: Row) -> list[Row]:
        """Return the pull requests that GitHub associates with a commit."""
        return whole(self._github, commit, "Commit", "associatedPullRequests", BRIEF)


def _parent(commit: Row) -> str | None:
    nodes = (commit.get("parents") or {}).get("nodes") or ()
    return str(nodes[0]["oid"]) if nodes else None
