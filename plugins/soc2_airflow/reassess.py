"""Judges days again that were judged before, on the evidence that there is."""

from collections.abc import Mapping
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowFailException

from include import control_tests
from include.model.errors import DefinitionError
from soc2_airflow import hooks
from soc2_airflow.backfill import days
from soc2_airflow.runs import run_of


def chosen(theme: str, params: Mapping[str, Any]) -> tuple[str, ...]:
    """List the tests of a theme that are to judge: those that are named, or all of them.

    Raises:
        DefinitionError: no theme has a test of that name.
    """
    known = control_tests.names()
    strangers = sorted(set(params["tests"]) - {each for group in known.values() for each in group})
    if strangers:
        raise DefinitionError(f"{strangers[0]}: no such control test; see include/control_tests")
    return tuple(each for each in known[theme] if not params["tests"] or each in params["tests"])


class ReassessControlTests(BaseOperator):
    """Judge one theme's control tests on the evidence of the days `from` to `to`, all at once."""

    ui_color = "#e6f0dc"

    def __init__(self, *, theme: str, **kwargs: Any) -> None:
        """Name the theme, a folder of ``include/control_tests``."""
        super().__init__(**kwargs)
        self.theme = theme

    def execute(self, context: Any) -> dict[str, int]:
        """Run the verb; return new assessments by outcome."""
        from collections import Counter

        from include.control_tests.definitions import load_all
        from include.control_tests.parameters import read_parameters
        from include.validate import validate

        params = context["params"]
        try:
            named = chosen(self.theme, params)
            windows = days(params["from"], params["to"])
        except DefinitionError as error:
            raise AirflowFailException(str(error)) from None
        definitions = load_all()
        read_parameters(hooks.company_folder() / "parameters.yaml", definitions)
        judgements = validate(
            hooks.locker(),
            [definitions[name] for name in named],
            hooks.company(),
            run=run_of(context),
            due=lambda _record, each: windows[0].start <= each.start < windows[-1].end,
        )
        return dict(Counter(each.outcome for one in judgements for each in one.assessments))
