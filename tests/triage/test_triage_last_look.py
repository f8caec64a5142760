"""The last look before the write: with levers outside, several workers, and a process that stands still in it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.adapters.store.clock import ServerClock
from bot.adapters.store.proposals import SqlProposals
from bot.domain.ledger import Act
from bot.domain.proposal import Proposal, ProposalState
from bot.domain.stop import MITIGATION, Stop
from bot.render.actions import ActionId
from bot.triage import court, execute
from bot.triage.remote import Remote
from bot.triage.world import World
from tests.fakes_clock import START, FakeClock
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night

APPROVE, CONFIRM = ActionId.APPROVE, ActionId.CONFIRM


class Lever:
    """A lever outside that stops whatever a test says."""

    name = "ConfigMap lookout/stop"

    def __init__(self) -> None:
        self.stops: tuple[Stop, ...] = ()

    async def read(self) -> Sequence[Stop]:
        """What it stops."""
        return self.stops


async def agree(night: Night) -> ProposalState:
    """Both keys, and what became of it."""
    await night.click(IVY, APPROVE)
    await night.press(NORA, CONFIRM, reason="x")
    await night.work()
    return (await night.proposal()).state


async def test_a_slow_look_at_the_target_makes_the_lever_outside_no_older(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed.world = replace(proposed.world, remote=Remote([Lever()]))
    real = court._live

    async def slow(world: World, proposal: Proposal) -> object:
        proposed.clock.advance(1.2)
        return await real(world, proposal)

    monkeypatch.setattr(court, "_live", slow)
    assert await agree(proposed) is ProposalState.DONE


async def test_a_lever_outside_that_moves_after_the_gates_holds_the_write_back(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    lever = Lever()
    proposed.world = replace(proposed.world, remote=Remote([lever]))
    real = execute._intend

    async def moved(world: World, proposal: Proposal, epoch: int) -> float | str:
        lever.stops = (Stop(scope=MITIGATION, by="shell:test", at=START),)
        return await real(world, proposal, epoch)

    monkeypatch.setattr(execute, "_intend", moved)
    assert await agree(proposed) is ProposalState.WITHDRAWN
    assert proposed.remediator.applied == []


async def test_a_switch_that_was_read_long_before_the_attempt_row_holds_the_write_back(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Remote([Lever()])
    proposed.world = replace(proposed.world, remote=remote)
    real = Remote.ask

    async def then_waits(self: Remote, clock: object) -> None:
        await real(self, proposed.clock)
        if armed:
            proposed.clock.advance(2)

    armed: list[bool] = []
    real_intend = execute._intend

    async def intend(world: World, proposal: Proposal, epoch: int) -> float | str:
        armed.append(True)
        return await real_intend(world, proposal, epoch)

    monkeypatch.setattr(Remote, "ask", then_waits)
    monkeypatch.setattr(execute, "_intend", intend)
    assert await agree(proposed) is ProposalState.WITHDRAWN
    assert "read more than 1 s ago" in (await proposed.proposal()).ended_why


async def test_a_process_that_stood_still_sends_nothing_whatever_the_servers_clock_said_last(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ServerClock(proposed.clock)
    proposed.world = replace(proposed.world, clock=server)
    real = execute._intend

    async def paused(world: World, proposal: Proposal, epoch: int) -> float | str:
        asked = server.asked()
        checked = await real(world, proposal, epoch)
        said = proposed.clock.now() + timedelta(milliseconds=20)
        proposed.clock.advance(60)
        await proposed.stop("everything")
        server.told(said, asked)  # an answer from before the pause, heard after it
        return checked

    monkeypatch.setattr(execute, "_intend", paused)
    assert await agree(proposed) is ProposalState.FAILED
    assert proposed.remediator.applied == []
    assert "60 s had passed since the last check" in (await proposed.proposal()).ended_why
    (row,) = await proposed.rows(Act.EXECUTED)
    assert (row.detail["request"], row.detail["seconds"]) == ("none", 0.0)


async def test_of_workers_that_the_gates_let_through_at_once_the_rate_holds_back_the_rest(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = execute._intend

    async def others_were_first(_self: SqlProposals, _service: str, _since: datetime) -> int:
        return 2

    async def late(world: World, proposal: Proposal, epoch: int) -> float | str:
        monkeypatch.setattr(SqlProposals, "changes", others_were_first)
        return await real(world, proposal, epoch)

    monkeypatch.setattr(execute, "_intend", late)
    assert await agree(proposed) is ProposalState.WITHDRAWN
    assert proposed.remediator.applied == []
    assert (
        "changes to this service in the last hour: 2; the limit is 2" in (await proposed.proposal()).ended_why
    )


def test_a_late_answer_of_the_server_moves_no_clock() -> None:
    machine = FakeClock()
    clock = ServerClock(machine)
    ahead = timedelta(seconds=3)
    clock.told(machine.now() + ahead, clock.asked())
    assert clock.now() == machine.now() + ahead
    asked = clock.asked()
    said = machine.now() + ahead
    machine.advance(30)
    clock.told(said, asked)
    assert clock.now() == machine.now() + ahead
    asked = clock.asked()
    clock.told(machine.now() + timedelta(seconds=9), asked)
    assert clock.now() == machine.now() + timedelta(seconds=9)
