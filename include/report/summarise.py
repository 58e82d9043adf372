"""Makes the summary of a locker: what was judged last, with the evidence and the rules behind it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from include.locker import Locker
from include.model.control import ControlMatrix
from include.model.criteria import CriteriaFile
from include.model.errors import LockerCorrupt
from include.model.scope import ScopeFile
from include.model.verdict import Verdict
from include.report.coverage import by_control, by_criterion, controls_of, criterion_order
from include.report.kept import Items, definition, definition_as, items
from include.report.latest import Judged, Latest, Missing, evidence_key, latest
from include.report.rules import rules
from include.report.summary import Evidence, Gaps, Item, JudgedScope, JudgedTest, Summary


def summarise(locker: Locker) -> Summary | None:
    """Summarise the latest slot of each test and scope; None when nothing has been judged yet.

    Raises:
        LockerCorrupt: an entry or a file is missing, or is not what was recorded.
    """
    log = latest(locker)
    if log is None:
        return None
    newest = log.newest.judgement
    matrix = definition_as(locker, newest, "control_matrix", ControlMatrix)
    criteria = definition_as(locker, newest, "criteria", CriteriaFile)
    scope = _scope(locker, log)
    tests = _tests(locker, log, controls_of(matrix))
    collections = tuple(
        Evidence(entry=entry, manifest=manifest) for entry, manifest in log.collections.items()
    )
    return Summary(
        company=scope.company if scope else None,
        locker=locker.storage.name,
        log_entry=log.last.number,
        log_sha256=log.last.sha256,
        unjudged=log.unjudged,
        as_of=tuple(log.as_of.values()),
        code_version=newest.run.code_version,
        is_emulated=any(each.assessment.emulated for each in log.judged)
        or any(each.manifest.emulated for each in collections),
        tests=tests,
        criteria=by_criterion(criteria, tests),
        controls=by_control(matrix, tests),
        collections=tuple(
            sorted(collections, key=lambda each: (each.manifest.scope.id, each.manifest.dataset))
        ),
        gaps=_gaps(log.gaps),
        out_of_scope=scope.out_of_scope if scope else (),
    )


def _scope(locker: Locker, log: Latest) -> ScopeFile | None:
    """Read the scope in force; a judgement may have been kept without it."""
    newest = log.newest.judgement
    if "scope" not in newest.definitions:
        return None
    return definition_as(locker, newest, "scope", ScopeFile)


def _tests(
    locker: Locker, log: Latest, claims: Mapping[str, tuple[str, ...]]
) -> tuple[JudgedTest, ...]:
    named = items(locker, log.judged)
    by_test = groupby(
        sorted(log.judged, key=lambda each: each.assessment.test),
        key=lambda each: each.assessment.test,
    )
    tests = [_test(locker, log, tuple(group), named, claims) for _, group in by_test]
    return tuple(sorted(tests, key=lambda test: (*criterion_order(test.criterion), test.ref)))


def _test(
    locker: Locker,
    log: Latest,
    judged: Sequence[Judged],
    named: Items,
    claims: Mapping[str, tuple[str, ...]],
) -> JudgedTest:
    """Put a test together; what it says of itself is what its newest judgement was made by."""
    scopes = sorted(judged, key=lambda each: (each.assessment.scope.name, each.assessment.scope.id))
    newest = max(judged, key=lambda each: each.entry)
    kept = definition(locker, newest.judgement, f"test:{newest.assessment.test}")
    text = kept["definition"]
    return JudgedTest(
        name=kept["name"],
        ref=text["ref"],
        title=text["title"],
        theme=kept["theme"],
        criterion=text["criteria"]["primary"],
        supporting=text["criteria"]["supporting"],
        severity=text["severity"],
        rationale=text["rationale"],
        remediation=text["remediation"],
        peers=text["peers"],
        reads=kept["reads"],
        population=text["population"].strip(),
        rules=rules(text, kept["suite"]),
        suite=json.dumps(kept["suite"], indent=2, ensure_ascii=False),
        parameters=newest.assessment.parameters,
        version=newest.assessment.test_sha256,
        controls=claims.get(kept["name"], ()),
        scopes=tuple(_judged_scope(each, log) for each in scopes),
        deviating=_of(named, scopes, Verdict.DEVIATING),
        unreadable=_of(named, scopes, Verdict.UNREADABLE),
        evidence=tuple(_evidence(scopes, log)),
    )


def _judged_scope(judged: Judged, log: Latest) -> JudgedScope:
    interval = judged.judgement.interval
    return JudgedScope(
        entry=judged.entry,
        interval=interval,
        assessment=judged.assessment,
        verdicts=judged.judgement.verdicts,
        is_current=interval == log.as_of[interval.kind],
    )


def _of(named: Items, scopes: Sequence[Judged], verdict: Verdict) -> tuple[Item, ...]:
    return tuple(
        item
        for each in scopes
        for item in named.get(
            (each.entry, each.assessment.test, each.assessment.scope.id, verdict), ()
        )
    )


def _evidence(scopes: Iterable[Judged], log: Latest) -> Iterable[Evidence]:
    """Find the manifest of everything that was read, each once, in the order of scopes."""
    reads = {
        evidence_key(read): (each, read) for each in scopes for read in each.assessment.evidence
    }
    for key, (judged, read) in reads.items():
        if key not in log.evidence:
            raise LockerCorrupt(
                f"log: entry {judged.entry} was judged from {read.dataset} of {read.scope_id} observed"
                f" at {read.observed_at}, which no entry records"
            )
        entry, manifest = log.evidence[key]
        yield Evidence(entry=entry, manifest=manifest)


def _gaps(missing: Iterable[Missing]) -> tuple[Gaps, ...]:
    """Group what is missing by dataset, scope and cause, so that a year of it is a few lines."""
    groups: dict[tuple[str, str, str, bool], list[Missing]] = {}
    for each in sorted(missing, key=lambda each: each.interval.start):
        gap = each.gap
        key = (each.dataset, gap.scope.id, gap.cause, gap.is_bridged)
        groups.setdefault(key, []).append(each)
    return tuple(
        Gaps(
            dataset=dataset,
            scope=group[-1].gap.scope,
            cause=group[-1].gap.cause,
            is_bridged=is_bridged,
            message=group[-1].gap.message,
            first=group[0].interval,
            last=group[-1].interval,
            count=len(group),
        )
        for (dataset, _, _, is_bridged), group in sorted(groups.items(), key=lambda each: each[0])
    )
