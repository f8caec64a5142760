import asyncio
from datetime import timedelta

import pytest

from bot.domain.errors import PermanentError
from bot.domain.mitigation import Restart
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import (
    APPROVAL,
    CATALOG,
    CONFIRMATION,
    decision,
    incident,
    proposal,
    with_incident,
)
from tests.fakes_clock import FakeClock

COMMANDER, OWNER = DecisionRole.COMMANDER, DecisionRole.OWNER
PENDING, ARMED = ProposalState.PENDING, ProposalState.ARMED
OPEN = (PENDING, ARMED)


@pytest.fixture(autouse=True)
async def _incident(store: Store) -> None:
    await with_incident(store)


async def add(store: Store, one: Proposal) -> Proposal | None:
    async with store.begin() as tx:
        return await tx.proposals.add(one)


async def decide(store: Store, key: Decision, proposal_id: str = "prop-1") -> bool:
    async with store.begin() as tx:
        return await tx.proposals.decide(proposal_id, key)


async def drop(store: Store, role: DecisionRole) -> bool:
    async with store.begin() as tx:
        return await tx.proposals.drop("prop-1", role)


async def move(store: Store, to: ProposalState, *sources: ProposalState, why: str = "") -> bool:
    async with store.begin() as tx:
        return await tx.proposals.move("prop-1", sources, to, by="U-IVY", why=why)


async def stored(store: Store, proposal_id: str = "prop-1") -> Proposal:
    async with store.read() as tx:
        return await tx.proposals.get(proposal_id)


async def test_a_proposal_comes_back_as_it_was_with_the_next_number(store: Store) -> None:
    first = await add(store, proposal())
    assert first == proposal(number=1)
    assert await stored(store) == first
    second = await add(store, proposal("prop-2", uid="uid-2"))
    assert second is not None
    assert second.number == 2


async def test_an_unknown_proposal_is_a_permanent_error(store: Store) -> None:
    with pytest.raises(PermanentError, match="no proposal 'nope'"):
        await stored(store, "nope")


async def test_a_proposal_of_no_incident_is_refused(store: Store) -> None:
    with pytest.raises(PermanentError, match="does not fit the record"):
        await add(store, proposal(incident_id="nope"))


async def test_an_open_one_keeps_out_the_same_for_the_same_object_only(store: Store) -> None:
    await add(store, proposal())
    assert await add(store, proposal("twin", reason="other words", runbook="other")) is None
    assert await add(store, proposal("other-object", uid="uid-2")) is not None
    assert await add(store, proposal("other-cluster", cluster="stage")) is not None
    assert await add(store, proposal("other-action", mitigation=Restart(subject=CATALOG))) is not None


async def test_once_closed_the_same_may_be_proposed_again(store: Store) -> None:
    await add(store, proposal())
    assert await move(store, ProposalState.EXPIRED, *OPEN)
    assert await add(store, proposal("again")) is not None


async def test_of_many_equal_proposals_at_once_exactly_one_opens(store: Store, other_store: Store) -> None:
    opened = await asyncio.gather(*(add((store, other_store)[n % 2], proposal(f"p{n}")) for n in range(12)))
    assert len([one for one in opened if one]) == 1


async def test_lists_have_their_order(store: Store) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident("inc-2"))
        for n, home in enumerate(("inc-1", "inc-2", "inc-1"), start=1):
            await tx.proposals.add(proposal(f"p{n}", uid=f"u{n}", incident_id=home))
        await tx.proposals.move("p2", OPEN, ProposalState.REJECTED)
        assert [one.id for one in await tx.proposals.of("inc-1")] == ["p3", "p1"]
        assert [one.id for one in await tx.proposals.unfinished()] == ["p1", "p3"]


async def test_the_second_decision_arms(store: Store) -> None:
    await add(store, proposal())
    assert await decide(store, APPROVAL)
    one = await stored(store)
    assert (one.state, one.decisions) == (PENDING, (APPROVAL,))
    assert await decide(store, CONFIRMATION)
    both = await stored(store)
    assert (both.state, both.decisions) == (ARMED, (APPROVAL, CONFIRMATION))


async def test_the_keys_stand_in_the_order_in_which_they_were_turned(store: Store) -> None:
    await add(store, proposal())
    assert await decide(store, CONFIRMATION)
    assert await decide(store, APPROVAL)
    assert (await stored(store)).decisions == (CONFIRMATION, APPROVAL)


async def test_the_first_decision_of_a_role_stands(store: Store) -> None:
    await add(store, proposal())
    assert await decide(store, APPROVAL)
    assert not await decide(store, APPROVAL)
    assert not await decide(store, decision(COMMANDER, "U-IDRIS"))
    assert (await stored(store)).decisions == (APPROVAL,)


