import asyncio
from datetime import timedelta

import pytest

from bot.domain.proposal import DecisionRole, Execution, Outcome, Proposal, ProposalState
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, armed, decision, proposal
from tests.fakes_clock import START, FakeClock


@pytest.fixture(autouse=True)
async def _armed(store: Store) -> None:
    await armed(store)


async def claim(store: Store, worker: str = "w1") -> int | None:
    async with store.begin() as tx:
        return await tx.proposals.claim("prop-1", worker, LEASE)


async def intend(store: Store, worker: str = "w1", epoch: int = 1) -> bool:
    async with store.begin() as tx:
        return await tx.proposals.intend("prop-1", worker, epoch, "PATCH scale")


async def holds(store: Store, worker: str = "w1", epoch: int = 1) -> bool:
    async with store.read() as tx:
        return await tx.proposals.holds("prop-1", worker, epoch)


async def stored(store: Store) -> Proposal:
    async with store.read() as tx:
        return await tx.proposals.get("prop-1")


def execution(outcome: Outcome, *, epoch: int = 1, answer: str = "200") -> Execution:
    return Execution(
        proposal_id="prop-1",
        epoch=epoch,
        begun_at=START,
        outcome=outcome,
        request="PATCH scale",
        answer=answer,
        seconds=0.2,
        ended_at=START,
    )


async def record(store: Store, result: Execution) -> bool:
    async with store.begin() as tx:
        return await tx.proposals.record(result)


async def test_of_many_claims_in_two_processes_exactly_one_wins(store: Store, other_store: Store) -> None:
    epochs = await asyncio.gather(*(claim((store, other_store)[n % 2], f"w{n}") for n in range(24)))
    assert [epoch for epoch in epochs if epoch is not None] == [1]
    assert (await stored(store)).state is ProposalState.EXECUTING


async def test_what_is_not_armed_cannot_be_claimed(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.proposals.drop("prop-1", DecisionRole.OWNER)
    assert await claim(store) is None


async def test_an_expired_approval_cannot_be_claimed(store: Store, clock: FakeClock) -> None:
    clock.advance(minutes=10)
    assert await claim(store) is None
    assert (await stored(store)).state is ProposalState.ARMED


async def test_the_lease_is_held_until_it_lapses_and_by_its_worker_and_epoch_only(
    store: Store, clock: FakeClock
) -> None:
    assert await claim(store) == 1
    assert await holds(store)
    assert not await holds(store, worker="w2")
    assert not await holds(store, epoch=2)
    clock.advance(30)
    assert not await holds(store)


async def test_the_attempt_is_written_once_and_only_by_the_holder(store: Store) -> None:
    assert not await intend(store)
    await claim(store)
    assert not await intend(store, worker="w2")
    assert not await intend(store, epoch=2)
    async with store.read() as tx:
        assert not await tx.proposals.intended("prop-1")
    assert await intend(store)
    assert not await intend(store)
    async with store.read() as tx:
        assert await tx.proposals.intended("prop-1")


async def test_a_worker_paused_for_longer_than_its_lease_may_not_send(store: Store, clock: FakeClock) -> None:
    await claim(store)
    clock.advance(30)
    assert not await intend(store)


@pytest.mark.parametrize("end", [ProposalState.WITHDRAWN, ProposalState.UNKNOWN])
async def test_nothing_is_sent_of_what_was_closed_while_its_lease_was_held(
    store: Store, end: ProposalState
) -> None:
    await claim(store)
    async with store.begin() as tx:
        assert await tx.proposals.move("prop-1", [ProposalState.EXECUTING], end)
    assert not await holds(store)
    assert not await intend(store)
    assert (await stored(store)).state is end


@pytest.mark.parametrize(
    ("outcome", "state", "why"),
    [
        (Outcome.DONE, ProposalState.DONE, ""),
        (Outcome.FAILED, ProposalState.FAILED, "409"),
        (Outcome.UNKNOWN, ProposalState.UNKNOWN, "409"),
    ],
)
async def test_a_result_closes_the_proposal_once(
    store: Store, outcome: Outcome, state: ProposalState, why: str
) -> None:
    await claim(store)
    await intend(store)
    assert await record(store, execution(outcome, answer="409"))
    closed = await stored(store)
    assert (closed.state, closed.ended_why) == (state, why)
    assert not await record(store, execution(Outcome.DONE))
    async with store.begin() as tx:
        assert not await tx.proposals.move("prop-1", tuple(ProposalState), ProposalState.WITHDRAWN)
    assert (await stored(store)).state is state


async def test_a_result_is_refused_when_the_case_was_closed_meanwhile(store: Store, clock: FakeClock) -> None:
    await claim(store)
    await intend(store)
    clock.advance(60)
    async with store.begin() as tx:
        lapsed = await tx.proposals.lapsed()
        assert [one.id for one in lapsed] == ["prop-1"]
        assert await tx.proposals.move("prop-1", [ProposalState.EXECUTING], ProposalState.UNKNOWN)
    assert not await record(store, execution(Outcome.DONE))
    assert (await stored(store)).state is ProposalState.UNKNOWN


async def test_a_late_result_counts_as_long_as_nobody_closed_the_case(store: Store, clock: FakeClock) -> None:
    await claim(store)
    await intend(store)
    clock.advance(60)
    assert not await record(store, execution(Outcome.DONE, epoch=2))
    assert await record(store, execution(Outcome.DONE))


async def test_only_a_lapsed_lease_counts_as_lapsed(store: Store, clock: FakeClock) -> None:
    await claim(store)
    clock.advance(29)
    async with store.read() as tx:
        assert await tx.proposals.lapsed() == []
    clock.advance(1)
    async with store.read() as tx:
        assert [one.state for one in await tx.proposals.lapsed()] == [ProposalState.EXECUTING]


async def test_attempts_on_a_service_are_counted_from_a_time_on(store: Store, clock: FakeClock) -> None:
    second = proposal("prop-2", uid="uid-2", expires_at=START + timedelta(hours=2))
    await claim(store)
    await intend(store)
    clock.advance(minutes=50)
    async with store.begin() as tx:
        await tx.proposals.add(second)
        await tx.proposals.decide("prop-2", decision(DecisionRole.COMMANDER, "U-IVY", of=second))
        await tx.proposals.decide("prop-2", decision(DecisionRole.OWNER, "U-NORA", of=second))
        assert await tx.proposals.claim("prop-2", "w1", LEASE) == 1
        assert await tx.proposals.intend("prop-2", "w1", 1, "PATCH scale")
    async with store.read() as tx:
        assert await tx.proposals.changes("catalog", START - timedelta(seconds=1)) == 2
        assert await tx.proposals.changes("catalog", START) == 1
        assert await tx.proposals.changes("cart", START - timedelta(seconds=1)) == 0
