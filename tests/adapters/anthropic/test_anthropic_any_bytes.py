"""Whatever bytes come back: nothing raises, nothing hangs, and only a whole answer is one."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.adapters.anthropic.errors import failure_of
from bot.adapters.anthropic.provider import Anthropic
from bot.adapters.anthropic.stream import Gathered, ToldError, UnreadableError
from bot.adapters.anthropic.verdict import calls, judged
from bot.adapters.clock import SystemClock
from bot.domain.model import Ended, Reply
from bot.sandbox.provider.answer import Answer, frame, signature
from tests.adapters.anthropic.asked import HEAD, Keeping, answering, request
from tests.fakes_clock import START

USAGE = {"input_tokens": 10, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0}
THOUGHT = {"type": "thinking", "thinking": "Let it be seen.", "signature": signature("Let it be seen.", "m")}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "logs", "input": {"name": "checkout", "lines": [1, 2.5]}}
SPOKEN = Answer(
    [THOUGHT, {"type": "text", "text": '{"verdict": "unsure", "hypotheses": []}'}], model="m", usage=USAGE
)
ASKED = Answer([THOUGHT, CALL], "tool_use", model="m", usage=USAGE)
WHOLE = b"".join(frame(*one) for one in SPOKEN.events())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def gathered(events: list[tuple[str, Any]]) -> Gathered:
    found = Gathered(4000)
    for name, told in events:
        found.take(name, json.dumps(told))
    return found


async def asked(body: bytes, head: bytes = HEAD) -> Reply:
    async with answering(body, head) as url:
        model = Anthropic("key", url, SystemClock())
        try:
            return await model.ask(request(), within=5)
        finally:
            await model.close()


async def test_the_same_bytes_whole_are_an_answer() -> None:
    reply = await asked(WHOLE)
    assert (reply.ended, reply.blocks) == (Ended.ANSWER, tuple(SPOKEN.blocks))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=400))
@example(body=b"data: " + b"[" * 100_000 + b"\n\n")
@example(body=b"event: error\ndata: null\n\n")
@example(body=b'event: error\ndata: {"error": 7}\n\n')
def test_any_bytes_of_a_stream_end_in_a_reply_that_is_no_answer(body: bytes) -> None:
    reply = asyncio.run(asked(body))
    assert reply.ended not in {Ended.ANSWER, Ended.TOOLS}
    assert reply.why


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(head=st.binary(max_size=200))
@example(head=b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n")
@example(head=b"HTTP/1.1 204 No Content\r\n\r\n")
@example(head=b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
@example(head=b"HTTP/1.1 429 X\r\nRetry-After: \xff\r\nContent-Length: 2\r\n\r\n{}")
@example(head=b"HTTP/1.1 599 X\r\nContent-Type: text/event-stream\r\nContent-Length: 5\r\n\r\n[1,2]")
def test_any_bytes_in_place_of_a_head_end_in_a_reply_that_is_no_answer(head: bytes) -> None:
    reply = asyncio.run(asked(b"", head))
    assert reply.ended not in {Ended.ANSWER, Ended.TOOLS}
    assert reply.why


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cut=st.integers(0, len(WHOLE) - 40), junk=st.binary(max_size=6))
def test_an_answer_that_is_cut_or_spoilt_anywhere_is_never_another_answer(cut: int, junk: bytes) -> None:
    for body in (WHOLE[:cut], WHOLE[:cut] + junk + WHOLE[cut + len(junk) :]):
        reply = asyncio.run(asked(body))
        assert reply.ended is not Ended.TOOLS
        if reply.ended is Ended.ANSWER:  # spoilt in the words, or where nothing is said
            json.loads(reply.text)


@given(events=st.lists(st.tuples(st.sampled_from(["message_start", "x", "error"]), ANYTHING), max_size=8))
def test_events_of_any_form_are_taken_or_refused_and_nothing_else(events: list[tuple[str, Any]]) -> None:
    refused: list[Exception] = []
    try:
        gathered(events)
    except (UnreadableError, ToldError) as problem:
        refused.append(problem)
    assert all(failure_of(one, START).why for one in refused)


@given(data=st.data())
def test_whole_answers_with_a_piece_replaced_by_anything_are_judged(data: st.DataObject) -> None:
    events = list(data.draw(st.sampled_from([SPOKEN, ASKED])).events())
    place = data.draw(st.integers(0, len(events) - 1))
    name, told = events[place]
    field = data.draw(st.sampled_from(sorted(told)))
    events[place] = (name, {**told, field: data.draw(ANYTHING)})
    try:
        found = gathered(events)
    except (UnreadableError, ToldError):
        return
    ended, why = judged(found)
    assert bool(why) is (ended not in {Ended.ANSWER, Ended.TOOLS})
    assert found.usage.out >= 0


@pytest.mark.parametrize("answer", [SPOKEN, ASKED])
def test_blocks_are_gathered_as_they_were_given(answer: Answer) -> None:
    assert gathered(list(answer.events())).blocks == answer.blocks


def without(kind: str) -> list[tuple[str, Any]]:
    return [one for one in ASKED.events() if one[0] != kind]


@pytest.mark.parametrize(
    "kind", ["message_start", "content_block_start", "content_block_stop", "message_delta"]
)
def test_an_answer_that_lacks_a_kind_of_event_is_refused(kind: str) -> None:
    with pytest.raises(UnreadableError):
        gathered(without(kind))


def test_without_its_last_word_an_answer_is_broken_off() -> None:
    assert judged(gathered(without("message_stop")))[0] is Ended.BROKEN


def test_arguments_in_numbers_that_are_none_are_refused() -> None:
    spoilt = [(name, json.loads(json.dumps(told).replace("2.5", "NaN"))) for name, told in ASKED.events()]
    with pytest.raises(UnreadableError, match="no JSON"):
        gathered(spoilt)


def test_events_that_are_added_later_change_nothing() -> None:
    events = list(ASKED.events())
    events[2:2] = [("weather", {"type": "weather", "sky": "clear"})]
    assert gathered(events).blocks == ASKED.blocks


@pytest.mark.parametrize(
    "blocks",
    [
        [CALL, CALL],
        [{**CALL, "id": ""}],
        [{**CALL, "name": 7}],
        [{"type": "text", "text": "I would like to read."}],
    ],
)
def test_calls_that_cannot_all_be_answered_are_none(blocks: list[dict[str, Any]]) -> None:
    found = gathered(list(Answer(blocks, "tool_use", usage=USAGE).events()))
    assert calls(found.blocks) == ()
    assert judged(found)[0] is Ended.GARBLED


def test_a_turn_that_ends_and_asks_for_reads_is_no_answer() -> None:
    found = gathered(list(Answer([SPOKEN.blocks[1], CALL], usage=USAGE).events()))
    assert judged(found)[0] is Ended.GARBLED


def test_a_turn_of_more_pieces_than_are_read_is_refused() -> None:
    many = Answer([{"type": "text", "text": "x"}] * 501, usage=USAGE)
    with pytest.raises(UnreadableError, match="more than 500 pieces"):
        gathered(list(many.events()))


@pytest.mark.parametrize("count", [-1, True, "7", 10**12, None, 2.5])
def test_counts_that_are_none_count_nothing(count: Any) -> None:
    found = gathered(list(Answer(SPOKEN.blocks, usage={"input_tokens": count}).events()))
    assert found.usage.fresh == 0


async def both(server: Keeping) -> list[Reply]:
    """Two attempts, one after the other, by the same adapter."""
    async with server.running() as url:
        model = Anthropic("key", url, SystemClock())
        found = [await model.ask(request(), within=5) for _ in range(2)]
        await model.close()
    return found


async def test_one_connection_serves_one_turn_after_the_other() -> None:
    server = Keeping(WHOLE)
    assert [one.ended for one in await both(server)] == [Ended.ANSWER] * 2
    assert server.connections == 1


@pytest.mark.parametrize("then", [b"event: ping\ndata: {}\n\n", b"\xff\n\n", b"event: error\ndata: {}\n\n"])
async def test_what_follows_the_last_word_changes_nothing(then: bytes) -> None:
    assert [one.ended for one in await both(Keeping(WHOLE, then))] == [Ended.ANSWER] * 2


async def test_an_answer_does_not_wait_for_the_end_of_its_connection() -> None:
    found = await both(Keeping(WHOLE, ends=False))
    assert [one.ended for one in found] == [Ended.ANSWER] * 2
    assert all(one.seconds < 2 for one in found)


def test_a_citation_that_belongs_to_nothing_asked_for_is_refused() -> None:
    events = list(SPOKEN.events())
    piece = {"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "citation": {}}}
    events.insert(3, ("content_block_delta", piece))
    with pytest.raises(UnreadableError, match="belongs to nothing"):
        gathered(events)


def test_blocks_of_a_kind_that_is_not_known_are_kept_as_they_came() -> None:
    secret = {"type": "redacted_thinking", "data": "abc"}
    events = [
        ("message_start", {"type": "message_start", "message": {"model": "m"}}),
        ("content_block_start", {"type": "content_block_start", "index": 0, "content_block": secret}),
        ("content_block_stop", {"type": "content_block_stop", "index": 0}),
    ]
    assert gathered(events).blocks == [secret]


async def test_half_a_character_can_be_written_down() -> None:
    halves = {
        "type": "tool_use",
        "id": "toolu_\ud83d",
        "name": "logs",
        "input": {"pod\udc00": ["\ud83d", "😀"]},
    }
    answer = Answer([{"type": "text", "text": "a\ud83d"}, halves], "tool_use", model="m\ud83d", usage=USAGE)
    reply = await asked(b"".join(frame(*one) for one in answer.events()))
    assert (reply.ended, reply.served, reply.text) == (Ended.TOOLS, "m?", "a?")
    assert reply.calls[0].arguments == {"pod?": ["?", "😀"]}
    assert reply.model_dump_json()
