"""What the provider's own errors mean, by status, code and words."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from anthropic import APIConnectionError
from bot.adapters.anthropic.errors import failure_of, raised
from bot.adapters.anthropic.refusal import refused, seconds
from bot.domain.errors import TransientError
from bot.domain.model import Ended

NOW = datetime(2026, 11, 30, 2, 14, tzinfo=UTC)
SPENT = "You have reached your specified{} API usage limits. You will regain access on {}."


def said(message: str, code: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"type": "x", "message": message}
    return {"type": "error", "error": error | ({"details": {"error_code": code}} if code else {})}


@pytest.mark.parametrize(
    ("wait", "found"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("99999999999999", 366 * 24 * 3600.0),
        ("Mon, 30 Nov 2026 02:15:00 GMT", 60.0),
        ("Mon, 30 Nov 2026 02:15:00 -0000", 60.0),
        ("Mon, 30 Nov 2026 02:00:00 GMT", 0.0),
        ("Mon, 99 Nov 2026 02:00:00 GMT", None),
    ],
)
def test_a_wait_is_read_in_seconds_or_as_a_date(wait: str, found: float | None) -> None:
    assert seconds(wait, NOW) == found


@pytest.mark.parametrize(
    ("message", "back"),
    [
        (SPENT.format("", "2026-12-01 at 00:00 UTC"), datetime(2026, 12, 1, tzinfo=UTC)),
        (SPENT.format(" workspace", "2026-12-05 at 13:30 UTC"), datetime(2026, 12, 5, 13, 30, tzinfo=UTC)),
        (SPENT.format("", "2026-12-05"), datetime(2026, 12, 5, tzinfo=UTC)),
        (SPENT.format("", "2026-13-45 at 00:00 UTC"), None),
        (SPENT.format("", "some day"), None),
    ],
)
def test_a_limit_of_the_accounts_own_says_its_day_of_return(message: str, back: datetime | None) -> None:
    found = refused(400, said(message), "60", NOW)
    assert (found.ended, found.back_at, found.again_in) == (Ended.QUOTA, back, None)


@pytest.mark.parametrize(
    ("now", "back"),
    [(NOW, datetime(2026, 12, 1, tzinfo=UTC)), (NOW.replace(month=12), datetime(2027, 1, 1, tzinfo=UTC))],
)
def test_a_months_quota_is_back_on_the_first_of_the_next(now: datetime, back: datetime) -> None:
    assert refused(429, said("", "enforced_spend_limit_reached"), "", now).back_at == back


def test_a_contracts_limit_is_a_quota_whose_return_nobody_knows() -> None:
    found = refused(429, said("", "contract_spend_limit_reached"), "5", NOW)
    assert (found.ended, found.back_at) == (Ended.QUOTA, None)


@pytest.mark.parametrize("code", ["", "ramp_limit_exceeded", "something new"])
def test_any_other_429_is_a_rate_limit(code: str) -> None:
    found = refused(429, said("slow down", code), "5", NOW)
    assert (found.ended, found.again_in) == (Ended.LIMITED, 5.0)


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        (400, Ended.INVALID),
        (409, Ended.INVALID),
        (418, Ended.INVALID),
        (500, Ended.BROKEN),
        (502, Ended.BROKEN),
        (503, Ended.BUSY),
        (504, Ended.BROKEN),
        (529, Ended.BUSY),
        (302, Ended.GARBLED),
    ],
)
@pytest.mark.parametrize(
    "body", [None, "<html>", [], {}, {"error": 7}, {"error": {"details": []}}, said("x")]
)
def test_a_status_is_enough_whatever_the_body_is(status: int, ended: Ended, body: Any) -> None:
    assert refused(status, body, "", NOW).ended is ended


def test_the_other_sides_words_are_kept_for_the_log_and_stay_out_of_the_sentence() -> None:
    found = refused(400, said("tools.0: <!channel> " + "x" * 900), "", NOW)
    assert len(found.said) == 300
    assert "channel" not in found.why


def test_what_nobody_foresaw_is_no_answer_and_is_named() -> None:
    found = failure_of(KeyError("content"), NOW)
    assert (found.ended, found.why) == (Ended.GARBLED, "what came cannot be read (KeyError)")
    assert found.said == "KeyError('content')"


def test_a_wait_of_the_library_that_ran_out_is_late() -> None:
    asked = httpx2.Request("POST", "http://x")
    problem = APIConnectionError(request=asked)
    problem.__cause__ = httpx2.ConnectTimeout("late")
    assert failure_of(problem, NOW).ended is Ended.LATE
    assert isinstance(raised(failure_of(problem, NOW)), TransientError)
