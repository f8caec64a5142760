"""Every bad day of the provider, by the real library over a real port: each ends in its own word, in time."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.clock import SystemClock
from bot.domain.model import Ended, Reply
from bot.sandbox.provider import DAYS, Provider
from bot.sandbox.provider.minds import OTHER_MODEL, UNKNOWN_TOOL, WRITE_TOOL
from bot.triage.ports.model import Tab
from bot.voice.judge import judge
from tests.adapters.anthropic.asked import request

WITHIN = 0.4
SLACK = 1.5
"""What a busy machine may take beyond a deadline, in seconds."""
ENDS = {
    "overloaded": Ended.BUSY,
    "rate-limit": Ended.LIMITED,
    "rate-limit-huge": Ended.LIMITED,
    "quota-month": Ended.QUOTA,
    "quota-date": Ended.QUOTA,
    "quota-payment": Ended.QUOTA,
    "key-refused": Ended.DENIED,
    "forbidden": Ended.DENIED,
    "invalid": Ended.INVALID,
    "too-long": Ended.CONTEXT,
    "no-such-model": Ended.INVALID,
    "too-large": Ended.CONTEXT,
    "error": Ended.BROKEN,
    "slow": Ended.LATE,
    "hang": Ended.LATE,
    "hang-within": Ended.LATE,
    "drip": Ended.LATE,
    "endless": Ended.LATE,
    "reset": Ended.UNREACHABLE,
    "headers": Ended.UNREACHABLE,
    "reset-within": Ended.BROKEN,
    "cut": Ended.BROKEN,
    "overloaded-within": Ended.BUSY,
    "error-within": Ended.BROKEN,
    "half-json": Ended.GARBLED,
    "bad-utf8": Ended.GARBLED,
    "bad-json": Ended.GARBLED,
    "html": Ended.GARBLED,
    "empty": Ended.GARBLED,
    "json": Ended.GARBLED,
    "redirect": Ended.GARBLED,
    "packed": Ended.GARBLED,
    "refusal": Ended.REFUSED,
    "max-tokens": Ended.CUT,
    "pause": Ended.PAUSED,
    "context": Ended.CONTEXT,
    "unknown-stop": Ended.GARBLED,
    "prose": Ended.ANSWER,
    "nothing": Ended.GARBLED,
    "other-model": Ended.TOOLS,
    "loops": Ended.TOOLS,
    "unknown-tool": Ended.TOOLS,
    "write-tool": Ended.TOOLS,
    "disagrees": Ended.TOOLS,
    "lies": Ended.ANSWER,
    "foreign": Ended.ANSWER,
    "owns": Ended.ANSWER,
    "unsure": Ended.ANSWER,
}


def _may_be_said(why: str) -> None:
    """It stands behind "Model: " in a thread."""
    assert judge(f"Model: {why}.").passed, why
    assert why.isprintable()
    assert not why.endswith(".")


LARGE = ("flood", "one-line")
"""They need more than a moment to be too large."""


def test_every_bad_day_is_tried_here() -> None:
    assert {*ENDS, *LARGE} == set(DAYS)


@pytest.mark.parametrize("day", ENDS)
async def test_a_bad_day_ends_in_its_own_word_within_its_deadline_and_the_next_is_good(
    model: Anthropic, provider: Provider, day: str
) -> None:
    assert (
        await model.ask(request(), within=10)
    ).ended is Ended.TOOLS  # the library is loaded, a connection open
    provider.days.order(day)
    began = time.monotonic()
    reply = await model.ask(request(), within=WITHIN)
    assert time.monotonic() - began < WITHIN + SLACK
    assert reply.ended is ENDS[day]
    assert bool(reply.why) is (reply.ended not in {Ended.ANSWER, Ended.TOOLS})
    assert not (reply.ended is Ended.ANSWER and reply.calls)
    assert reply.seconds > 0
    _may_be_said(reply.why)
    assert (await model.ask(request(), within=10)).ended is Ended.TOOLS


@pytest.mark.parametrize("day", LARGE)
async def test_an_answer_without_bound_is_cut_and_is_no_answer(
    model: Anthropic, provider: Provider, day: str
) -> None:
    provider.days.order(day)
    reply = await model.ask(request(), within=30)
    assert (reply.ended, reply.text, reply.blocks) == (Ended.GARBLED, "", ())
    assert "larger than the 8,000,000 bytes" in reply.why
    assert reply.usage.out <= request().out


async def test_a_wait_is_passed_on_and_not_obeyed(model: Anthropic, provider: Provider) -> None:
    provider.days.order("rate-limit", retry_after=12)
    provider.days.order("rate-limit-huge")
    began = time.monotonic()
    waits = [(await model.ask(request(), within=5)).again_in for _ in range(2)]
    assert waits == [12.0, 604_800.0]
    assert time.monotonic() - began < 2
    assert len(provider.asked) == 2


async def test_a_used_up_quota_says_when_it_is_back_as_far_as_that_is_known(
    model: Anthropic, provider: Provider
) -> None:
    found: list[Reply] = []
    for day in ("quota-month", "quota-date", "quota-payment"):
        provider.days.order(day)
        found.append(await model.ask(request(), within=5))
    now = datetime.now(UTC)  # noqa: TID251 - the adapter goes by the machine's clock here
    next_month = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    assert [one.back_at for one in found] == [next_month, datetime(2027, 1, 1, tzinfo=UTC), None]
    assert found[1].why == "the account's quota is used up until 2027-01-01 00:00 UTC"
    assert [one.again_in for one in found] == [None, None, None]


async def test_tokens_of_a_cut_answer_are_counted_too(model: Anthropic, provider: Provider) -> None:
    provider.days.order("reset-within")
    reply = await model.ask(request(), within=5)
    assert reply.usage.written > 500
    assert 1 < reply.usage.out < 200


async def test_every_answer_and_refusal_has_the_providers_number_for_it(
    model: Anthropic, provider: Provider
) -> None:
    for day in ("overloaded", "cut", "hang-within"):
        provider.days.order(day)
    numbers = [(await model.ask(request(), within=WITHIN)).request_id for _ in range(4)]
    assert all(one.startswith("req_") for one in numbers)
    assert len(set(numbers)) == 4


async def test_the_model_that_answered_is_named_whichever_was_asked(
    model: Anthropic, provider: Provider
) -> None:
    provider.days.order("other-model")
    replies = [await model.ask(request(), within=5) for _ in range(2)]
    assert [one.served for one in replies] == [OTHER_MODEL, "claude-opus-5-5"]


@pytest.mark.parametrize(("day", "name"), [("unknown-tool", UNKNOWN_TOOL), ("write-tool", WRITE_TOOL)])
async def test_what_the_model_asks_for_is_handed_on_as_it_was_written(
    model: Anthropic, provider: Provider, day: str, name: str
) -> None:
    provider.days.order(day)
    assert [one.name for one in (await model.ask(request(), within=5)).calls] == [name]


async def test_whoever_cancels_an_attempt_is_heard_at_once(model: Anthropic, provider: Provider) -> None:
    provider.days.order("hang-within")
    asking = asyncio.ensure_future(model.ask(request(), within=60))
    await asyncio.wait([asking], timeout=0.3)
    assert provider.asked
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asking, 2)


async def test_nobody_there_is_said_at_once() -> None:
    nobody = Anthropic("key", "http://127.0.0.1:9", SystemClock())
    reply = await nobody.ask(request(), within=5)
    await nobody.close()
    assert (reply.ended, reply.why) == (Ended.UNREACHABLE, "the provider cannot be reached (ConnectError)")


async def test_what_was_billed_until_an_attempt_is_cancelled_can_be_asked(
    provider: Provider, model: Anthropic
) -> None:
    provider.days.order("hang-within")
    tab = Tab()
    assert tab.so_far().ended is Ended.STOPPED
    asking = asyncio.ensure_future(model.ask(request(), within=30, tab=tab))
    async with asyncio.timeout(10):
        while not tab.so_far().usage.read:  # noqa: ASYNC110 - what comes over the port sets no event
            await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    told = tab.so_far()
    assert (told.ended, told.text) == (Ended.STOPPED, "")
    assert all((told.served, told.request_id, told.usage.total))
