"""Two proposals in one record: whatever is done to one of them leaves the other as it was."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.adapters.store.proposal_rows import AttemptRow
from bot.adapters.store.proposals import SqlProposals
from bot.domain.proposal import DecisionRole, Execution, Outcome, Proposal, ProposalState
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, decision, proposal, with_incident
from tests.fakes_clock import START, FakeClock

COMMANDER, OWNER = DecisionRole.COMMANDER, DecisionRole.OWNER
PENDING, ARMED, EXECUTING = ProposalState.PENDING, ProposalState.ARMED, ProposalState.EXECUTING
ONE, OTHER = proposal("one", uid="u1"), proposal("other", uid="u2")


@pytest.fixture(autouse=True)
async def _two(store: Store) -> None:
    await with_incident(store)
    async with store.begin() as tx:
        await tx.proposals.add(ONE)
        await tx.proposals.add(OTHER)


async def turn(store: Store, of: Proposal, *roles: DecisionRole) -> None:
    async with store.begin() as tx:
        for role in roles:
            assert await tx.proposals.decide(of.id, decision(role, f"U-{role}", of=of))


async def states(store: Store) -> list[ProposalState]:
    async with store.read() as tx:
        return [(await tx.proposals.get(one.id)).state for one in (ONE, OTHER)]


async def keys(store: Store, of: Proposal) -> set[DecisionRole]:
    async with store.read() as tx:
        return {one.role for one in (await tx.proposals.get(of.id)).decisions}


async def attempts(store: Store) -> Sequence[AttemptRow]:
    async with store.read() as tx:
        assert isinstance(tx.proposals, SqlProposals)
        return await tx.proposals._session.all(select(AttemptRow).order_by(col(AttemptRow.proposal_id)))


def result(of: Proposal) -> Execution:
    return Execution(
        proposal_id=of.id,
        epoch=1,
        begun_at=START,
        outcome=Outcome.FAILED,
        request="PATCH of the API",
        answer="409",
        seconds=0.25,
        ended_at=START + timedelta(seconds=1),
    )


async def test_one_human_may_turn_the_same_key_of_both(store: Store) -> None:
    await turn(store, ONE, COMMANDER)
    await turn(store, OTHER, COMMANDER)
    assert await states(store) == [PENDING, PENDING]
    await turn(store, ONE, OWNER)
    assert await states(store) == [ARMED, PENDING]
    assert (await keys(store, ONE), await keys(store, OTHER)) == ({COMMANDER, OWNER}, {COMMANDER})


async def test_a_key_is_taken_back_from_one_alone(store: Store) -> None:
    await turn(store, ONE, COMMANDER, OWNER)
    await turn(store, OTHER, COMMANDER, OWNER)
    async with store.begin() as tx:
        assert await tx.proposals.drop(ONE.id, COMMANDER)
    assert await states(store) == [PENDING, ARMED]
    assert (await keys(store, ONE), await keys(store, OTHER)) == ({OWNER}, {COMMANDER, OWNER})


async def test_a_key_that_only_the_other_has_cannot_be_taken_back(store: Store) -> None:
    await turn(store, OTHER, COMMANDER)
    await turn(store, ONE, OWNER)
    async with store.begin() as tx:
        assert not await tx.proposals.drop(ONE.id, COMMANDER)
    assert (await keys(store, ONE), await keys(store, OTHER)) == ({OWNER}, {COMMANDER})


async def test_one_alone_moves(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.proposals.move(ONE.id, (PENDING,), ProposalState.REJECTED, by="U-IVY", why="no")
    assert await states(store) == [ProposalState.REJECTED, PENDING]


async def test_the_oldest_comes_first_whatever_became_of_which(store: Store) -> None:
    await turn(store, OTHER, COMMANDER, OWNER)
    await turn(store, ONE, COMMANDER)
    async with store.read() as tx:
        assert [one.id for one in await tx.proposals.unfinished()] == [ONE.id, OTHER.id]
        assert [one.id for one in await tx.proposals.of("inc-1")] == [OTHER.id, ONE.id]


async def test_one_alone_is_claimed_sent_and_closed(store: Store, clock: FakeClock) -> None:
    for each in (ONE, OTHER):
        await turn(store, each, COMMANDER, OWNER)
    async with store.begin() as tx:
        assert await tx.proposals.claim(ONE.id, "w1", LEASE) == 1
        assert not await tx.proposals.holds(OTHER.id, "w1", 1)
        assert not await tx.proposals.intend(OTHER.id, "w1", 1, "PATCH")
        assert await tx.proposals.intend(ONE.id, "w1", 1, "PATCH")
        assert not await tx.proposals.intended(OTHER.id)
        assert not await tx.proposals.record(result(OTHER))
    assert await states(store) == [EXECUTING, ARMED]
    async with store.begin() as tx:
        assert await tx.proposals.claim(OTHER.id, "w1", LEASE) == 1
        assert await tx.proposals.intend(OTHER.id, "w1", 1, "PATCH")
        assert await tx.proposals.record(result(ONE))
    assert await states(store) == [ProposalState.FAILED, EXECUTING]
    clock.advance(LEASE.total_seconds())
    async with store.read() as tx:
        assert [one.id for one in await tx.proposals.lapsed()] == [OTHER.id]


async def test_the_attempt_says_first_what_is_meant_and_then_what_was_sent_and_answered(store: Store) -> None:
    for each in (ONE, OTHER):
        await turn(store, each, COMMANDER, OWNER)
        async with store.begin() as tx:
            assert await tx.proposals.claim(each.id, "w1", LEASE) == 1
            assert await tx.proposals.intend(each.id, "w1", 1, f"PATCH {each.id}")
    for row in await attempts(store):
        assert (row.request, row.worker, row.epoch) == (f"PATCH {row.proposal_id}", "w1", 1)
        assert (row.begun_at, row.outcome, row.answer) == (START, "", "")
        assert (row.seconds, row.ended_at) == (0.0, None)
    async with store.begin() as tx:
        assert await tx.proposals.record(result(ONE))
    closed, waiting = await attempts(store)
    assert (closed.request, closed.outcome, closed.answer) == ("PATCH of the API", "failed", "409")
    assert (closed.seconds, closed.ended_at) == (0.25, START + timedelta(seconds=1))
    assert (waiting.request, waiting.outcome, waiting.ended_at) == ("PATCH other", "", None)
