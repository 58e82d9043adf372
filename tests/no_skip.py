"""A pytest plugin (``-p tests.no_skip``) under which a skipped test is a failure: ``make test-all``.

Two reasons stay reasons, because nothing that is installed would mend them: rights of another account,
and recordings that belong to other people. They are listed with the rest.
"""

import pytest

ALLOWED = ("only root ", "SOC2_RECORDINGS ")
FORBIDDEN = pytest.StashKey[list[str]]()


def pytest_configure(config):
    config.stash[FORBIDDEN] = forbidden = []
    config.pluginmanager.register(Reports(forbidden), "no-skip-reports")


class Reports:
    """Gathers what was skipped, here or in a worker of pytest-xdist."""

    def __init__(self, forbidden):
        self.forbidden = forbidden

    def pytest_runtest_logreport(self, report):
        self._note(report)

    def pytest_collectreport(self, report):
        self._note(report)

    def _note(self, report):
        if not report.skipped or hasattr(report, "wasxfail"):
            return
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not reason.startswith(ALLOWED):
            self.forbidden.append(f"{report.nodeid}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    quiet = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    if session.config.stash[FORBIDDEN] and session.exitstatus in quiet:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[FORBIDDEN]:
        terminalreporter.section("skipped, and nothing may be skipped here", red=True)
        for line in dict.fromkeys(config.stash[FORBIDDEN]):
            terminalreporter.line(line)
