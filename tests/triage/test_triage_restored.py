"""A record that was restored does nothing twice, executes nothing, goes on reminding, and says what it lacks."""

from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.store.archive.restore import restore_backup
from bot.adapters.store.archive.write import write_backup
from bot.adapters.store.store import SqlStore
from bot.domain.alert import Severity
from bot.domain.backup import Restored
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.domain.stop import MITIGATION
from bot.render.actions import ActionId
from bot.triage.policy import SilencePolicy
from bot.triage.ports.slack import Letter
from bot.triage.work import run_next
from bot.voice.payload import screen
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import GROUP, CrashError, FusedStore, Night

BackUp = Callable[[Night], Coroutine[Any, Any, None]]
Return = Callable[[Night], Coroutine[Any, Any, Restored]]


@pytest.fixture
def back_up(tmp_path: Path) -> BackUp:
    """Back the night's record up as it is now."""

    async def made(night: Night) -> None:
        url = f"sqlite:///{tmp_path / 'night.sqlite3'}"
        await write_backup(url, tmp_path / "night.gz", night.clock, version="0")

    return made


@pytest.fixture
async def go_back(tmp_path: Path) -> AsyncIterator[Return]:
    """The night goes on with the record of then; Slack and the cluster are what they are now."""
    opened: list[SqlStore] = []

    async def back(night: Night) -> Restored:
        url = f"sqlite:///{tmp_path / 'again.sqlite3'}"
        restored = await restore_backup(tmp_path / "night.gz", url, night.clock)
        opened.append(await SqlStore.open(url, night.clock))
        night.store = opened[-1]
        night.world = replace(night.world, store=opened[-1], worker="w-after")
        return restored

    yield back
    for store in opened:
        await store.close()


def shown_twice(night: Night) -> list[str]:
    """The keys of letters that stand in Slack more than once."""
    keys = [one.key for one in night.slack.shown.values()]
    return [key for key in keys if keys.count(key) > 1]


def withheld(letter: Letter) -> object:
    """What the language guard keeps back of a message."""
    payload = {"text": letter.content.text, "blocks": list(letter.content.blocks)}
    return screen("chat.postMessage", payload, letter.acts, groups=[GROUP]).withheld


def texts(night: Night) -> list[str]:
    return [one.content.text for one in night.slack.shown.values()]


async def test_a_message_that_was_sent_after_the_backup_is_not_sent_again(
    night: Night, back_up: BackUp, go_back: Return
) -> None:
    await night.alert()
    await night.work()
    await back_up(night)
    await night.deliver()
    sent = texts(night)
    assert sent
    await go_back(night)
    await night.settle()
    new = [text for text in texts(night) if text not in sent]
    assert len(texts(night)) == len(sent) + 1
    assert any("comes from a backup of" in text for text in new)
    assert shown_twice(night) == []


async def test_each_open_incident_is_told_once_with_its_owner_line_first(
    fired: Night, back_up: BackUp, go_back: Return
) -> None:
    await back_up(fired)
    await go_back(fired)
    await fired.settle()
    [told] = [text for text in texts(fired) if "comes from a backup of 02:14 UTC" in text]
    assert told.startswith("Nobody owns this incident as of 02:14 UTC")
    async with fired.store.begin() as tx:
        [first] = [row for row in await tx.ledger.of("") if row.act is Act.RESTORED]
        assert first.detail["withdrawn"] == []


async def test_the_status_message_shows_again_what_the_record_says(
    fired: Night, back_up: BackUp, go_back: Return
) -> None:
    await back_up(fired)
    await fired.click(NORA, ActionId.TAKE)
    await fired.settle()
    assert any(text.startswith("Owner: <@U0NORA>") for text in texts(fired))
    await go_back(fired)
    await fired.settle()
    assert not any(text.startswith("Owner: <@U0NORA>") for text in texts(fired))
    assert (await fired.incident()).owner is None