async def test_one_human_cannot_turn_both_keys(store: Store) -> None:
    await add(store, proposal())
    assert await decide(store, APPROVAL)
    assert not await decide(store, decision(OWNER, APPROVAL.user_id))
    assert (await stored(store)).state is PENDING


async def test_a_decision_on_another_digest_changes_nothing(store: Store) -> None:
    await add(store, proposal())
    assert not await decide(store, decision(COMMANDER, "U-IVY", of=proposal(undo="none")))
    assert (await stored(store)).decisions == ()


async def test_a_decision_at_or_after_the_expiry_changes_nothing(store: Store, clock: FakeClock) -> None:
    await add(store, proposal())
    clock.advance(minutes=9)
    assert await decide(store, APPROVAL)
    clock.advance(minutes=1)
    assert not await decide(store, CONFIRMATION)


@pytest.mark.parametrize("end", [ProposalState.REJECTED, ProposalState.EXPIRED, ProposalState.WITHDRAWN])
async def test_a_closed_proposal_takes_no_decision_and_stays_closed(store: Store, end: ProposalState) -> None:
    await add(store, proposal())
    assert await move(store, end, *OPEN, why="because")
    assert not await decide(store, APPROVAL)
    assert not await move(store, ProposalState.WITHDRAWN, *ProposalState)
    assert not await drop(store, COMMANDER)
    closed = await stored(store)
    assert (closed.state, closed.ended_by, closed.ended_why) == (end, "U-IVY", "because")


async def test_of_many_decisions_at_once_one_of_each_role_wins(store: Store, other_store: Store) -> None:
    await add(store, proposal())
    keys = [decision(role, f"U{n}") for n in range(8) for role in DecisionRole]
    won = await asyncio.gather(*(decide((store, other_store)[n % 2], key) for n, key in enumerate(keys)))
    assert sum(won) == 2
    assert (await stored(store)).state is ARMED


async def test_approve_and_reject_at_once_leave_one_truth(store: Store, other_store: Store) -> None:
    await add(store, proposal())
    await decide(store, APPROVAL)
    confirmed, rejected = await asyncio.gather(
        decide(store, CONFIRMATION), move(other_store, ProposalState.REJECTED, PENDING)
    )
    assert confirmed != rejected
    assert (await stored(store)).state is (ARMED if confirmed else ProposalState.REJECTED)


async def test_a_handover_takes_the_role_s_decision_back(store: Store) -> None:
    await add(store, proposal())
    await decide(store, APPROVAL)
    await decide(store, CONFIRMATION)
    assert await drop(store, COMMANDER)
    back = await stored(store)
    assert (back.state, back.decisions) == (PENDING, (CONFIRMATION,))
    assert not await drop(store, COMMANDER)
    assert await decide(store, decision(COMMANDER, "U-IDRIS", term=2))
    assert (await stored(store)).state is ARMED


async def test_a_decision_cannot_be_taken_back_once_it_is_executing(store: Store, clock: FakeClock) -> None:
    await add(store, proposal())
    await decide(store, APPROVAL)
    await decide(store, CONFIRMATION)
    async with store.begin() as tx:
        assert await tx.proposals.claim("prop-1", "w1", timedelta(seconds=30)) == 1
    assert not await drop(store, OWNER)


async def test_a_move_needs_one_of_its_sources(store: Store) -> None:
    await add(store, proposal())
    assert not await move(store, ProposalState.WITHDRAWN, ARMED)
    assert not await move(store, ProposalState.WITHDRAWN)
    assert await move(store, ProposalState.WITHDRAWN, PENDING, ARMED)


async def test_the_reasons_of_an_end_are_kept_with_an_end_only(store: Store) -> None:
    await armed(store)
    assert await move(store, PENDING, ARMED, why="not an end")
    one = await stored(store)
    assert (one.state, one.ended_by, one.ended_why) == (PENDING, "", "")


async def test_an_end_of_which_nobody_gave_a_reason_has_none(store: Store) -> None:
    await add(store, proposal())
    async with store.begin() as tx:
        assert await tx.proposals.move("prop-1", (PENDING,), ProposalState.EXPIRED)
    one = await stored(store)
    assert (one.state, one.ended_by, one.ended_why) == (ProposalState.EXPIRED, "", "")


async def armed(store: Store) -> None:
    await add(store, proposal())
    assert await decide(store, APPROVAL)
    assert await decide(store, CONFIRMATION)
