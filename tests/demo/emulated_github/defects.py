"""Plants what goes wrong with changes; every one stands in ``tests/demo/truth_github.yaml``.

A defect has a fixed place (repository and number), so that the truth can be written down.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.demo.emulated_github.plans import (
    PlannedCheck,
    PlannedCommit,
    PlannedPull,
    PlannedPush,
    PlannedReview,
    Plans,
)

DAY = 24 * 60
Change = Callable[[PlannedPull], None]


def merged_by_its_author_alone(plan: PlannedPull) -> None:
    """Nobody else looked."""
    plan.reviews = []
    plan.merged_by = str(plan.author)


def approved_before_the_last_push(plan: PlannedPull) -> None:
    """A commit follows the only approval."""
    reviewer = plan.reviews[-1].by
    plan.reviews = [PlannedReview(reviewer, plan.commits[-1].minutes - 100)]
    last = plan.commits[-1].minutes - 200
    plan.commits.append(PlannedCommit(plan.author, last, message="One more thing"))
    plan.checks = [PlannedCheck(each.name, last - 20) for each in plan.checks]


def force_pushed_after_approval(plan: PlannedPull) -> None:
    """The branch is rewritten after the only approval."""
    reviewer = plan.reviews[-1].by
    plan.reviews = [PlannedReview(reviewer, plan.commits[-1].minutes - 100)]
    plan.force_pushed = plan.commits[-1].minutes - 200
    plan.checks = [PlannedCheck(each.name, plan.force_pushed - 20) for each in plan.checks]


def dismissed_before_the_merge(plan: PlannedPull) -> None:
    """The only approval is withdrawn, then it is merged all the same."""
    plan.reviews = [PlannedReview(plan.reviews[-1].by, 120, dismissed=60)]


def dismissed_after_the_merge(plan: PlannedPull) -> None:
    """No defect: at the merge the approval stood."""
    plan.reviews = [PlannedReview(plan.reviews[-1].by, 120, dismissed=-2 * DAY)]


def approved_after_the_merge(plan: PlannedPull) -> None:
    """The only approval comes a day late."""
    plan.reviews = [PlannedReview(plan.reviews[-1].by, -DAY)]


def approved_by_a_bot(plan: PlannedPull) -> None:
    """Only a machine approves."""
    plan.reviews = [PlannedReview("quill-approver[bot]", 120)]


def approved_by_a_co_author(plan: PlannedPull) -> None:
    """Who approves is named as co-author of a commit."""
    plan.reviews = plan.reviews[-1:]
    plan.commits[-1].co_authors = (str(plan.reviews[-1].by),)


def approved_by_who_pushed(plan: PlannedPull) -> None:
    """Who approves pushed a commit to the branch."""
    plan.reviews = plan.reviews[-1:]
    plan.commits[-1].author = plan.reviews[-1].by


def approved_by_a_reader(plan: PlannedPull) -> None:
    """The only approval is by somebody who may not write."""
    plan.reviews = [PlannedReview("liam-obrecht", 120)]


def changes_still_requested(plan: PlannedPull) -> None:
    """The reviewer approved and then asked for changes."""
    reviewer = plan.reviews[-1].by
    plan.reviews = [
        PlannedReview(reviewer, 200),
        PlannedReview(reviewer, 100, "CHANGES_REQUESTED"),
    ]


def commented_after_approval(plan: PlannedPull) -> None:
    """No defect: a comment takes no approval away."""
    reviewer = plan.reviews[-1].by
    plan.reviews = [PlannedReview(reviewer, 200), PlannedReview(reviewer, 100, "COMMENTED")]


def reviewed_by_somebody_gone(plan: PlannedPull) -> None:
    """The only approval is by an account that GitHub no longer knows."""
    plan.reviews = [PlannedReview(None, 120)]


def opened_by_somebody_gone(plan: PlannedPull) -> None:
    """No defect: the author's account is deleted, the approval is by somebody who is still known."""
    plan.author = None
    for commit in plan.commits:
        commit.author = None
    plan.merged_by = "anneke-storm"
    plan.reviews = [PlannedReview("anneke-storm", 120)]


def with_a_check(name: str, conclusion: str | None, minutes: float = 90) -> Change:
    """End one check otherwise, or (conclusion None) leave it out."""

    def change(plan: PlannedPull) -> None:
        plan.checks = [each for each in plan.checks if each.name != name]
        if conclusion is not None:
            plan.checks.append(PlannedCheck(name, minutes, conclusion))

    return change


def red_then_green(plan: PlannedPull) -> None:
    """No defect: the check was run again and passed before the merge."""
    plan.checks = [each for each in plan.checks if each.name != "unit"]
    plan.checks += [PlannedCheck("unit", 190, "failure"), PlannedCheck("unit", 90)]


def by_a_machine(plan: PlannedPull) -> None:
    """No defect: Dependabot opens it and a person approves it."""
    plan.author = "dependabot[bot]"
    for commit in plan.commits:
        commit.author = "dependabot[bot]"
    plan.title, plan.ticket, plan.labels = "Bump urllib3 from 2.5.0 to 2.6.1", 0, ("dependencies",)
    plan.has_issue = True


def machine_and_its_pusher(plan: PlannedPull) -> None:
    """Dependabot opens it; the one who approves pushed the last commit."""
    by_a_machine(plan)
    plan.commits.append(PlannedCommit(plan.reviews[-1].by, plan.commits[-1].minutes - 10))
    plan.reviews = plan.reviews[-1:]


def past_the_rules(plan: PlannedPull) -> None:
    """An owner merges it without review past the protection."""
    plan.reviews = []
    plan.merged_by, plan.bypassed = "imani-achterberg", True


def without_a_ticket(plan: PlannedPull) -> None:
    """Neither a key nor an issue says why."""
    plan.ticket, plan.has_issue = 0, False


def emergency(reviewed_after_days: float | None) -> Change:
    """Merge an emergency without review; look at it so many days later, or never."""

    def change(plan: PlannedPull) -> None:
        reviewer = plan.reviews[-1].by
        plan.labels = ("emergency",)
        days = reviewed_after_days
        plan.reviews = [] if days is None else [PlannedReview(reviewer, -days * DAY)]

    return change


def much_discussed(plan: PlannedPull) -> None:
    """No defect: 250 comments stand before the approval, more than a page holds."""
    by = plan.reviews[-1].by
    chatter = [PlannedReview(by, 380 - index / 2, "COMMENTED") for index in range(250)]
    plan.reviews = [*chatter, PlannedReview(by, 120)]


PUSHES: dict[tuple[str, int], PlannedPush] = {
    ("billing-worker", 40): PlannedPush("bilal-farouk", "Fix the invoice total in a hurry"),
    ("billing-worker", 90): PlannedPush("bilal-farouk", "Rewrite the last change", force=True),
    ("data-pipeline", 80): PlannedPush("chiara-mondello", "Old work", back_dated_days=150),
    ("identity", 60): PlannedPush("teodor-vasquez", "Raise the session length", bypassed=True),
    ("sandbox-lab", 20): PlannedPush("jonas-wierda", "Try something"),
    ("infrastructure", 70): PlannedPush("ruth-okafor", "Open the port for the migration"),
}


def plant(repository: str, plans: Plans) -> None:
    """Change the plans of one repository at their fixed places."""
    from tests.demo.emulated_github.planted import PULLS  # it names these functions

    for (name, number), change in PULLS.items():
        if name == repository:
            change(plans.pulls[number])
    for (name, after), push in PUSHES.items():
        if name == repository:
            plans.pushes.setdefault(after, []).append(push)
