"""The operator that observes and collects. What is heavy is imported when the task runs."""

from collections.abc import Sequence
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from include.model.errors import Cause, NotDeclared, NotKnowable
from include.model.interval import Interval, IntervalKind
from soc2_airflow import hooks, lineage
from soc2_airflow.links import EvidenceLink
from soc2_airflow.runs import interval_of_run, run_of

# What management has decided on: which plan it pays for, which registers it keeps.
_ACCEPTED = {Cause.PLAN_LIMIT, Cause.NOT_KEPT}
# Looking again does not mend these: somebody has to give a permission, a credential, a plan.
_NEEDS_A_PERSON = {
    *_ACCEPTED,
    *(Cause.DENIED, Cause.CREDENTIALS, Cause.UNIMPLEMENTED, Cause.NOT_RECORDED),
}


class ExtractEvidence(lineage.TellsLineage, BaseOperator):
    """Observe one source in one scope; keep what came, then fail if anything did not come.

    Skipped when it can't be known any more, unless the locker has it already; the gap is on record.
    """

    template_fields: Sequence[str] = ("scope_id",)
    ui_color = "#dce9f5"
    operator_extra_links = (EvidenceLink(),)

    def __init__(
        self, *, source: str, scope_id: str, per: str = IntervalKind.SLOT, **kwargs: Any
    ) -> None:
        """Name the source (``aws.iam``), the scope (an account id, ``company``), slot or window."""
        super().__init__(**kwargs)
        self.source = source
        self.scope_id = scope_id
        self.per = per

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return items received by dataset."""
        from include.extract import extract
        from include.extract.held import asked_again, held
        from soc2_airflow import metrics

        known = hooks.company().scope
        scope = known.scope(self.scope_id)
        locker, run = hooks.locker(), run_of(context)
        interval = interval_of_run(context, self.per)

        def ask(each: Interval) -> Sequence[Any]:
            connect = hooks.connect(self.source, scope, known)
            made = extract(self.source, scope, connect, locker=locker, run=run, interval=each)
            metrics.collected(made.manifests)
            self.has_written(lineage.kept(locker, made.manifests))
            return made.manifests

        own: Sequence[Any] = ()
        late: list[Any] = []
        why = ""
        try:
            own = ask(interval)
        except NotDeclared as undeclared:
            # Nothing is owed of it, of this day or of those before.
            raise AirflowSkipException(str(undeclared)) from None
        except NotKnowable as closed:
            items, why = held(locker, self.source, scope, interval), str(closed)
            if items:
                self.log.info("%s; the locker has its evidence", closed)
                return items
        if self.per == IntervalKind.WINDOW:
            for each in asked_again(locker, self.source, scope, interval):
                try:
                    late += ask(each)
                except NotKnowable as closed:
                    self.log.info("%s; what the locker has of it stands", closed)
        if why and not late:
            raise AirflowSkipException(why)
        self._fail_for_what_is_missing((*own, *late))
        return {each.dataset: each.received_items or 0 for each in own}

    def _fail_for_what_is_missing(self, manifests: Sequence[Any]) -> None:
        """Raise for failed collections: at once where looking again can't help."""
        from include.extract.denials import denials
        from include.model.record import CollectionStatus

        refused = denials(manifests)
        for line in refused:
            # Logged too where the task goes on: a refusal may cost some items only.
            self.log.warning("%s", line)
        failed = [each for each in manifests if each.status is CollectionStatus.FAILED]
        if failed:
            # A permission of the service's is named above, with all that it costs.
            others = [
                each for each in failed if each.cause is not Cause.DENIED or not each.denied_calls
            ]
            message = "; ".join(dict.fromkeys((*refused, *(str(each.message) for each in others))))
            if all(each.cause in _ACCEPTED for each in failed):
                # Not for whoever is on call: the gap is recorded with that cause.
                raise AirflowSkipException(message)
            final = all(each.cause in _NEEDS_A_PERSON for each in failed)
            raise (AirflowFailException if final else AirflowException)(message)
