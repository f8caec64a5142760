"""`--must-run`: what is skipped on a machine that lacks something must not be skipped where it is asked for.

And the one thing that many tests share because it takes a second or two to begin: a PostgreSQL server.
"""

import logging
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from bot.logs import LIBRARIES, TALKATIVE
from tests.capabilities import MISSING
from tests.postgres import PostgresServer, server_folder

# No test talks to a server that a public authority vouches for, and to read all of those takes 70 ms, for each process
# and each client of Kubernetes. What a test trusts it names itself.
os.environ["SSL_CERT_FILE"] = os.devnull  # noqa: TID251 # before anything makes a context; children inherit it
ROOMS = [f"tests.{one.name}" for one in Path(__file__).parent.iterdir() if one.is_dir()]
pytest.register_assert_rewrite(*ROOMS)  # helpers that assert say what they saw, too


# How long an example takes says how busy the machine is, and nothing about Lookout.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


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
    """A command that sets up the logs in this process does so for its own test alone.

    A library's logger that keeps its level sends lines into the reports of later tests, where a lone surrogate of a
    bad payload ends the worker.
    """
    loggers = [logging.root, *map(logging.getLogger, (*LIBRARIES, *TALKATIVE))]
    levels, handlers = [one.level for one in loggers], logging.root.handlers[:]
    yield
    structlog.reset_defaults()
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)
    logging.root.handlers[:] = handlers
    logging.captureWarnings(capture=False)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of this process that need one; it ends with them, however they end."""
    programs = server_folder()
    assert programs is not None, "a test that uses this needs('postgres')"
    server = PostgresServer(programs)
    try:
        server.begin()
        yield server
    finally:
        server.end()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A database with Lookout's schema and nothing in it; the schema stays as it is."""
    name = postgres.take()
    yield postgres.url(name)
    postgres.give_back(name)


@pytest.fixture
def postgres_new_url(postgres: PostgresServer) -> Iterator[str]:
    """A database in which nothing was ever made."""
    name = postgres.make()
    yield postgres.url(name)
    postgres.drop(name)
