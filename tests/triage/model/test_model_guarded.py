"""A switch that cannot be read keeps a model from being asked, and ends what is under way: it fails closed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose, Request, Turn
from bot.domain.spending import DOLLAR, Budgets
from bot.triage.model.guarded import BLIND, Guarded
from bot.triage.model.levers import UNREADABLE
from bot.triage.model.minutes import Minutes
from bot.triage.model.terms import StoppedError
from bot.triage.policy import ModelPolicy
from bot.triage.ports.store import Store, Transaction
from tests.adapters.store.store_cases import incident
from tests.fakes_model import USAGE, FakeModel, answers, never
from tests.triage.worlds import Night, night

REQUEST = Request(model="claude-opus-5-5", system="", turns=(Turn(said="What is wrong?"),), out=256)

BILLED = Attempt(
    run="refine:1",
    purpose=Purpose.INVESTIGATE,
    step=1,
    release="2026-11",
    release_digest="d",
    model="claude-opus-5-5",
    ended=Ended.ANSWER,
    cost=7_500,
)


class Failing:
    """The store of a database that a test takes away."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.gone = False
        self.hangs = False

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction, while the database is there."""
        self._look()
        async with self.inner.begin(urgent=urgent) as tx:
            yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction, while the database is there."""
        self._look()
        if self.hangs:
            await asyncio.Event().wait()
        async with self.inner.read() as tx:
            yield tx

    def _look(self) -> None:
        if self.gone:
            raise TransientError("the database does not answer")


def guarded(made: Night, store: Failing, model: FakeModel | None) -> Guarded:
    """The way to the model over that store."""
    world = replace(made.world, store=store, model=model)
    return Guarded(world, ("model",), Minutes(world, "inc-1", None))


async def test_nothing_is_asked_while_the_switch_cannot_be_read(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        store, model = Failing(made.store), FakeModel(answers("fine"))
        way = guarded(made, store, model)
        assert (await way.ask(REQUEST, within=5)).ended is Ended.ANSWER
        store.gone = True
        with pytest.raises(StoppedError, match=UNREADABLE):
            await way.ask(REQUEST, within=5)
        assert len(model.requests) == 1
        with pytest.raises(StoppedError, match="no model is configured"):
            await guarded(made, Failing(made.store), None).ask(REQUEST, within=5)


async def test_an_attempt_ends_when_the_switch_stays_unreadable_and_not_before(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        store, model = Failing(made.store), FakeModel(never)
        asking = asyncio.create_task(guarded(made, store, model).ask(REQUEST, within=60))
        await asyncio.wait_for(model.asked.wait(), 10)
        store.gone = True
        for second in range(BLIND):
            assert not asking.done(), second
            await _pass(made, 1)
        reply = await asyncio.wait_for(asking, 10)
        assert (reply.ended, reply.why, reply.usage) == (Ended.STOPPED, UNREADABLE, USAGE)


async def test_a_switch_that_never_answers_ends_an_attempt_by_the_time_and_not_by_the_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.triage.model.guarded.LOOK_WITHIN", 0.01)
    async with night(tmp_path) as made:
        store, model = Failing(made.store), FakeModel(never)
        asking = asyncio.create_task(guarded(made, store, model).ask(REQUEST, within=60))
        await asyncio.wait_for(model.asked.wait(), 10)
        store.hangs = True
        await _pass(made, 1)
        assert not asking.done()
        made.clock.advance(BLIND)
        assert UNREADABLE in (await asyncio.wait_for(asking, 10)).why


async def test_an_adapter_that_ignores_its_deadline_is_left_and_what_it_was_told_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.triage.model.guarded.GRACE", -5.0)
    async with night(tmp_path) as made:
        reply = await guarded(made, Failing(made.store), FakeModel(never)).ask(REQUEST, within=5)
        assert (reply.ended, reply.why, reply.seconds) == (Ended.LATE, "No answer came within 5 s.", 5)
        assert (reply.usage, reply.served) == (USAGE, "claude-opus-5-5")


async def test_a_row_that_the_record_did_not_take_is_written_before_the_next_attempt(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        store, model = Failing(made.store), FakeModel(answers("fine"))
        world = replace(made.world, store=store, model=model)
        minutes = Minutes(world, "inc-1", None)
        way = Guarded(world, ("model",), minutes)
        store.gone = True
        await minutes.note(BILLED)
        with pytest.raises(StoppedError, match=UNREADABLE):
            await way.ask(REQUEST, within=5)
        assert not model.requests
        store.gone = False
        await way.ask(REQUEST, within=5)
        await minutes.settle()
        assert [row.detail["cost"] for row in await rows(made)] == [BILLED.cost]
        store.gone = True
        await minutes.note(BILLED.model_copy(update={"step": 2}))
        store.gone = False
        await minutes.settle()
        await minutes.settle()
        assert [row.detail["step"] for row in await rows(made)] == [1, 2]


async def test_what_others_spend_meanwhile_counts_before_the_next_attempt(tmp_path: Path) -> None:
    async with night(tmp_path, model=ModelPolicy(budgets=Budgets(incident=9, day=1, month=9))) as made:
        store, model = Failing(made.store), FakeModel(answers("fine"))
        world = replace(made.world, store=store, model=model)
        way = Guarded(world, ("model",), Minutes(world, "inc-1", None), incident())
        await way.ask(REQUEST, within=5)
        await Minutes(world, "inc-2", None).note(BILLED.model_copy(update={"cost": DOLLAR}))
        with pytest.raises(StoppedError, match="the budget of the day is used up"):
            await way.ask(REQUEST, within=5)
        assert len(model.requests) == 1


async def rows(made: Night) -> Sequence[LedgerEntry]:
    """The rows of the attempts."""
    async with made.store.read() as tx:
        return await tx.ledger.after((Act.ATTEMPTED,), 0)


async def _pass(made: Night, seconds: float) -> None:
    """So much time, and what falls due in it."""
    made.clock.advance(seconds)
    for _ in range(20):
        await asyncio.sleep(0)