async def test_a_proposal_that_was_open_is_withdrawn_and_never_executed(
    proposed: Night, back_up: BackUp, go_back: Return
) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    await back_up(proposed)  # the last key is not worked yet
    await proposed.settle()
    applied = len(proposed.remediator.applied)
    assert applied == 1
    restored = await go_back(proposed)
    assert (restored.withdrawn, restored.unknown) == (1, 0)
    await proposed.settle()
    await proposed.pass_time(3)
    assert len(proposed.remediator.applied) == applied
    proposal = await proposed.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert [one.key for one in proposed.slack.shown.values() if withheld(one)] == []
    assert proposal.ended_why == "the record comes from a backup of 2025-03-04 02:14 UTC"
    assert proposed.slack.button(ActionId.CONFIRM, f"proposal:{proposal.id}") is None


async def test_an_armed_proposal_is_not_executed_either(
    proposed: Night, back_up: BackUp, go_back: Return
) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(proposed.world)
    assert (await proposed.proposal()).state is ProposalState.ARMED
    await back_up(proposed)
    await go_back(proposed)
    await proposed.pass_time(3)
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN


@pytest.mark.parametrize("intended", [False, True])
async def test_an_attempt_under_way_is_of_unknown_effect_and_the_group_is_told(
    proposed: Night, back_up: BackUp, go_back: Return, *, intended: bool
) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    store = FusedStore(proposed.store)
    store.dies_after = 5 if intended else 4
    with pytest.raises(CrashError):
        await proposed.work(replace(proposed.world, store=store))
    before = await proposed.proposal()
    assert before.state is ProposalState.EXECUTING
    async with proposed.store.read() as tx:
        assert await tx.proposals.intended(before.id) is intended
    await back_up(proposed)
    restored = await go_back(proposed)
    assert (restored.withdrawn, restored.unknown) == (0, 1)
    await proposed.settle()
    await proposed.pass_time(3)
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is ProposalState.UNKNOWN
    [escalated] = [row for row in await proposed.rows(Act.ESCALATED) if row.detail.get("proposal")]
    assert escalated.detail["number"] == 1
    assert [one.key for one in proposed.slack.shown.values() if withheld(one)] == []
    assert any("may or may not have happened; it is not sent again" in text for text in texts(proposed))


async def test_changes_are_stopped_until_somebody_resumes_them(
    fired: Night, back_up: BackUp, go_back: Return
) -> None:
    await back_up(fired)
    await go_back(fired)
    async with fired.store.read() as tx:
        [stop] = (await tx.stops.read()).stops
    assert (stop.scope, stop.by) == (MITIGATION, "restore")
    assert "later stops, freezes and decisions are lost" in stop.why


async def test_reminders_go_on(fired: Night, back_up: BackUp, go_back: Return) -> None:
    await back_up(fired)
    await go_back(fired)
    await fired.pass_time(6)
    assert len(await fired.rows(Act.REMINDED)) == 1
    assert any("has had no owner for 5 minutes" in text for text in texts(fired))


async def test_an_owner_s_answer_of_the_lost_hours_is_not_taken_for_silence(
    fired: Night, back_up: BackUp, go_back: Return
) -> None:
    minutes = {"waits": {Severity.CRITICAL: timedelta(minutes=30)}, "answer": timedelta(minutes=15)}
    policy = fired.world.policy.model_copy(update={"silence": SilencePolicy(**minutes)})
    fired.world = replace(fired.world, policy=policy)
    await fired.click(NORA, ActionId.TAKE)
    await fired.pass_time(30)
    assert await fired.rows(Act.QUESTIONED)
    await back_up(fired)
    await fired.click(NORA, ActionId.KEEP)
    fired.clock.advance(minutes=60)
    await go_back(fired)
    await fired.pass_time(29)
    assert (await fired.incident()).owner is not None
    assert "out of date" in fired.slack.text("escalation:silence")
    await fired.pass_time(2)
    assert len(await fired.rows(Act.QUESTIONED)) == 2
    await fired.pass_time(15)
    assert (await fired.incident()).owner is None


async def test_a_click_of_then_is_not_done_again(fired: Night, back_up: BackUp, go_back: Return) -> None:
    await fired.press(NORA, ActionId.TAKE)
    await back_up(fired)
    await go_back(fired)
    await fired.settle()
    assert (await fired.incident()).owner is None
    assert await fired.rows(Act.TOOK) == []
