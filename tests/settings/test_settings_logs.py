import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot import logs


@pytest.fixture(autouse=True)
def _untouched_logging() -> Iterator[None]:
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name in (*logs.LIBRARIES, *logs.TALKATIVE):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def hide(text: str) -> str:
    return text.replace("hunter2", "[redacted]")


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("info", "json", hide, stream=stream)
    return stream


def stumble() -> None:
    raise LookupError("hunter2")


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def line(out: io.StringIO) -> dict[str, Any]:
    (only,) = lines(out)
    return only


def test_a_line_is_json_with_time_level_and_context(out: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(incident="I-12"):
        structlog.get_logger("bot.triage").info("posted", letters=3, late=False, why=None)
    said = line(out)
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "posted",
        "level": "info",
        "logger": "bot.triage",
        "incident": "I-12",
        "letters": 3,
        "late": False,
        "why": None,
    }


def test_every_text_of_a_line_is_redacted(out: io.StringIO) -> None:
    structlog.get_logger().warning(
        "login with hunter2",
        plain="hunter2",
        deep={"hunter2": ["a hunter2", ("b", {"hunter2"})]},
        other=ValueError("hunter2"),
        raw=b"hunter2",
    )
    assert "hunter2" not in out.getvalue()
    assert line(out)["deep"] == {"[redacted]": ["a [redacted]", ["b", ["[redacted]"]]]}


def test_a_traceback_is_redacted(out: io.StringIO) -> None:
    try:
        stumble()
    except LookupError:
        structlog.get_logger().exception("failed")
    assert "LookupError: [redacted]" in line(out)["exception"]


@pytest.mark.parametrize("token", ["xoxb-12-abcDEF", "xapp-1-A0-99-abc", "xoxe.xoxp-1-abc", "xoxp-9-z"])
def test_tokens_of_slack_are_taken_out_whatever_the_redactor_does(out: io.StringIO, token: str) -> None:
    structlog.get_logger().info(f"token={token}", header=f"Bearer {token}", secret=SecretStr(token))
    assert token not in out.getvalue()
    assert line(out)["header"].startswith("Bearer [redacted:slack-token]")


def test_libraries_speak_through_the_same_chain(out: io.StringIO) -> None:
    logging.getLogger("slack_bolt.App").warning("answered %s to %s", "hunter2", "xoxb-1-abc")
    said = line(out)
    assert said["event"] == "answered [redacted] to [redacted:slack-token]"
    assert (said["logger"], said["level"]) == ("slack_bolt.App", "warning")


def test_libraries_are_heard_from_warnings_on_unless_all_is_asked_for(out: io.StringIO) -> None:
    logging.getLogger("apscheduler.executors").info("ran")
    assert out.getvalue() == ""
    everything = io.StringIO()
    logs.configure("debug", "json", hide, stream=everything)
    logging.getLogger("apscheduler.executors").debug("ran")
    logging.getLogger("aiosqlite").debug("executing with parameters")
    assert [said["event"] for said in lines(everything)] == ["ran"]


def test_lines_below_the_level_are_not_written(out: io.StringIO) -> None:
    structlog.get_logger().debug("quiet")
    assert out.getvalue() == ""


def test_a_line_that_cannot_be_redacted_is_withheld_and_nothing_is_raised() -> None:
    def broken(text: str) -> str:
        raise RecursionError(text)

    out = io.StringIO()
    logs.configure("info", "json", broken, stream=out)
    structlog.get_logger("bot").error("hunter2", detail="hunter2")
    said = line(out)
    assert said["event"] == "[line withheld: it could not be redacted (RecursionError)]"
    assert (said["level"], said["logger"]) == ("error", "bot")
    assert "hunter2" not in out.getvalue()


def test_the_console_is_for_people() -> None:
    out = io.StringIO()
    logs.configure("info", "console", hide, stream=out)
    try:
        stumble()
    except LookupError:
        structlog.get_logger().exception("failed", incident="I-12")
    said = out.getvalue()
    assert "failed" in said
    assert "incident=I-12" in said
    assert "LookupError: [redacted]" in said
    assert "\x1b" not in said


def test_without_a_stream_lines_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info", "json", hide)
    structlog.get_logger().info("hello")
    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(captured.err)["event"] == "hello"


def test_a_second_set_up_replaces_the_first(out: io.StringIO) -> None:
    again = io.StringIO()
    logs.configure("error", "json", hide, stream=again)
    structlog.get_logger().error("once")
    assert out.getvalue() == ""
    assert len(lines(again)) == 1
