"""A pytest plugin (``-p tests.only_once``): what passed a moment ago in the same checkout is not run again.

``SOC2_PASSED`` names a file for the names of the tests that passed; without it nothing changes. ``.ci/run``
makes one, so that ``make test-all`` after ``make test`` runs what is left.
"""

import os
from pathlib import Path

import pytest


def pytest_configure(config):
    if "SOC2_PASSED" in os.environ:
        config.pluginmanager.register(Passed(Path(os.environ["SOC2_PASSED"])), "only-once")


class Passed:
    """The names of tests that passed, of this run and of those before it."""

    def __init__(self, file):
        self._file = file
        self._before = frozenset(file.read_text().splitlines()) if file.exists() else frozenset()
        self._passed, self._not = set(), set()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config, items):
        again = [each for each in items if each.nodeid in self._before]
        config.hook.pytest_deselected(items=again)
        items[:] = [each for each in items if each.nodeid not in self._before]

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self._passed.add(report.nodeid)
        elif report.failed or report.skipped:
            self._not.add(report.nodeid)

    def pytest_sessionfinish(self, session):
        # Workers of pytest-xdist tell whoever started them, who alone writes.
        if not hasattr(session.config, "workerinput"):
            names = sorted(self._before | self._passed - self._not)
            self._file.write_text("".join(f"{each}\n" for each in names))
