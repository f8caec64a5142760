"""`--must-run`: what is skipped on a machine that lacks something must not be skipped where it is asked for."""

from collections import Counter
from collections.abc import Iterator

import pytest
import structlog

from tests.capabilities import MISSING


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option, once for each capability."""
    told = f"fail instead of skipping what needs CAPABILITY ({', '.join(MISSING)}); may be given again"
    parser.addoption("--must-run", action="append", default=[], metavar="CAPABILITY", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a name that nothing is known by: a misspelt one would let everything be skipped."""
    for wanted in config.getoption("--must-run"):
        if wanted not in MISSING:
            raise pytest.UsageError(f"--must-run {wanted}: there are only {', '.join(MISSING)}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test whose machine lacks what it needs."""
    for mark in item.iter_markers("needs"):
        [capability] = mark.args
        why = MISSING[capability]()
        if why and capability in item.config.getoption("--must-run"):
            pytest.fail(f"--must-run {capability}: {why}", pytrace=False)
        if why:
            pytest.skip(f"needs {capability}: {why}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what did not run, and why."""
    reasons = (one.longrepr[2] for one in terminalreporter.stats.get("skipped", ()))
    for reason, times in sorted(Counter(reasons).items()):
        terminalreporter.write_line(f"NOT RUN ({times}): {reason.removeprefix('Skipped: ')}", yellow=True)


@pytest.fixture(autouse=True)
def _no_logs_of_another_test() -> Iterator[None]:
    """A command that sets up the logs in this process does so for its own test alone."""
    yield
    structlog.reset_defaults()
