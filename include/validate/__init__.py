"""Validate: judge every control test on the evidence in the locker, and keep every item's verdict.

Never reaches a live system. DuckDB makes each test's populations, Great Expectations judges them once per
test over all slots and scopes at hand, and each theme and slot gets one record with all verdicts.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from include.control_tests.definitions import Definition
from include.control_tests.population import Populations
from include.locker import Locker
from include.model.company import Company
from include.model.interval import Interval, utc_now
from include.model.record import Judgement
from include.model.reference import Run
from include.validate.cases import Case
from include.validate.due import cases
from include.validate.judging import Finding, judge_cases
from include.validate.keep import keep
from include.validate.late import lay_out_late
from include.validate.records import Due, read_log

__all__ = ["validate"]

# A day of a company's files, and a season of events; more at once is read again rather than held.
_FILES = 1024


def validate(
    locker: Locker,
    definitions: Sequence[Definition],
    company: Company,
    *,
    run: Run,
    due: Due = lambda _record, _interval: True,
    reopens: bool = False,
    clock: Callable[[], datetime] = utc_now,
) -> tuple[Judgement, ...]:
    """Judge what has not been judged on these inputs; return the new judgements.

    ``due`` picks the slots and windows by what is on record of them, by default all; the later days whose
    tests look back at such a day are judged with it. The same inputs (test, parameters, evidence) are
    judged once: judging again adds nothing. ``reopens`` says to judge those slots and days again, too, which
    a roster concerns that names a departure late.

    Raises:
        DefinitionError: a test can't be evaluated as it is written.
        LockerCorrupt: evidence is missing, or is not what its manifest says.
    """
    days_before = max((each.test.days_before for each in definitions), default=0)
    log = read_log(locker.entries(), due, days_before=days_before)
    read = lru_cache(maxsize=_FILES)(locker.rows)
    if any(each.test.late_departure_days for each in definitions):
        lay_out_late(log, read, reopens=reopens)
    open_cases = [
        case
        for records in log.by_interval.values()
        if records.is_due or records.reopened
        for case in cases(locker, log, records, definitions, company)
        if case.inputs_sha256 not in log.judged
    ]
    with Populations() as populations:
        findings = [
            finding
            for definition in definitions
            for finding in judge_cases(read, populations, definition, _of(open_cases, definition))
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
