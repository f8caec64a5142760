"""Libraries that write a traceback for every try while Slack is away are heard in one line."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Logging as `lookout run` sets it up, into a string."""
    handlers, level = list(logging.root.handlers), logging.root.level
    stream = io.StringIO()
    logs.configure("info", "json", str, stream=stream)
    yield stream
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in (*logs.LIBRARIES, *logs.TALKATIVE):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


def stumble(problem: Exception) -> None:
    raise problem


def fail(name: str, level: int = logging.ERROR) -> None:
    """What a library writes when Slack is away."""
    try:
        stumble(ConnectionError("Slack is away"))
    except ConnectionError as problem:
        logging.getLogger(name).log(
            level, "Failed to connect\n  (error: %s); Retrying...", problem, exc_info=True, stack_info=True
        )


@pytest.mark.parametrize("name", ["slack_bolt", "slack_bolt.AsyncApp", "slack_sdk.socket_mode", "asyncio"])
def test_a_failure_of_a_slack_library_is_one_line_without_its_traceback(out: io.StringIO, name: str) -> None:
    fail(name)
    said = json.loads(out.getvalue())
    assert said["event"] == "Failed to connect (error: Slack is away); Retrying..."
    assert (said["level"], said["logger"]) == ("error", name)
    assert "exception" not in said
    assert "Traceback" not in out.getvalue()
    assert "stack" not in said


@pytest.mark.parametrize(
    ("name", "level"), [("slack_bolt", logging.CRITICAL), ("kubernetes", logging.ERROR), ("slack_bolts", 40)]
)
def test_what_is_critical_or_of_others_keeps_its_traceback(out: io.StringIO, name: str, level: int) -> None:
    fail(name, level)
    assert "ConnectionError: Slack is away" in json.loads(out.getvalue())["exception"]


def test_an_error_of_our_own_keeps_its_traceback(out: io.StringIO) -> None:
    try:
        stumble(KeyError("a bug"))
    except KeyError:
        structlog.get_logger("bot").exception("a round failed")
    assert "KeyError" in json.loads(out.getvalue())["exception"]
