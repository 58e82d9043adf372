"""One operator per verb. What is heavy is imported when the task runs, never when the DAG is parsed."""

from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from include.model.interval import IntervalKind
from soc2_airflow import hooks, lineage
from soc2_airflow.runs import interval_of_run, run_of


class RecordGaps(BaseOperator):
    """Put slots and windows that passed without evidence on record, for every source and scope."""

    ui_color = "#f0e2e2"

    def execute(self, context: Any) -> dict[str, int]:
        """Return slots and windows without evidence, newly found, by cause."""
        from collections import Counter

        from include import sources
        from include.extract.bridging import bridge_gaps
        from include.extract.gaps import record_gaps
        from soc2_airflow import metrics

        locker, run = hooks.locker(), run_of(context)
        declared = {name: sources.load(name).SOURCE for name in sources.names()}
        gaps = record_gaps(locker, declared.items(), hooks.company().scope.scopes(), run=run)
        metrics.missed(gaps)
        for gap in bridge_gaps(locker, declared.values(), run=run):
            self.log.info(
                "gap: %s %s, %d slots, first %s: %s",
                *(gap.source, gap.scope.id, len(gap.intervals), gap.intervals[0].id),
                "bridged" if gap.is_bridged else "not bridged any more",
            )
        found: Counter[str] = Counter()
        for gap in gaps:
            found[gap.cause] += len(gap.intervals)
            self.log.warning(
                "gap: %s %s, %d without evidence, first %s: %s (%s)",
                *(gap.source, gap.scope.id, len(gap.intervals)),
                *(gap.intervals[0].id, gap.cause, gap.message),
            )
        return dict(found)


class ValidateControlTests(lineage.TellsLineage, BaseOperator):
    """Judge one theme's control tests on the run's evidence, new gaps, and what a late roster re-opens."""

    ui_color = "#e6f0dc"

    def __init__(self, *, theme: str, per: str = IntervalKind.SLOT, **kwargs: Any) -> None:
        """Name the theme, a folder of ``include/control_tests``, and slot or window."""
        super().__init__(**kwargs)
        self.theme = theme
        self.per = per

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return assessments by outcome."""
        from collections import Counter

        from include.control_tests.definitions import load_all
        from include.control_tests.parameters import read_parameters
        from include.validate import validate
        from soc2_airflow import metrics

        interval, run = interval_of_run(context, self.per), run_of(context)
        definitions = load_all()
        read_parameters(hooks.company_folder() / "parameters.yaml", definitions)
        locker, tests = hooks.locker(), [e for e in definitions.values() if e.theme == self.theme]
        judgements = validate(
            locker,
            tests,
            hooks.company(),
            run=run,
            due=lambda record, each: each == interval or record.run == run,
            reopens=True,
        )
        metrics.judged(judgements)
        self.read = lineage.evidence(locker, (name for each in tests for name in each.reads))
        self.wrote = lineage.verdicts(locker, [self.theme] if judgements else [])
        return dict(Counter(each.outcome for one in judgements for each in one.assessments))


class LoadWarehouse(lineage.TellsLineage, BaseOperator):
    """Append what the locker recorded since the last load to the warehouse."""

    ui_color = "#f5ecd9"

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return rows appended by table."""
        from include import control_tests
        from include.load import load

        del context
        locker, uri = hooks.locker(), hooks.warehouse_uri()
        rows = load(locker, uri).rows
        self.read = lineage.verdicts(locker, control_tests.names() if rows else [])
        self.wrote = lineage.tables(uri, (name for name, added in rows.items() if added))
        return dict(rows)


class SealLocker(BaseOperator):
    """Seal what was recorded since the last seal, in the locker and in the warehouse."""

    ui_color = "#e4e0f0"

    def execute(self, context: Any) -> str | None:
        """Run the verb; return the seal's hash, or None when there was nothing to seal."""
        from include.seal import seal

        entry = seal(
            hooks.locker(),
            hooks.sealing_key(),
            run=run_of(context),
            warehouse_uri=hooks.warehouse_uri(),
            authority=hooks.time_authority(),
        )
        return entry.sha256 if entry else None


class AuditLocker(BaseOperator):
    """Verify the whole locker and the warehouse against its seals; fail loudly for a problem."""

    ui_color = "#e4e0f0"

    def execute(self, context: Any) -> str:
        """Run the verb; return its one line."""
        from include.audit import audit

        found, _ = audit(
            hooks.locker(),
            run=run_of(context),
            warehouse_uri=hooks.warehouse_uri(),
            require_time=hooks.time_authority() is not None,
        )
        for place, problem in found.problems:
            self.log.error("%s: %s", place, problem)
        for note in found.notes:
            self.log.info("%s", note)
        if found.problems:
            place, problem = found.problems[0]
            raise AirflowFailException(f"{found.line()}; first: {place}: {problem}")
        return found.line()


class Examine(BaseOperator):
    """Look for what would fail; fail at once for a finding, which no second try mends."""

    ui_color = "#e2eef0"

    def execute(self, context: Any) -> list[str]:
        """Return what was looked at."""
        from soc2_airflow.doctor import examine

        del context
        looked_at: list[str] = []
        wrong: list[str] = []
        for title, found in examine():
            self.log.info("%s: %s", title, f"{len(found)} findings" if found else "ready")
            looked_at.append(title)
            wrong += found
        for line in wrong:
            self.log.error("%s", line)
        if wrong:
            raise AirflowFailException(f"{len(wrong)} findings, first: {wrong[0]}")
        return looked_at
