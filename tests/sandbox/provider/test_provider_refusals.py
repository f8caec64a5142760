"""The stand-in refuses what the provider refuses, so that a request which passes here passes there."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.sandbox.provider import Provider
from bot.sandbox.provider.provider import KEY
from tests.fakes_clock import FakeClock

Json = dict[str, Any]
CLOSED: Json = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
CALL: Json = {"type": "tool_use", "id": "toolu_1", "name": "logs", "input": {}}
RESULT: Json = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "none"}
TEXT: Json = {"type": "text", "text": "hello"}


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider(FakeClock())
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def wire(provider: Provider) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(provider.base_url, headers=headers) as session:
        yield session


async def asked(wire: aiohttp.ClientSession, **changes: Any) -> tuple[int, Json]:
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "hello"}],
    }
    async with wire.post("/v1/messages", json=body | changes) as answer:
        return answer.status, await answer.json()


def user(*blocks: Json) -> Json:
    return {"role": "user", "content": list(blocks)}


def model(*blocks: Json) -> Json:
    return {"role": "assistant", "content": list(blocks)}


async def test_a_request_that_is_right_is_answered_in_one_piece(wire: aiohttp.ClientSession) -> None:
    status, body = await asked(wire)
    assert status == 200
    assert (body["stop_reason"], body["model"]) == ("end_turn", "claude-opus-5-5")
    assert body["content"][0]["type"] == "text"
    assert body["usage"]["output_tokens"] > 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"temperature": 0.2}, "temperature"),
        ({"top_p": 1}, "top_p"),
        ({"top_k": 5}, "top_k"),
        ({"mood": "good"}, "mood: Extra inputs"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"tool_choice": {"type": "tool", "name": "logs"}}, "forced tool use"),
        ({"tools": [{"name": "logs"}]}, "input_schema"),
        (
            {"tools": [{"name": "l", "strict": True, "input_schema": {"type": "object"}}]},
            "additionalProperties",
        ),
        ({"output_config": {"format": {"type": "xml"}}}, "json_schema"),
        (
            {"output_config": {"format": {"type": "json_schema", "schema": {"a": [{"type": "object"}]}}}},
            "additionalProperties",
        ),
        ({"messages": []}, "at least one"),
        ({"messages": [model(TEXT)]}, "must use the user role"),
        ({"messages": [user(TEXT), model(TEXT)]}, "prefill"),
        ({"messages": [user()]}, "non-empty content"),
        ({"messages": [user({"type": "text", "text": " "})]}, "must be non-empty"),
        ({"messages": [user(TEXT), model(CALL), user(TEXT)]}, "corresponding `tool_result`"),
        ({"messages": [user(TEXT), model(CALL), user(RESULT, RESULT)]}, "corresponding `tool_result`"),
        ({"messages": [user(RESULT)]}, "corresponding `tool_result`"),
        ({"messages": [user(TEXT), model(CALL), user(TEXT, RESULT)]}, "must come first"),
        (
            {"messages": [user(*[TEXT | {"cache_control": {"type": "ephemeral"}}] * 5)]},
            "A maximum of 4 blocks",
        ),
        (
            {
                "messages": [
                    user(TEXT),
                    model({"type": "thinking", "thinking": "x", "signature": "y"}),
                    user(TEXT),
                ]
            },
            "Invalid `signature`",
        ),
    ],
)
async def test_what_the_provider_refuses_is_refused_with_its_reason(
    wire: aiohttp.ClientSession, changes: Json, why: str
) -> None:
    status, body = await asked(wire, **changes)
    assert (status, body["error"]["type"]) == (400, "invalid_request_error")
    assert why in body["error"]["message"]


async def test_an_unknown_model_and_a_wrong_key_have_their_own_errors(
    wire: aiohttp.ClientSession, provider: Provider
) -> None:
    assert (await asked(wire, model="claude-1"))[0] == 404
    async with aiohttp.ClientSession(provider.base_url) as nobody:
        assert (await asked(nobody))[0] == 401
        async with nobody.get("/v1/models") as answer:
            assert answer.status == 401


async def test_a_tool_that_is_not_strict_may_leave_its_arguments_open(wire: aiohttp.ClientSession) -> None:
    tools = [{"name": "logs", "input_schema": {"type": "object"}}]
    assert (await asked(wire, tools=tools, tool_choice={"type": "auto"}))[0] == 200


async def test_a_day_stays_for_so_many_requests_or_until_it_is_cleared(
    wire: aiohttp.ClientSession, provider: Provider
) -> None:
    provider.days.order("overloaded", times=2)
    provider.days.order("error", times=0)
    assert provider.days.armed() == [("overloaded", 2), ("error", 0)]
    assert [(await asked(wire))[0] for _ in range(4)] == [529, 529, 500, 500]
    provider.days.clear()
    assert (await asked(wire))[0] == 200
    assert provider.days.armed() == []
    with pytest.raises(KeyError):
        provider.days.order("a day that nobody knows")
