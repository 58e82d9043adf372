"""Doctor, through Airflow's connections: what would fail in the first night, a line each, with what to do.

Where the workers run: ``python -m soc2_airflow.doctor`` (``make doctor``; with compose ``docker compose run
--rm worker python -m soc2_airflow.doctor``), or the DAG ``soc2_doctor``. Exit code 1 when something is wrong.
Writes no evidence.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial

from airflow.sdk.exceptions import AirflowNotFoundException

from include.doctor import (
    app_findings,
    last_seal_findings,
    locker_findings,
    people_findings,
    recording_findings,
    role_findings,
    scope_findings,
    sealing_findings,
)
from include.model.errors import DefinitionError, EvidenceError, LockerUnreachable
from include.model.scope import Scope, ScopeFile, ScopeKind
from soc2_airflow import hooks, people

Check = Callable[[], Iterable[str]]


def examine() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what was looked at, with its findings, as each is done."""
    for title, check in (("the company's files", _files), *_places(), *_scopes()):
        yield title, _found(check)


def _found(check: Check) -> tuple[str, ...]:
    found: list[str] = []
    try:
        # What was found before something failed is kept.
        found.extend(check())
    except EvidenceError as error:
        found.append(str(error))
    except AirflowNotFoundException as error:
        found.append(f"{error}; add the connection (README.md says what each is)")
    return tuple(found)


def _files() -> Iterable[str]:
    from include.control_tests.definitions import load_all
    from include.control_tests.parameters import read_parameters

    hooks.company()
    read_parameters(hooks.company_folder() / "parameters.yaml", load_all())
    return ()


def _places() -> Iterator[tuple[str, Check]]:
    yield "the locker", _locker
    yield "the warehouse", _warehouse
    yield "the sealing key", _sealing


def _locker() -> Iterator[str]:
    path, access = hooks.locker_place()
    yield from locker_findings(path, **access)
    yield from people_findings(path, people.keys(), is_decided=people.is_decided())


def _warehouse() -> Iterable[str]:
    from include.warehouse.rights import lacking

    return lacking(hooks.warehouse_uri())


def _sealing() -> Iterator[str]:
    key = hooks.sealing_key()
    yield from sealing_findings(key, hooks.time_authority())
    # What is wrong with the locker itself is said where the locker is looked at.
    with suppress(LockerUnreachable, DefinitionError, AirflowNotFoundException, OSError):
        yield from last_seal_findings(key, hooks.locker())


def _scopes() -> Iterator[tuple[str, Check]]:
    try:
        known = hooks.company().scope
    except EvidenceError:
        # Said already: the files come first.
        return
    for scope in known.scopes():
        yield f"{scope.kind} {scope.id} ({scope.name})", partial(_scope, scope, known)


def _scope(scope: Scope, known: ScopeFile) -> Iterator[str]:
    if scope.kind is ScopeKind.GITHUB_ORG:
        permissions = hooks.granted(scope)
        if permissions is not None:
            yield from app_findings(scope.id, permissions)
    if scope.kind is ScopeKind.AWS_ACCOUNT:
        yield from role_findings(known.account(scope.id), **hooks.hub())
    connect = partial(hooks.connect, scope=scope, known=known)
    found = scope_findings(scope, connect)
    yield from found
    if scope.kind is ScopeKind.AWS_ACCOUNT:
        recording = recording_findings(scope, connect("aws.cloudtrail_trails"))
        yield from (line for line in recording if line not in found)


def main() -> int:
    """Say what was looked at and what is wrong; 1 when something is."""
    wrong = 0
    for title, found in examine():
        wrong += len(found)
        sys.stdout.write(f"{'✗' if found else '✓'} {title}\n")
        sys.stdout.writelines(f"    {line}\n" for line in found)
    sys.stdout.write(f"{wrong} findings\n" if wrong else "ready: nothing was found wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
