"""One operator per verb. What is heavy is imported when the task runs, never when the DAG is parsed."""

from collections.abc import Sequence
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from include.model.errors import Cause, NotKnowable
from soc2_airflow import hooks
from soc2_airflow.runs import run_of, slot_of_run

# Looking again does not mend these: somebody has to give a permission, a credential, a plan.
_NEEDS_A_PERSON = {Cause.DENIED, Cause.CREDENTIALS, Cause.PLAN_LIMIT, Cause.UNIMPLEMENTED}


class ExtractEvidence(BaseOperator):
    """Observe one source in one scope; keep what came, then fail if anything did not come.

    Skipped when the slot is over: its state can't be known any more and the gap is on record.
    """

    template_fields: Sequence[str] = ("scope_id",)
    ui_color = "#dce9f5"

    def __init__(self, *, source: str, scope_id: str, **kwargs: Any) -> None:
        """Name the source (``aws.iam``) and the scope (an account id, ``company``)."""
        super().__init__(**kwargs)
        self.source = source
        self.scope_id = scope_id

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return items received by dataset."""
        from include.extract import extract
        from include.extract.denials import denials

        scope = hooks.company().scope.scope(self.scope_id)
        try:
            extracted = extract(
                self.source,
                scope,
                hooks.connect(self.source, scope),
                locker=hooks.locker(),
                run=run_of(context),
                interval=slot_of_run(context),
            )
        except NotKnowable as closed:
            raise AirflowSkipException(str(closed)) from None
        refused = denials(extracted.manifests)
        for line in refused:
            # Logged too where the task goes on: a refusal may cost some items only.
            self.log.warning("%s", line)
        if extracted.failed:
            others = (str(m.message) for m in extracted.failed if m.cause is not Cause.DENIED)
            message = "; ".join(dict.fromkeys((*refused, *others)))
            final = all(each.cause in _NEEDS_A_PERSON for each in extracted.failed)
            raise (AirflowFailException if final else AirflowException)(message)
        return {each.dataset: each.received_items or 0 for each in extracted.manifests}


class ValidateControlTests(BaseOperator):
    """Judge one theme's control tests on the slot's evidence, whatever of it came."""

    ui_color = "#e6f0dc"

    def __init__(self, *, theme: str, **kwargs: Any) -> None:
        """Name the theme: a folder of ``include/control_tests``."""
        super().__init__(**kwargs)
        self.theme = theme

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return assessments by outcome."""
        from collections import Counter

        from include.control_tests.definitions import load_all
        from include.validate import validate

        slot, run = slot_of_run(context), run_of(context)
        judgements = validate(
            hooks.locker(),
            [each for each in load_all().values() if each.theme == self.theme],
            hooks.company(),
            run=run,
            due=lambda record, interval: interval == slot or record.run == run,
        )
        return dict(Counter(each.outcome for one in judgements for each in one.assessments))


class LoadWarehouse(BaseOperator):
    """Append what the locker recorded since the last load to the warehouse."""

    ui_color = "#f5ecd9"

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return rows appended by table."""
        from include.load import load

        del context
        return dict(load(hooks.locker(), hooks.warehouse_uri()).rows)
