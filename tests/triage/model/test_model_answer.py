"""A question put to the model: one reply, whole, of what cites what was read; else the rules' nearest with one line."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose, Reply
from bot.domain.release import Releases
from bot.domain.spending import Bounds, Budgets
from bot.render.rendered import Rendered
from bot.triage.inbox import Mention, note_mention
from bot.triage.model import answer as chapter
from bot.triage.model.consult import consult
from bot.triage.model.loop import SAID
from bot.triage.story import QUICK, SLOW, THINKING
from bot.triage.work import run_next
from bot.voice.payload import screen
from tests.fakes_model import PRICE, USAGE, answers, asks, never, said
from tests.fakes_slack import EMIL, NORA
from tests.triage.model.thinking import LINE, READ_LOG, claim, model_of, thinking, verdict
from tests.triage.worlds import ROOM, Night

SAME = answers(verdict(claim("oom-killed", "E1", "last state OOMKilled")))
WHY = "why did it restart?"
KILLED = {
    "text": "The container of shop/checkout is killed at its memory limit.",
    "evidence": [{"id": "E1", "span": "last state OOMKilled"}],
}
OTHER = "C0OTHER"


def told(*sentences: dict[str, Any], unanswered: str = "") -> Reply:
    """An answer of these sentences."""
    return answers({"sentences": list(sentences), "unanswered": unanswered})


def letters(made: Night) -> list[Rendered]:
    """The answers that stand in the thread."""
    return [one.content for one in made.slack.shown.values() if one.key.startswith("answer:")]


async def ask(made: Night, text: str = WHY, *script: Any) -> str:
    """Ask in the thread of the incident that was told; the one answer, blocks and all."""
    if not await made.incidents():
        await made.alert()
        await made.settle()
    if script:
        model_of(made).script[:] = list(script)
    await made.mention(text, thread_ts="100.1", user=EMIL)
    worked = asyncio.create_task(made.work())
    while not worked.done():  # so that what waits before it tries again goes on
        made.clock.advance(0.01)
        await asyncio.sleep(0.001)
    await worked
    await made.deliver()
    [content] = letters(made)
    return f"{content.text}\n{content.blocks}"


async def row(made: Night) -> LedgerEntry:
    """The row of the only answer."""
    [found] = await made.rows(Act.ANSWERED)
    return found


async def test_the_model_answers_with_the_sentences_that_cite_what_was_read(tmp_path: Path) -> None:
    read = {
        "text": "Its log says that the connection to the ledger is refused.",
        "evidence": [{"id": "E4", "span": LINE}],
    }
    async with thinking(tmp_path, SAME) as made:
        text = await ask(made, WHY, asks(READ_LOG), told(KILLED, read, unanswered="Why the ledger refuses."))
        assert text.splitlines()[1] == "Answer by the model, from what was read:"
        assert "killed at its memory limit. Evidence: E1." in text
        assert "connection to the ledger is refused. Evidence: E4." in text
        assert f"E4│ {LINE}" in text
        assert "A part of the question stays open" in text
        assert "Why the ledger refuses" not in text
        assert "Model (release `2026-11`, `claude-opus-5-5`" in text
        assert "1 read, " in text
        assert "Question: `why did it restart?`" in text
        found = await row(made)
        assert (found.detail["by"], found.detail["question"], found.detail["kept"]) == (EMIL, WHY, 2)
        assert found.detail["made_by"].startswith("model, release 2026-11")
        purposes = [Attempt.model_validate(one.detail).purpose for one in await made.rows(Act.ATTEMPTED)]
        assert purposes == [Purpose.INVESTIGATE, Purpose.ANSWER, Purpose.ANSWER]
        assert (await made.acts()).count(Act.DIAGNOSED) == 1


async def test_the_question_reaches_the_model_as_data_under_the_prompt_for_questions(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await ask(made, "why did it restart? password=hunter2hunter2", told(KILLED))
        request = model_of(made).requests[-1]
        assert request.system == "You answer."
        assert "<question>\nwhy did it restart?" in request.turns[0].said
        assert "hunter2" not in str(request)


async def test_a_sentence_without_a_citation_that_holds_is_dropped_and_counted(tmp_path: Path) -> None:
    lie = KILLED | {"text": "The database is slow.", "evidence": [{"id": "E1", "span": "slow query log"}]}
    claimed = KILLED | {"text": "I restarted the container."}
    async with thinking(tmp_path, SAME) as made:
        text = await ask(made, WHY, told(KILLED, lie, claimed))
        assert "The database is slow" not in text
        assert "restarted the container" not in text
        assert "1 statement dropped: it cites nothing that was read." in text
        assert "1 statement dropped by the language guard." in text
        detail = (await row(made)).detail
        assert (detail["kept"], detail["unbacked"], detail["withheld"]) == (1, 1, 1)


async def test_an_answer_of_which_nothing_stands_gives_way_to_the_rules(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        text = await ask(made, WHY, told(KILLED | {"evidence": []}))
        assert text.splitlines()[1].startswith("The cause, by diagnosis 1 of ")
        assert "Source: `rules 0`." in text
        assert "1 statement dropped: it cites nothing that was read." in text
        assert (await row(made)).detail["made_by"] == "rules 0"


@pytest.mark.parametrize("ended", [Ended.LATE, Ended.GARBLED, *SAID])
async def test_however_the_model_fails_the_rules_answer_with_one_line(tmp_path: Path, ended: Ended) -> None:
    usual = {Ended.LATE: "no answer in 5 s", Ended.GARBLED: "no usable answer"}
    async with thinking(tmp_path, SAME, bounds=Bounds(seconds=5)) as made:
        text = await ask(made, WHY, said(ended, seconds=0.1))
        assert text.splitlines()[2].startswith("Hypothesis 1 (")
        assert f"Model: {SAID.get(ended) or usual[ended]}" in text
        [content] = letters(made)
        screened = screen("chat.postMessage", {"channel": ROOM, **content.model_dump()})
        assert screened.withheld == ()


async def test_a_fault_of_ours_gives_way_to_the_rules(tmp_path: Path) -> None:
    def broken(_request: Any) -> Reply:
        raise RuntimeError("a defect")

    async with thinking(tmp_path, SAME) as made:
        text = await ask(made, WHY, broken)
        assert "Hypothesis 1 (" in text
        assert "Model: no usable answer" in text


async def test_a_fault_before_the_run_gives_way_to_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_told: Any, **_more: Any) -> None:
        raise RuntimeError("a defect")

    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        monkeypatch.setattr(chapter, "consult", broken)
        assert f"Model: {chapter.FAULT}." in await ask(made)


async def test_a_fault_after_the_run_says_what_it_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = consult

    async def broken(*told: Any, **more: Any) -> None:
        await really(*told, **more)
        raise RuntimeError("a defect")

    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        monkeypatch.setattr(chapter, "consult", broken)
        assert f"Model: {chapter.FAULT}." in await ask(made)
        [row] = await made.rows(Act.ANSWERED)
        assert (row.detail["cost"], row.detail["release"]) == (2 * PRICE.of(USAGE), "2026-11")


@pytest.mark.parametrize("scope", ["model", "everything", "release:2026-11", "service:checkout"])
async def test_a_stop_of_the_model_is_answered_by_the_rules_at_once(tmp_path: Path, scope: str) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        asked = len(model_of(made).requests)
        await made.stop(scope)
        await made.mention(WHY, thread_ts="100.1")
        while await run_next(made.world, QUICK):
            pass
        [found] = await made.rows(Act.ANSWERED)
        assert found.detail["made_by"] == "rules 0"
        assert len(model_of(made).requests) == asked


async def test_a_stop_is_said_in_the_answer(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        await made.stop("model")
        assert "Model: stopped (model)." in await ask(made)


async def test_a_budget_that_is_used_up_is_said_with_the_time_of_return(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME, budgets=Budgets(incident=0.000_001)) as made:
        text = await ask(made)
        assert "Source: `rules 0`." in text
        assert "Model: " in text
        assert len(model_of(made).requests) <= 1


async def test_without_a_release_the_rules_answer(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        made.world = replace(made.world, releases=Releases())
        assert "Model: not asked: there is no release to ask under." in await ask(made)


@pytest.mark.parametrize(
    "text", ["who owns this?", "what was read?", "when did it start?", "can you restart it?"]
)
async def test_what_the_record_answers_is_not_asked_of_a_model(tmp_path: Path, text: str) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        asked = len(model_of(made).requests)
        assert "Model" not in await ask(made, text)
        assert len(model_of(made).requests) == asked


async def test_who_asked_is_told_that_the_question_is_queued_and_the_thread_gets_one_reply(
    tmp_path: Path,
) -> None:
    async with thinking(tmp_path, SAME) as made:
        await ask(made, WHY, told(KILLED))
        assert "The question is in the queue of I-1" in made.slack.whispers[-1].text
        assert made.slack.whispers[-1].user_id == EMIL
        assert not await made.mention(WHY, thread_ts="100.1", user=EMIL)
        await made.settle()
        assert len(letters(made)) == 1
        assert [one.act for one in await made.rows(Act.ASKED, Act.ANSWERED)] == [Act.ASKED, Act.ANSWERED]


async def test_a_hanging_provider_holds_up_nobody_else(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        model_of(made).script[:] = [never]
        await made.mention(WHY, thread_ts="100.1")
        while await run_next(made.world, QUICK | SLOW):
            pass
        model_of(made).asked.clear()
        hanging = asyncio.create_task(run_next(made.world, THINKING))
        await model_of(made).asked.wait()
        await made.mention("who owns this?", "301.1", thread_ts="100.1")
        while await run_next(made.world, QUICK | SLOW):
            pass
        [found] = await made.rows(Act.ANSWERED)
        assert found.detail["topic"] == "who owns it"
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


async def test_a_question_asked_elsewhere_is_answered_to_the_asker_alone(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        await _ask_elsewhere(made)
        last = made.slack.whispers[-1]
        assert (last.channel, last.thread_ts, last.user_id) == (OTHER, "200.1", NORA)
        assert "Answer by the model" in last.text
        assert letters(made) == []


async def test_an_answer_to_one_person_that_slack_does_not_take_is_not_asked_again(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert()
        await made.settle()
        made.slack.down = TransientError("Slack did not answer in time")
        await _ask_elsewhere(made, deliver=False)
        assert (await row(made)).detail["kept"] == 1
        assert len([one for one in model_of(made).requests if one.system == "You answer."]) == 1


async def test_a_question_whose_diagnosis_is_gone_is_answered_that_there_is_none(tmp_path: Path) -> None:
    async with thinking(tmp_path, SAME) as made:
        await made.alert(labels={})
        await made.settle()
        [incident] = await made.incidents()
        said_so = Mention(channel=ROOM, ts="300.1", thread_ts="100.1", user_id=NORA, text=WHY)
        waiting = chapter.Asked(incident_id=incident.id, mention=said_so, key="k")
        async with made.store.begin() as tx:
            await tx.tasks.add("question", "question:k", waiting.model_dump(mode="json"))
        await made.settle()
        [content] = letters(made)
        assert "No diagnosis is on the record yet." in content.text
        assert f"Model: {chapter.GONE}." in str(content.blocks)


async def _ask_elsewhere(made: Night, *, deliver: bool = True) -> None:
    """Ask under an alert that joined the incident from another channel."""
    [incident] = await made.incidents()
    async with made.store.begin() as tx:
        await tx.incidents.attach(incident.id, OTHER, "200.1")
    model_of(made).script[:] = [told(KILLED)]
    await note_mention(
        made.world, Mention(channel=OTHER, ts="300.1", thread_ts="200.1", user_id=NORA, text=WHY)
    )
    await made.work()
    if deliver:
        await made.deliver()
