"""A recorded run comes out the same, without a model and a cluster."""

from typing import Any

import pytest

from bot.domain.errors import PermanentError
from bot.domain.model import Ended
from bot.triage.model.replay import replay
from bot.triage.model.terms import Run
from bot.triage.ports.recordings import Part, Piece
from tests.fakes_model import FakeToolbox, answers, asks, call, said
from tests.triage.model.test_model_loop import RIGHT, Course

SCRIPTS: dict[str, tuple[Any, ...]] = {
    "an answer at once": (answers(RIGHT),),
    "reads": (asks(call(1, n=1), call(2, n=2)), asks(call(3, n=1), call(4, "gone")), answers(RIGHT)),
    "trouble": (said(Ended.BUSY), said(Ended.LIMITED, again_in=4.0), asks(call(1)), answers(RIGHT)),
    "a pause and a correction": (
        said(Ended.PAUSED, blocks=({"a": 1},)),
        answers("{}"),
        answers(RIGHT),
    ),
    "too long": (asks(call(1), seconds=30), said(Ended.BUSY, seconds=29.5)),
    "late": (said(Ended.LATE, seconds=61),),
    "too many turns": (asks(call(1)),),
    "quota": (said(Ended.QUOTA),),
}


def plain(run: Run) -> Run:
    """Without the time of day."""
    return run.model_copy(update={"back_at": None})


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=list(SCRIPTS))
async def test_a_run_comes_out_the_same_from_its_record(script: tuple[Any, ...]) -> None:
    course = Course(*script, toolbox=FakeToolbox(look="übel", logs="x"))
    run = await course.run()
    kept = [Piece.model_validate_json(one.model_dump_json()) for one in course.pieces]
    again = await replay(kept)
    assert plain(again.run) == plain(run)
    assert again.unlike == ()


async def test_a_run_that_a_lever_ended_ends_there_again() -> None:
    course = Course(asks(call(1)), answers(RIGHT))
    await course.run()
    cut = course.pieces[:-1]
    assert cut[-1].part is Part.REQUEST
    again = await replay(cut, "stopped (model)")
    assert (again.run.ended, again.run.why, again.run.attempts) == (None, "stopped (model)", 1)


async def test_what_is_asked_otherwise_today_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    course = Course(asks(call(1)), answers(RIGHT))
    await course.run()
    monkeypatch.setattr("bot.triage.model.reads.wrapped", lambda *_given: "other words")
    again = await replay(course.pieces)
    assert again.unlike == ("turn 2: what is asked now is not what was asked then",)
    assert again.run.answer == RIGHT


async def test_a_record_without_its_beginning_or_a_result_is_said() -> None:
    course = Course(asks(call(1)), answers(RIGHT))
    await course.run()
    with pytest.raises(PermanentError, match="no beginning"):
        await replay(course.pieces[1:])
    again = await replay([one for one in course.pieces if one.part is not Part.RESULT])
    assert again.run.gaps[0].why == "the record has no result of this call"
