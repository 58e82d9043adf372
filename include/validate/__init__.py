"""Validate: judge every control test on the evidence in the locker, and keep every item's verdict.

Never reaches a live system. DuckDB makes each test's populations, Great Expectations judges them once per
test over all slots and scopes at hand, and each theme and slot gets one record with all verdicts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from include.control_tests.definitions import Definition
from include.locker import Locker
from include.model.company import Company
from include.model.interval import Interval, utc_now
from include.model.record import Judgement, Manifest
from include.model.reference import Run
from include.validate.cases import Case, cases
from include.validate.judging import Finding, judge_cases
from include.validate.keep import keep

__all__ = ["validate"]


def validate(
    locker: Locker,
    definitions: Sequence[Definition],
    company: Company,
    *,
    run: Run,
    due: Callable[[Interval], bool] = lambda _: True,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Judgement, ...]:
    """Judge what has not been judged on these inputs; return the new judgements.

    ``due`` picks the slots and windows, by default all that have any evidence. The same inputs (test,
    parameters, evidence) are judged once: judging again adds nothing.

    Raises:
        DefinitionError: a test can't be evaluated as it is written.
        LockerCorrupt: evidence is missing, or is not what its manifest says.
    """
    manifests, judged = _recorded(locker, due)
    open_cases = [
        case
        for interval, collected in manifests.items()
        for case in cases(collected, interval, definitions, company)
        if case.inputs_sha256 not in judged
    ]
    findings = [
        finding
        for definition in definitions
        for finding in judge_cases(locker, definition, _of(open_cases, definition))
    ]
    return tuple(
        keep(
            locker,
            company,
            theme=theme,
            interval=interval,
            findings=group,
            run=run,
            recorded_at=clock(),
        )
        for (theme, interval), group in _by_theme_and_interval(findings).items()
    )


def _recorded(
    locker: Locker, due: Callable[[Interval], bool]
) -> tuple[dict[Interval, list[Manifest]], set[str]]:
    """Read the log once: collections by slot or window, and the inputs that were judged already."""
    manifests: dict[Interval, list[Manifest]] = {}
    judged: set[str] = set()
    for entry in locker.entries():
        record = entry.record
        if isinstance(record, Manifest) and due(record.interval):
            manifests.setdefault(record.interval, []).append(record)
        elif isinstance(record, Judgement):
            judged.update(each.inputs_sha256 for each in record.assessments)
    return manifests, judged


def _of(open_cases: Iterable[Case], definition: Definition) -> list[Case]:
    return [case for case in open_cases if case.definition is definition]


def _by_theme_and_interval(
    findings: Iterable[Finding],
) -> dict[tuple[str, Interval], list[Finding]]:
    groups: dict[tuple[str, Interval], list[Finding]] = {}
    for finding in findings:
        key = (finding.case.definition.theme, finding.case.interval)
        groups.setdefault(key, []).append(finding)
    return groups
