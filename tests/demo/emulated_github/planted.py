"""Where in the year each defect is planted, and each harmless look-alike."""

from dataclasses import dataclass

from tests.demo.emulated_github import defects as d
from tests.demo.emulated_github.plans import PlannedPull


@dataclass(frozen=True)
class OnBranch:
    """Aim at another branch than the default one."""

    name: str

    def __call__(self, plan: PlannedPull) -> None:
        """Change the plan's base."""
        plan.base = self.name


PULLS: dict[tuple[str, int], d.Change] = {
    # Reviews
    ("web-console", 24): d.merged_by_its_author_alone,
    ("web-console", 40): d.approved_before_the_last_push,
    ("web-console", 56): d.dismissed_before_the_merge,
    ("web-console", 72): d.dismissed_after_the_merge,
    ("web-console", 88): d.approved_by_a_bot,
    ("web-console", 104): d.approved_by_a_co_author,
    ("web-console", 120): d.changes_still_requested,
    ("web-console", 136): d.force_pushed_after_approval,
    ("web-console", 148): d.commented_after_approval,
    ("billing-worker", 20): d.approved_by_who_pushed,
    ("billing-worker", 56): d.approved_after_the_merge,
    ("billing-worker", 72): d.approved_by_a_reader,
    ("billing-worker", 110): d.opened_by_somebody_gone,
    ("data-pipeline", 30): d.machine_and_its_pusher,
    ("data-pipeline", 50): d.by_a_machine,
    ("data-pipeline", 100): d.reviewed_by_somebody_gone,
    ("identity", 44): d.past_the_rules,
    ("identity", 116): d.past_the_rules,  # within the month that rule suites reach back
    ("mobile-app", 36): d.merged_by_its_author_alone,
    ("mobile-app", 60): OnBranch("release/3"),
    ("mobile-app", 62): OnBranch("release/3"),
    ("ledger", 50): d.much_discussed,
    # Checks
    ("identity", 24): d.with_a_check("unit", "failure"),
    ("identity", 80): d.with_a_check("integration", "success", minutes=-45),
    ("identity", 100): d.with_a_check("security", "skipped"),
    ("mobile-app", 80): d.with_a_check("integration", None),
    ("mobile-app", 96): d.with_a_check("CodeQL", None),
    ("mobile-app", 110): d.red_then_green,
    # Tickets and emergencies
    ("mobile-app", 20): d.without_a_ticket,
    ("data-pipeline", 64): d.emergency(reviewed_after_days=1),
    ("data-pipeline", 110): d.emergency(reviewed_after_days=None),
    ("data-pipeline", 90): d.emergency(reviewed_after_days=6),
}
