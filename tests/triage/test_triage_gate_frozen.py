"""The record's server stands still in the middle of an execution: nothing is sent meanwhile, and it goes on after.

A server that is gone answers with an error; one that is suspended answers nothing at all, with every connection open.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from bot.triage.ports.store import Store, Transaction
from bot.triage.work import run_next
from tests.fakes_slack import IVY, NORA
from tests.postgres import PostgresServer
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

pytestmark = [pytest.mark.long, pytest.mark.needs("postgres")]

CLAIM, INTENT, END = 2, 3, 4
"""An execution's writing transactions; the first is the task's claim."""
STILL = 0.4
"""Seconds of real time in which something would be seen to happen that must not."""
PATIENCE = 30.0


class FreezingStore:
    """The store of a process whose server stands still before its n-th writing transaction begins, or within it."""

    def __init__(self, inner: Store, server: PostgresServer, number: int, *, within: bool) -> None:
        self.inner = inner
        self.server = server
        self.number = number
        self.within = within
        self.begun = 0
        self.stands_still = asyncio.Event()
        self.wakes = ExitStack()

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction."""
        self.begun += 1
        now = self.begun == self.number
        if now and not self.within:
            self._freeze()
        async with self.inner.begin(urgent=urgent) as tx:
            if now and self.within:
                self._freeze()
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction."""
        async with self.inner.read() as tx:
            yield tx

    def _freeze(self) -> None:
        self.wakes.enter_context(self.server.frozen())
        self.stands_still.set()


@pytest.mark.parametrize(
    ("number", "within", "seconds", "end"),
    [
        (CLAIM, False, 2, ProposalState.DONE),
        # The claim stands, and its lease went by meanwhile.
        (CLAIM, True, 40, ProposalState.WITHDRAWN),
        (INTENT, False, 2, ProposalState.DONE),
        (INTENT, False, 40, ProposalState.WITHDRAWN),
        # The attempt is written down by a check that is too old by now.
        (INTENT, True, 2, ProposalState.FAILED),
        (END, False, 2, ProposalState.DONE),
        (END, True, 2, ProposalState.DONE),
        (END, False, 40, ProposalState.DONE),
    ],
)
async def test_nothing_is_sent_while_the_server_stands_still_and_the_story_goes_on_when_it_wakes(
    tmp_path: Path,
    postgres: PostgresServer,
    postgres_url: str,
    number: int,
    within: bool,
    seconds: int,
    end: ProposalState,
) -> None:
    async with fresh(tmp_path, url=postgres_url) as night:
        await arm(night)
        store = FreezingStore(night.store, postgres, number, within=within)
        with store.wakes:
            working = asyncio.create_task(night.work(replace(night.world, store=store)))
            await asyncio.wait_for(store.stands_still.wait(), PATIENCE)
            before = len(night.remediator.applied)
            assert before == (number == END)
            night.clock.advance(seconds)
            done, _ = await asyncio.wait({working}, timeout=STILL)
            assert not done, "something went on without the record"
            assert len(night.remediator.applied) == before
        await asyncio.wait_for(working, PATIENCE)
        for _ in range(4):
            await night.work(night.other())
            night.clock.advance(16)
        await night.deliver()
        proposal = await night.proposal()
        assert proposal.state is end, proposal.ended_why
        assert len(night.remediator.applied) == (end is ProposalState.DONE)
        assert night.slack.button(ActionId.CONFIRM, f"proposal:{proposal.id}") is None


async def arm(night: Night) -> None:
    """Both keys are there and the execution is due."""
    await night.alert()
    await night.settle()
    await night.click(NORA, ActionId.TAKE)
    await night.propose()
    await night.settle()
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)
    assert (await night.proposal()).state is ProposalState.ARMED
