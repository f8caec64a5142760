"""The tests' own option: a capability that is asked for is never skipped in silence."""

from pathlib import Path

import pytest

from tests.capabilities import MISSING

pytest_plugins = ["pytester"]

CONFTEST = (Path(__file__).parents[1] / "conftest.py").read_text(encoding="utf-8")
INI = """
[pytest]
markers = needs(capability): what the machine must have
addopts = -p no:asyncio -p no:slipcover
"""
TESTS = """
import pytest

@pytest.mark.needs("moon")
def test_by_night(): pass

@pytest.mark.needs("sun")
def test_by_day(): pass
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setitem(MISSING, "moon", lambda: "there is none tonight")
    monkeypatch.setitem(MISSING, "sun", lambda: "")
    pytester.makeconftest(CONFTEST)
    pytester.makeini(INI)
    pytester.makepyfile(TESTS)
    return pytester


def test_what_is_missing_is_skipped_aloud(run: pytest.Pytester) -> None:
    result = run.runpytest_inprocess()
    result.assert_outcomes(passed=1, skipped=1)
    result.stdout.fnmatch_lines(["NOT RUN (1): needs moon: there is none tonight"])


def test_what_is_missing_and_asked_for_fails(run: pytest.Pytester) -> None:
    result = run.runpytest_inprocess("--must-run", "sun", "--must-run", "moon")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*--must-run moon: there is none tonight"])


def test_a_capability_that_nobody_knows_is_refused(run: pytest.Pytester) -> None:
    result = run.runpytest_inprocess("--must-run", "stars")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*--must-run stars: there are only {', '.join(MISSING)}"])
