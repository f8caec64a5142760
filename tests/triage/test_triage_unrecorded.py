"""What the API answered is recorded, also when the database is away in the moment after the change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.gates.clearance import Clearance
from bot.render.actions import ActionId
from bot.triage.execute import WHILE_UNKEPT
from bot.triage.ports.store import Store, Transaction
from bot.triage.work import run_next
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import Night


class FailingOver:
    """A store whose server is away for some writing transactions, with time going by meanwhile."""

    def __init__(self, night: Night) -> None:
        self.night, self.inner = night, night.store
        self.away = 0

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction, if the server is there."""
        if self.away:
            self.away -= 1
            # Once the caller waits.
            asyncio.get_running_loop().call_soon(self.night.clock.advance, WHILE_UNKEPT[-1])
            raise TransientError("the connection to the database server was lost")
        async with self.inner.begin(urgent=urgent) as tx:
            yield tx

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A reading transaction."""
        return self.inner.read()


@pytest.mark.parametrize(
    ("away", "state"),
    [(1, ProposalState.DONE), (len(WHILE_UNKEPT), ProposalState.DONE), (9, ProposalState.EXECUTING)],
)
async def test_an_answer_is_kept_while_the_database_fails_over(
    proposed: Night, away: int, state: ProposalState
) -> None:
    store = FailingOver(proposed)
    real: Store = store
    failing = replace(proposed.world, store=real)

    async def server_goes(_: Clearance) -> None:
        store.away = away

    proposed.remediator.after_apply = server_goes
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(proposed.world, ("click",))
    if state is ProposalState.EXECUTING:
        with pytest.raises(TransientError):
            await run_next(failing, ("execute",))
    else:
        assert await run_next(failing, ("execute",))
    assert (await proposed.proposal()).state is state
    assert len(proposed.remediator.applied) == 1
    assert len(await proposed.rows(Act.EXECUTED)) == (state is ProposalState.DONE)
