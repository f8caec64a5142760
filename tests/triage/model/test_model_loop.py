"""The loop ends in every way that it can, within every bound, and tells how."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Attempt, Call, Ended, Purpose, Reply
from bot.domain.spending import DOLLAR, Bounds, Usage
from bot.triage.model import loop
from bot.triage.model.loop import NO_MORE, SAID, TRIES
from bot.triage.model.terms import Ask, Run, StoppedError
from bot.triage.ports.recordings import Part, Piece
from tests.fakes_clock import FakeClock
from tests.fakes_model import PRICE, USAGE, FakeModel, FakeToolbox, answers, asks, call, never, release, said

SCHEMA = {
    "type": "object",
    "properties": {"cause": {"type": "string"}},
    "required": ["cause"],
    "additionalProperties": False,
}
RIGHT = {"cause": "oom-killed"}
BOUNDS = Bounds(seconds=60, turns=6, calls=5, tokens=100_000, dollars=1.0)


class Course:
    """A run with its notes."""

    def __init__(self, *script: Any, toolbox: FakeToolbox | None = None) -> None:
        self.clock = FakeClock(leaps=True)
        self.model = FakeModel(*script, clock=self.clock)
        self.toolbox = toolbox or FakeToolbox()
        self.attempts: list[Attempt] = []
        self.pieces: list[Piece] = []

    async def note(self, attempt: Attempt) -> None:
        self.attempts.append(attempt)

    async def run(self, answer: dict[str, Any] | None = SCHEMA, **bounds: Any) -> Run:
        ask = Ask(
            release=release(),
            purpose=Purpose.INVESTIGATE,
            run="refine:1",
            diagnosis=1,
            opening="What is wrong?",
            answer=answer,
            first=4,
        )
        return await loop.run(
            self.model,
            ask,
            self.toolbox,
            bounds=BOUNDS.model_copy(update=bounds),
            price=PRICE,
            clock=self.clock,
            note=self.note,
            keep=self.pieces.append,
        )


async def test_an_answer_at_once_is_the_answer() -> None:
    course = Course(answers(RIGHT))
    run = await course.run()
    assert (run.ended, run.answer, run.why) == (Ended.ANSWER, RIGHT, "")
    assert (run.turns, run.attempts, run.calls, run.seconds) == (1, 1, 0, 1.0)
    assert (run.usage, run.cost) == (USAGE, PRICE.of(USAGE))
    [attempt] = course.attempts
    assert (attempt.run, attempt.step, attempt.again, attempt.release) == ("refine:1", 1, 0, "2026-11")
    assert (attempt.ended, attempt.cost, attempt.diagnosis) == (Ended.ANSWER, run.cost, 1)


async def test_free_text_is_an_answer_where_no_schema_is_asked_for() -> None:
    run = await Course(answers("It was the rollout.")).run(answer=None)
    assert (run.ended, run.text, run.answer) == (Ended.ANSWER, "It was the rollout.", None)


async def test_reads_become_evidence_with_ids_behind_those_of_the_rules() -> None:
    course = Course(
        asks(call(1, "look", pod="a"), call(2, "logs")),
        answers(RIGHT),
        toolbox=FakeToolbox(look="killed at 64Mi", logs="übel"),
    )
    run = await course.run()
    assert [(one.id, one.source, one.ref, one.quote) for one in run.evidence] == [
        ("E4", "tool:look", "shop/look", "killed at 64Mi"),
        ("E5", "tool:logs", "shop/logs", "übel"),
    ]
    [opening, model, results] = course.model.requests[1].turns
    assert (opening.said, model.blocks[0]["type"]) == ("What is wrong?", "tool_use")
    assert [one.call for one in results.results] == ["call-1", "call-2"]
    assert results.results[0].text == (
        '<evidence id="E4" source="tool:look" ref="shop/look">\nkilled at 64Mi\n</evidence>'
    )
    assert [one.what for one in run.reads] == ["look", "logs"]


async def test_the_conversation_is_only_ever_added_to() -> None:
    course = Course(
        asks(call(1, n=1)), asks(call(2, n=2)), said(Ended.PAUSED, blocks=({"a": 1},)), answers(RIGHT)
    )
    assert (await course.run()).ended is Ended.ANSWER
    before: tuple[Any, ...] = ()
    for request in course.model.requests:
        assert request.turns[: len(before)] == before
        before = request.turns
        assert (request.system, request.tools) == ("You investigate.", course.toolbox.schemas)


async def test_calls_of_a_turn_are_executed_side_by_side() -> None:
    toolbox = FakeToolbox(slow="never", look="seen")
    toolbox.hanging.add("slow")
    course = Course(asks(call(1, "slow"), call(2, "look")), answers(RIGHT), toolbox=toolbox)
    task = asyncio.create_task(course.run())
    for _ in range(50):
        await asyncio.sleep(0)
    assert [one.name for one in toolbox.calls] == ["slow", "look"]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_tool_that_breaks_or_hangs_is_a_failed_result_and_no_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.triage.model.reads.PER_CALL", 0.0)
    monkeypatch.setattr("bot.triage.model.reads.GRACE", 0.0)
    toolbox = FakeToolbox(slow="", bad="", look="seen")
    toolbox.hanging.add("slow")
    toolbox.broken.add("bad")
    course = Course(asks(call(1, "slow"), call(2, "bad"), call(3, "gone")), answers(RIGHT), toolbox=toolbox)
    run = await course.run()
    assert run.evidence == ()
    assert [one.why for one in run.gaps] == [
        "no answer within 0 s",
        "this read failed within Lookout",
        "there is no tool of this name",
    ]
    results = course.model.requests[1].turns[-1].results
    assert all(one.failed and one.text.startswith("not read: ") for one in results)


async def test_an_equal_call_is_answered_with_the_evidence_that_is_there() -> None:
    course = Course(asks(call(1, pod="a")), asks(call(2, pod="a")), answers(RIGHT))
    run = await course.run()
    assert len(course.toolbox.calls) == 1
    assert course.model.requests[2].turns[-1].results[0].text == "This was read before: it is E4."
    assert (len(run.evidence), run.calls) == (1, 2)


@pytest.mark.parametrize("ended", sorted(SAID, key=str))
async def test_each_way_to_end_without_an_answer_has_its_phrase(ended: Ended) -> None:
    course = Course(said(ended, why="A sentence."))
    run = await course.run()
    assert (run.ended, run.why, run.answer) == (ended, SAID[ended], None)
    tries = TRIES if ended.may_pass else 1
    assert [one.again for one in course.attempts] == list(range(tries))
    assert {one.why for one in course.attempts} == {"A sentence."}
    assert run.cost == tries * PRICE.of(USAGE)


def test_every_way_to_end_is_known_here() -> None:
    treated = {Ended.ANSWER, Ended.TOOLS, Ended.PAUSED, Ended.LATE, Ended.GARBLED, Ended.STOPPED}
    assert set(SAID) | treated == set(Ended)


async def test_what_may_pass_is_tried_again_after_the_wait_that_is_asked_for() -> None:
    course = Course(said(Ended.LIMITED, again_in=7.0), said(Ended.BUSY), answers(RIGHT))
    run = await course.run()
    assert run.ended is Ended.ANSWER
    assert course.clock.slept == [7.0, 3.0]
    assert [(one.step, one.again) for one in course.attempts] == [(1, 0), (1, 1), (1, 2)]
    assert run.turns == 1


async def test_a_wait_that_does_not_fit_the_time_left_ends_the_run_with_the_time_of_return() -> None:
    course = Course(said(Ended.LIMITED, again_in=3_600.0), answers(RIGHT))
    run = await course.run()
    assert (run.ended, course.clock.slept) == (Ended.LIMITED, [])
    assert run.back_at is not None
    assert (run.back_at - course.clock.now()).total_seconds() == 3_600
    assert course.attempts[0].back_at == run.back_at


async def test_no_answer_in_time_is_said_with_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    run = await Course(said(Ended.ANSWER, seconds=61.0)).run()
    assert (run.ended, run.why) == (Ended.LATE, "no answer in 60 s")
    run = await Course(asks(call(1), seconds=59.5)).run()
    assert (run.ended, run.why, run.calls) == (None, "no answer in 60 s", 0)
    monkeypatch.setattr("bot.triage.model.loop.GRACE", -0.5)
    run = await Course(never).run(seconds=1.0)
    assert (run.ended, run.why) == (Ended.LATE, "no answer in 1 s")


async def test_turns_are_bounded_and_the_last_one_is_told_so() -> None:
    counter = iter(range(100))
    course = Course(lambda _request: asks(call(1, n=next(counter))))
    run = await course.run(calls=50)
    assert (run.ended, run.why, run.turns) == (None, "no answer in 6 turns", 6)
    assert len(course.toolbox.calls) == 5
    assert [one.turns[-1].said for one in course.model.requests] == [
        "What is wrong?",
        "",
        "",
        "",
        "",
        NO_MORE,
    ]


async def test_calls_are_bounded_and_each_call_has_a_result() -> None:
    calls = [call(number, n=number) for number in range(9)]
    course = Course(asks(*calls), asks(call(20, n=20)), answers(RIGHT))
    run = await course.run()
    assert (run.calls, len(course.toolbox.calls), len(run.evidence)) == (5, 5, 5)
    turn = course.model.requests[1].turns[-1]
    assert [one.call for one in turn.results] == [one.id for one in calls]
    assert [one.failed for one in turn.results] == [False] * 5 + [True] * 4
    assert turn.said == NO_MORE


async def test_an_attempt_that_could_cost_more_than_is_left_is_not_made() -> None:
    dear = Usage(fresh=40_000, out=8_000)
    counter = iter(range(100))
    course = Course(lambda _request: asks(call(1, n=next(counter)), usage=dear))
    run = await course.run(tokens=900_000, dollars=0.85)
    assert (run.ended, run.why, run.attempts) == (None, "no answer within $0.85", 2)
    assert run.cost <= 0.85 * DOLLAR
    assert all(one.out <= release().out for one in course.model.requests)
    assert course.model.requests[-1].out < release().out


async def test_an_attempt_that_could_take_more_tokens_than_are_left_is_not_made() -> None:
    counter = iter(range(100))
    usage = Usage(cached=30_000, out=500)
    course = Course(lambda _request: asks(call(1, n=next(counter)), usage=usage))
    run = await course.run(dollars=100.0)
    assert (run.ended, run.why) == (None, "no answer within 100000 tokens")
    assert run.usage.total <= 100_000


async def test_an_answer_that_is_not_of_the_schema_gets_one_more_turn() -> None:
    course = Course(answers('{"cause": 7}'), answers(RIGHT))
    run = await course.run()
    assert (run.ended, run.answer) == (Ended.ANSWER, RIGHT)
    assert "cause is not of type string" in course.model.requests[1].turns[-1].said
    run = await Course(answers("Here it is: {}"), answers('{"cause": "a", "remedy": "rm"}')).run()
    assert (run.ended, run.answer) == (Ended.GARBLED, None)
    assert run.why == "no usable answer: the answer has a field that is not known"
    run = await Course(answers("{}", blocks=())).run()
    assert (run.ended, run.why) == (Ended.GARBLED, "no usable answer: cause is missing")
    assert (await Course(answers("  ")).run(answer=None)).why == "no usable answer: it is empty"


async def test_reads_without_calls_are_no_usable_answer() -> None:
    run = await Course(said(Ended.TOOLS)).run()
    assert (run.ended, run.why) == (Ended.TOOLS, "no usable answer")


async def test_a_lever_ends_the_run_with_what_was_spent() -> None:
    def stopped(_request: Any) -> Reply:
        raise StoppedError("stopped (model)")

    course = Course(asks(call(1)), stopped)
    run = await course.run()
    assert (run.ended, run.why, run.attempts) == (None, "stopped (model)", 1)
    assert run.cost == PRICE.of(USAGE)


async def test_a_huge_result_is_cut_and_what_all_of_a_turn_may_have_is_shared() -> None:
    toolbox = FakeToolbox(look="x" * 50_000_000)
    calls = [call(number, n=number) for number in range(5)]
    course = Course(asks(*calls), answers(RIGHT), toolbox=toolbox)
    run = await course.run(result_bytes=16_000, tokens=60_000)
    assert all(len(one.quote) <= 16_000 for one in run.evidence)
    assert sum(len(one.quote) for one in run.evidence) <= 60_000 // 3 * 2
    assert run.ended is Ended.ANSWER


async def test_the_record_has_what_each_request_added_and_every_reply_and_result() -> None:
    course = Course(asks(call(1)), said(Ended.BUSY), answers(RIGHT))
    await course.run()
    assert [(one.step, one.part) for one in course.pieces] == [
        (1, Part.REQUEST),
        (1, Part.REPLY),
        (1, Part.RESULT),
        (2, Part.REQUEST),
        (2, Part.REPLY),
        (2, Part.REQUEST),
        (2, Part.REPLY),
    ]
    requests = [one.body for one in course.pieces if one.part is Part.REQUEST]
    assert [len(one["turns"]) for one in requests] == [1, 2, 0]
    assert requests[0]["system"] == "You investigate."
    assert "system" not in requests[1]


ENDS = st.sampled_from(list(Ended))
REPLIES = st.builds(
    lambda ended, seconds, again, calls, usage, text: Reply(
        ended=ended,
        seconds=seconds,
        again_in=again,
        calls=tuple(Call(id=str(n), name=name, arguments={"n": n}) for n, name in enumerate(calls)),
        blocks=({"type": "text"},) if calls else (),
        usage=usage,
        text=text,
    ),
    ENDS,
    st.floats(0, 100),
    st.none() | st.floats(0, 10_000),
    st.lists(st.sampled_from(["look", "delete", ""]), max_size=12),
    st.builds(Usage, fresh=st.integers(0, 60_000), out=st.integers(0, 9_000)),
    st.sampled_from(["", "{}", '{"cause": "a"}', "[", "\ud83d"]),
)


@given(st.lists(REPLIES, min_size=1, max_size=12))
def test_whatever_is_replied_a_run_ends_within_its_bounds(replies: list[Reply]) -> None:
    course = Course(*replies)
    run = asyncio.run(course.run())
    assert run.turns <= BOUNDS.turns
    assert len(course.toolbox.calls) <= BOUNDS.calls
    assert run.attempts == len(course.attempts) <= BOUNDS.turns * TRIES
    assert run.seconds <= BOUNDS.seconds + 1
    assert (run.ended is Ended.ANSWER) == (run.answer is not None)
    assert run.answer is not None or run.why
    assert run.cost == sum(one.cost for one in course.attempts)
    spent = [sum(one.cost for one in course.attempts[:place]) for place in range(len(course.attempts))]
    assert all(one <= BOUNDS.dollars * DOLLAR for one in spent)
