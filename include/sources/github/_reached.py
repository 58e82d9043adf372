"""Accounts for every commit between where a branch stood and where it moved to, by first parents."""

import json
from dataclasses import dataclass

from include.model.errors import Cause, SourceIncomplete
from include.sources.github._change_datasets import COMPARISON
from include.sources.github._change_questions import BRIEF, CHAIN, MOVED, PULL, ROLLUP
from include.sources.github._client import ERRORS, Github, Row
from include.sources.github._graph import PAGE, Batches, following, whole
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
        for answer in answers:
            tip = answer.get("object") or {}
            listed = (tip.get("associatedPullRequests") or {}).get("nodes") or ()
            self.pulls.update({each["id"]: each for each in listed if each})
        pages = self._first_pages(list(zip(moves, answers, strict=True)))
        reached = [
            self._reached(move, answer, pages.get(move.id))
            for move, answer in zip(moves, answers, strict=True)
        ]
        self._remaining_pulls(reached)
        return reached

    def _first_pages(self, found: list[tuple[Move, Row]]) -> dict[int, Row]:
        """Ask at once how the moves of several commits begin, each about as far as it goes."""
        several = [
            (move, answer["object"])
            for move, answer in found
            if answer.get("object") and not _is_one(move, answer["object"])
        ]
        questions = [
            self._commit(move, f"history(first: {_size(move, tip)}) {{ {_history(move)} }}")
            for move, tip in several
        ]
        answers = self._batches.ask(questions, "")
        return {
            move.id: answer["object"]["history"]
            for (move, _), answer in zip(several, answers, strict=True)
            if (answer.get("object") or {}).get("history")
        }

    def _commit(self, move: Move, selection: str) -> str:
        name, oid = json.dumps(move.repository.name), json.dumps(move.after)
        return (
            f"repository(owner: {self._login}, name: {name}) "
            f"{{ object(oid: {oid}) {{ ... on Commit {{ {selection} }} }} }}"
        )

    def _reached(self, move: Move, answer: Row, page: Row | None) -> Reached:
        tip = answer.get("object")
        if tip is None:
            lacks = answer.get(ERRORS) or ["POST /graphql object: NotFound"]
            # A merge may stand behind it, so nobody can say what reached the branch.
            return Reached(move, [{"oid": move.after, ERRORS: lacks}], is_whole=False)
        if _is_one(move, tip):
            return Reached(move, [] if _is_birth(move) else [tip], is_whole=True)
        if move.kind == "force_push" or move.before == ZERO:
            return self._rewritten(move, tip, page)
        return self._walked(move, tip, page, None)

    def _rewritten(self, move: Move, tip: Row, page: Row | None) -> Reached:
        """Take what the branch did not hold before; of a new branch, what the default one does not."""
        base = move.repository.default_branch if move.before == ZERO else move.before
        new = {
            str(each.get("sha"))
            for each in self._github.pages(
                COMPARISON, key="commits", repo=move.repository.name, before=base, after=move.after
            )
        }
        return self._walked(move, tip, page, new)

    def _walked(self, move: Move, tip: Row, page: Row | None, new: set[str] | None) -> Reached:
        """Walk first parents from the tip until where the branch stood, or until nothing is new."""
        known: dict[str, Row] = {}
        chain: list[Row] = []
        seen: set[str] = set()
        oid = move.after
        page = page or self._history(move, tip, None)
        known.update({each["oid"]: each for each in page["nodes"]})
        while oid != move.before and (new is None or oid in new):
            while oid not in known:
                cursor = following(page, seen)
                if cursor is None:
                    return Reached(move, chain, is_whole=False)
                page = self._history(move, tip, cursor)
                known.update({each["oid"]: each for each in page["nodes"]})
            chain.append(known[oid])
            parent = _parent(known[oid])
            if parent is None:
                return Reached(move, chain, is_whole=new is not None)
            oid = parent
        return Reached(move, chain, is_whole=True)

    def _history(self, move: Move, tip: Row, after: str | None) -> Row:
        data = self._github.graph(
            "query($id: ID!, $after: String) { node(id: $id) { ... on Commit { "
            f"history(first: {_PAGE}, after: $after) {{ {_history(move)} }} }} }} }}",
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
        for asked, answer in zip(missing, self._batches.ask(questions, PULL), strict=True):
            if answer.get("id") != asked:
                # Its commits are on the branch: leaving it out would make the population smaller.
                msg = f"pull request {asked}: merged, and not answered; run again, or look at the raw answer"
                raise SourceIncomplete(msg, cause=Cause.INCOMPLETE, code="PullRequestMissing")
            self.pulls[asked] = answer

    def associated(self, commit: Row) -> list[Row]:
        """Return the pull requests that GitHub associates with a commit."""
        return whole(self._github, commit, "Commit", "associatedPullRequests", BRIEF)


def _is_birth(move: Move) -> bool:
    """Tell whether the default branch began, or was named: its history is not new."""
    return move.before == ZERO and move.branch == move.repository.default_branch


def _is_one(move: Move, tip: Row) -> bool:
    """Tell whether nothing but the tip can have come."""
    return _is_birth(move) or (move.kind != "force_push" and _parent(tip) == move.before)


def _size(move: Move, tip: Row) -> int:
    """Guess how many commits came: as many as the pull requests at the tip have, a few of a push."""
    listed = (tip.get("associatedPullRequests") or {}).get("nodes") or ()
    counts: list[int] = [each["commits"]["totalCount"] for each in listed if each]
    return min(max([*counts, 5 if move.kind == "pr_merge" else 10]), _PAGE)


def _history(move: Move) -> str:
    checks = ROLLUP if move.kind == "merge_queue_merge" else ""
    return f"{PAGE} nodes {{ {CHAIN} {checks} }}"


def _parent(commit: Row) -> str | None:
    nodes = (commit.get("parents") or {}).get("nodes") or ()
    return str(nodes[0]["oid"]) if nodes else None
