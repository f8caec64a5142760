"""What is sent: the form of a request, what is cached of it, and that the model's own words go back as they came."""

from typing import Any

import pytest

from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.anthropic.wire import written
from bot.domain.model import Ended, Reply, Request, Result, Turn
from bot.sandbox.provider import Provider
from tests.adapters.anthropic.asked import FORM, OPENING, request, tool

Json = dict[str, Any]
LONG = "a log line of the checkout service that says nothing new\n" * 60


def answered(asked: Request, reply: Reply, text: str = LONG) -> Request:
    """The next turn: the model's own, and a result for each of its calls."""
    results = tuple(
        Result(call=one.id, text=f"E{3 + place}\n{text}") for place, one in enumerate(reply.calls)
    )
    turns = (*asked.turns, Turn(blocks=reply.blocks), Turn(results=results))
    return asked.model_copy(update={"turns": turns})


def marks(value: Any) -> int:
    return str(value).count("'cache_control'")


async def test_a_good_day_is_a_turn_of_reads_and_then_an_answer_in_the_form_that_was_asked(
    model: Anthropic,
) -> None:
    asked = request()
    first = await model.ask(asked, within=10)
    assert (first.ended, [one.name for one in first.calls]) == (Ended.TOOLS, ["snapshot", "logs"])
    assert all(one.arguments == {"name": ""} for one in first.calls)
    second = await model.ask(answered(asked, first), within=10)
    assert (second.ended, second.why, second.served) == (Ended.ANSWER, "", "claude-opus-5-5")
    assert second.text.startswith('{"verdict": "fault"')
    assert "bad-rollout" in second.text
    assert '{"id": "E4", "span": "a log line of the checkout' in second.text


async def test_the_models_own_turn_goes_back_byte_for_byte(model: Anthropic, provider: Provider) -> None:
    asked = request()
    first = await model.ask(asked, within=10)
    assert first.blocks[0]["type"] == "thinking"
    assert first.blocks[0]["signature"]
    await model.ask(answered(asked, first), within=10)
    assert provider.asked[-1]["messages"][1] == {"role": "assistant", "content": list(first.blocks)}


async def test_a_turn_that_was_tampered_with_is_refused_by_the_stand_in_as_by_the_provider(
    model: Anthropic,
) -> None:
    asked = request()
    first = await model.ask(asked, within=10)
    changed = ({**first.blocks[0], "thinking": "another thought"}, *first.blocks[1:])
    reply = await model.ask(answered(asked, first.model_copy(update={"blocks": changed})), within=10)
    assert reply.ended is Ended.INVALID


async def test_from_the_second_turn_on_most_of_what_is_read_comes_from_the_cache(model: Anthropic) -> None:
    asked = request()
    first = await model.ask(asked, within=10)
    assert (first.usage.cached, first.usage.fresh) == (0, 0)
    again = await model.ask(asked, within=10)
    assert again.usage.cached == first.usage.written
    second = await model.ask(answered(asked, first, "short"), within=10)
    assert second.usage.cached >= first.usage.written
    assert second.usage.cached / second.usage.read > 0.8


async def test_many_results_in_a_turn_do_not_lose_what_was_cached(model: Anthropic) -> None:
    """The provider looks only so many blocks back from a mark, so the turn before is marked too."""
    asked = request(tools=tuple(tool(f"tool-{one}") for one in range(3)))
    first = await model.ask(asked, within=10)
    many = tuple(
        {"type": "tool_use", "id": f"toolu_many_{one}", "name": "tool-0", "input": {}} for one in range(24)
    )
    reply = first.model_copy(update={"blocks": many})
    results = tuple(Result(call=one["id"], text=f"E{place}\n{LONG}") for place, one in enumerate(many, 3))
    turns = (*asked.turns, Turn(blocks=reply.blocks), Turn(results=results))
    second = await model.ask(asked.model_copy(update={"turns": turns}), within=10)
    assert second.usage.cached >= first.usage.written


def test_a_request_forces_nothing_and_leaves_the_rest_to_the_model() -> None:
    told = written(request())
    assert set(told) == {"model", "max_tokens", "messages", "system", "tools", "tool_choice", "output_config"}
    assert told["tool_choice"] == {"type": "auto"}
    assert told["output_config"] == {"format": {"type": "json_schema", "schema": FORM}}
    assert all(one["strict"] is True for one in told["tools"])


def test_what_is_not_asked_for_is_not_sent() -> None:
    told = written(request(tools=(), system="", answer=None))
    assert set(told) == {"model", "max_tokens", "messages"}


def test_all_results_of_a_turn_are_in_one_message_before_what_is_said() -> None:
    results = (Result(call="a", text="one"), Result(call="b", text="no answer", failed=True))
    turns = (
        Turn(said=OPENING),
        Turn(blocks=({"type": "text", "text": "x"},)),
        Turn(results=results, said="Go on."),
    )
    last = written(request(turns=turns))["messages"][-1]
    assert [one["type"] for one in last["content"]] == ["tool_result", "tool_result", "text"]
    assert [one.get("is_error", False) for one in last["content"]] == [False, True, False]
    assert last["role"] == "user"


@pytest.mark.parametrize("turns", [1, 2, 5])
def test_the_cache_is_marked_at_the_end_of_tools_system_and_the_last_two_turns_of_ours(turns: int) -> None:
    model_turn = Turn(blocks=({"type": "text", "text": "x"},))
    row = (Turn(said=OPENING), *((model_turn, Turn(said="Go on.")) * (turns - 1)))
    told = written(request(turns=row))
    assert marks(told["tools"][-1]) == marks(told["system"][-1]) == 1
    ours = [one for one in told["messages"] if one["role"] == "user"]
    assert [marks(one) for one in ours] == [0] * (len(ours) - 2) + [1] * min(2, len(ours))
    assert marks(told) <= 4
    assert marks([turn.blocks for turn in row]) == 0


async def test_a_paused_turn_is_taken_up_again(model: Anthropic, provider: Provider) -> None:
    asked = request()
    provider.days.order("pause")
    paused = await model.ask(asked, within=10)
    assert paused.ended is Ended.PAUSED
    turns = (*asked.turns, Turn(blocks=paused.blocks))
    assert (await model.ask(asked.model_copy(update={"turns": turns}), within=10)).ended is Ended.TOOLS


async def test_what_cannot_be_written_is_refused_without_asking(model: Anthropic, provider: Provider) -> None:
    reply = await model.ask(request(turns=(Turn(said="half a letter \ud800"),)), within=5)
    assert reply.ended is not Ended.ANSWER
    assert "UnicodeEncodeError" in reply.why
    assert not provider.asked


async def test_a_text_of_megabytes_is_sent_whole(model: Anthropic, provider: Provider) -> None:
    reply = await model.ask(request(turns=(Turn(said="E1\n" + "x" * 5_000_000),)), within=30)
    assert reply.ended is Ended.TOOLS
    assert len(str(provider.asked[-1])) > 5_000_000
