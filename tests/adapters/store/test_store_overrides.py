"""An override makes a pending proposal another one, and only that: no key may stand on what it was."""

import pytest

from bot.domain.freeze import Override
from bot.domain.proposal import DecisionRole, Proposal, ProposalState
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import APPROVAL, CONFIRMATION, decision, proposal, with_incident
from tests.fakes_clock import FakeClock

OVERRIDE = Override(
    freeze="abc", scope="all", source="configuration", reason="customers cannot pay", by="U-IVY"
)
CHANGED = proposal(number=1, override=OVERRIDE)


@pytest.fixture(autouse=True)
async def _pending(store: Store) -> None:
    await with_incident(store)
    async with store.begin() as tx:
        await tx.proposals.add(proposal())


async def override(store: Store, digest: str = "") -> Proposal | None:
    async with store.begin() as tx:
        return await tx.proposals.override("prop-1", digest or proposal().digest, OVERRIDE)


async def stored(store: Store) -> Proposal:
    async with store.read() as tx:
        return await tx.proposals.get("prop-1")


async def test_what_both_keys_are_for_from_then_on_has_the_override_in_it(store: Store) -> None:
    assert await override(store) == CHANGED
    assert await stored(store) == CHANGED
    async with store.begin() as tx:
        assert not await tx.proposals.decide("prop-1", APPROVAL)
        assert await tx.proposals.decide("prop-1", decision(DecisionRole.COMMANDER, "U-IVY", of=CHANGED))


async def test_of_a_proposal_that_is_another_one_by_now_nothing_is_overridden(store: Store) -> None:
    assert await override(store, "another digest") is None
    assert await override(store)
    assert await override(store) is None
    assert await stored(store) == CHANGED


async def test_a_standing_key_keeps_it_out_until_it_is_taken_back(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.proposals.decide("prop-1", CONFIRMATION)
    assert await override(store) is None
    assert (await stored(store)).override is None
    async with store.begin() as tx:
        assert await tx.proposals.drop("prop-1", DecisionRole.OWNER)
    assert await override(store)


async def test_nothing_is_overridden_once_the_time_for_decisions_is_over(
    store: Store, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    assert await override(store) is None


@pytest.mark.parametrize("end", [ProposalState.REJECTED, ProposalState.EXPIRED, ProposalState.WITHDRAWN])
async def test_nothing_of_a_closed_one_is_overridden(store: Store, end: ProposalState) -> None:
    async with store.begin() as tx:
        assert await tx.proposals.move("prop-1", (ProposalState.PENDING,), end)
    assert await override(store) is None
    assert (await stored(store)).override is None


async def test_another_proposal_with_its_keys_is_left_alone(store: Store) -> None:
    other = proposal("prop-2", uid="uid-2")
    async with store.begin() as tx:
        await tx.proposals.add(other)
        assert await tx.proposals.decide("prop-2", decision(DecisionRole.OWNER, "U-NORA", of=other))
    assert await override(store)
    async with store.read() as tx:
        kept = await tx.proposals.get("prop-2")
    assert (kept.override, len(kept.decisions)) == (None, 1)
