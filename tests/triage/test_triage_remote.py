"""Levers outside: what they said last counts while it is young; a silent one stops changes and not a word."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import TransientError
from bot.domain.proposal import ProposalState
from bot.domain.stop import Lever, Stop, Switch
from bot.gates.case import Case
from bot.gates.clearance import clear
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.remote import Remote, listen
from bot.triage.watch import SwitchWatch
from tests.fakes_clock import START
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night

NAME = "ConfigMap lookout/lookout-stop of cluster sandbox"


@dataclass
class Outside:
    """A lever that a test moves and silences."""

    name: str = NAME
    stops: tuple[Stop, ...] = ()
    silent: bool = False
    hangs: bool = False
    reads: int = 0

    async def read(self) -> Sequence[Stop]:
        """What it says."""
        self.reads += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.silent:
            raise TransientError("the API server is in trouble (503)")
        return self.stops


def pulled(scope: str = "mitigation") -> Stop:
    """The ConfigMap says so."""
    return Stop(
        scope=scope, by="", at=START, why="drifting", lever=Lever.CONFIGMAP, place="lookout/lookout-stop"
    )


def hearing(night: Night, lever: Outside) -> None:
    """The world has this lever."""
    night.world = replace(night.world, remote=Remote((lever,), within=0.05))


async def switch(night: Night) -> Switch:
    """The kill switch now."""
    async with night.store.read() as tx:
        return await night.world.switch(tx)


async def test_a_lever_that_was_never_heard_makes_the_switch_unreadable(night: Night) -> None:
    hearing(night, Outside())
    found = await switch(night)
    assert not found.readable
    assert found.unread == (f"{NAME} cannot be read (it was not read yet)",)
    await listen(night.world)
    assert (await switch(night)).readable


async def test_silence_within_five_seconds_is_none_and_what_was_said_last_counts_after_it_too(
    night: Night,
) -> None:
    lever = Outside(stops=(pulled("posting"),))
    hearing(night, lever)
    await listen(night.world)
    lever.silent = True
    night.clock.advance(5)
    await listen(night.world)
    assert (await switch(night)).readable
    night.clock.advance(0.1)
    found = await switch(night)
    assert not found.readable
    assert "cannot be read (the API server is in trouble (503))" in found.unread[0]
    assert found.halts("posting") is not None


async def test_it_is_asked_about_once_a_second_and_a_hanging_one_holds_nobody_up(night: Night) -> None:
    lever = Outside()
    hearing(night, lever)
    for _ in range(4):
        await listen(night.world)
        night.clock.advance(0.5)
    assert lever.reads == 2
    lever.hangs = True
    night.clock.advance(6)
    await listen(night.world)
    assert "no answer within 0.05 s" in (await switch(night)).unread[0]


async def test_a_lever_pulled_outside_withdraws_and_shows_where_it_is_lifted(proposed: Night) -> None:
    lever = Outside()
    hearing(proposed, lever)
    watch = SwitchWatch(proposed.world)
    await listen(proposed.world)
    await watch()
    lever.stops = (pulled(),)
    proposed.clock.advance(1)
    assert await listen(proposed.world)
    assert await watch()
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    await proposed.deliver()
    text = proposed.slack.text("status")
    assert "lever: the ConfigMap `lookout/lookout-stop`, reason given: `drifting`" in text
    said = (await answer(proposed.world, IVY, "resume mitigation")).content.text
    assert "It is lifted by deleting the ConfigMap `lookout/lookout-stop`, and by nothing else." in said


async def test_a_lever_that_moves_or_falls_silent_between_approval_and_send_holds_the_change_back(
    proposed: Night,
) -> None:
    lever = Outside()
    hearing(proposed, lever)
    await listen(proposed.world)
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    lever.stops = (pulled(),)
    await proposed.settle()
    assert "The kill switch is set for mitigation" in (await proposed.proposal()).ended_why
    assert proposed.remediator.applied == []


async def test_an_unreadable_switch_stops_changes_and_no_word(proposed: Night) -> None:
    lever = Outside()
    hearing(proposed, lever)
    await listen(proposed.world)
    watch = SwitchWatch(proposed.world)
    await watch()
    lever.silent = True
    proposed.clock.advance(6)
    await listen(proposed.world)
    assert await watch()
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert "could not be read, which counts as stopped" in (await proposed.proposal()).ended_why
    assert proposed.remediator.applied == []
    text = proposed.slack.text("status")
    assert "The kill switch cannot be read" in text
    assert f"This lever gives no answer: `{NAME} cannot be read" in text
    assert "This lever gives no answer" in (await answer(proposed.world, IVY, "status")).content.text


async def test_a_lever_that_falls_silent_after_the_gates_were_asked_is_seen_before_the_attempt(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    lever = Outside()
    hearing(proposed, lever)
    await listen(proposed.world)
    await proposed.click(IVY, ActionId.APPROVE)

    def cleared(case: Case) -> Any:
        lever.silent = True
        proposed.world.remote.heard[NAME].at = START - timedelta(minutes=1)
        return clear(case)

    monkeypatch.setattr("bot.triage.execute.clear", cleared)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert (await proposed.proposal()).ended_why == "the kill switch cannot be read"
    assert proposed.remediator.applied == []


def test_a_switch_is_as_old_as_the_oldest_of_what_it_is_made_of() -> None:
    remote = Remote((Outside(),))
    remote._of(remote.levers[0]).at = START
    read = Switch(read_at=START + timedelta(seconds=3))
    assert remote.over(read).read_at == START
    assert Remote().over(read) == read
