"""What is done to one proposal leaves those beside it alone, whichever sorts first."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from bot.adapters.store.session import Session
from bot.domain.freeze import Override
from bot.domain.proposal import DecisionRole, Execution, Outcome, ProposalState
from bot.triage.ports.store import Store, Transaction
from tests.adapters.store.store_cases import LEASE, decision, incident, proposal
from tests.fakes_clock import START, FakeClock

IDS = ("prop-1", "prop-2", "prop-3")
MINE = "prop-2"
TABLES = {
    "proposal": "SELECT * FROM proposal ORDER BY id",
    "decision": "SELECT * FROM decision ORDER BY id",
    "attempt": "SELECT * FROM attempt ORDER BY proposal_id",
}
OVERRIDE = Override(freeze="f", scope="all", source="configuration", reason="worse without", by="U0IVY")
Verb = Callable[[Transaction, str], Awaitable[object]]


async def override(tx: Transaction, one: str) -> object:
    """Of no keys yet."""
    return await tx.proposals.override(one, (await tx.proposals.get(one)).digest, OVERRIDE)


async def approve(tx: Transaction, one: str) -> object:
    """The first key."""
    mine = await tx.proposals.get(one)
    return await tx.proposals.decide(one, decision(DecisionRole.COMMANDER, "U0IVY", of=mine))


async def confirm(tx: Transaction, one: str) -> object:
    """The second key, which arms."""
    mine = await tx.proposals.get(one)
    return await tx.proposals.decide(one, decision(DecisionRole.OWNER, "U0NORA", of=mine))


async def take_back(tx: Transaction, one: str) -> object:
    """The owner's key is nobody's any more."""
    return await tx.proposals.drop(one, DecisionRole.OWNER)


async def claim(tx: Transaction, one: str) -> object:
    """By one worker."""
    return await tx.proposals.claim(one, "w1", LEASE)


async def intend(tx: Transaction, one: str) -> object:
    """Before the call."""
    return await tx.proposals.intend(one, "w1", 1, "PATCH")


async def record(tx: Transaction, one: str) -> object:
    """After the call."""
    return await tx.proposals.record(
        Execution(
            proposal_id=one,
            epoch=1,
            begun_at=START,
            outcome=Outcome.FAILED,
            request="PATCH",
            answer="409",
            seconds=0.2,
            ended_at=START,
        )
    )


async def withdraw(tx: Transaction, one: str) -> object:
    """Ended without a call."""
    return await tx.proposals.move(one, (ProposalState.PENDING,), ProposalState.WITHDRAWN, why="a stop")


STEPS: tuple[Verb, ...] = (override, approve, confirm, claim, intend, record)


def session_of(tx: Transaction) -> Session:
    """The way to the database below the verbs."""
    session = tx.proposals._session  # type: ignore[attr-defined]
    assert isinstance(session, Session)
    return session


async def rows(tx: Transaction) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
    """All that is stored of each proposal."""
    found: dict[str, dict[str, list[tuple[Any, ...]]]] = {one: {} for one in IDS}
    for table, statement in TABLES.items():
        for row in await session_of(tx).table(text(statement), {}):
            mine = row.id if table == "proposal" else row.proposal_id
            found[mine].setdefault(table, []).append(tuple(row))
    return found


@pytest.fixture(autouse=True)
async def _three(store: Store) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        for one in IDS:
            assert await tx.proposals.add(proposal(one, uid=f"uid-{one}"))


@pytest.mark.parametrize(
    ("before", "verb"),
    [*((number, verb) for number, verb in enumerate(STEPS)), (3, take_back), (0, withdraw)],
    ids=lambda one: one.__name__ if callable(one) else "",
)
async def test_a_verb_changes_its_own_proposal_alone(store: Store, before: int, verb: Verb) -> None:
    async with store.begin() as tx:
        for step in STEPS[:before]:
            for one in IDS:
                assert await step(tx, one)
    async with store.begin() as tx:
        was = await rows(tx)
        assert await verb(tx, MINE)
        now = await rows(tx)
    assert [one for one in IDS if now[one] != was[one]] == [MINE]


async def test_a_lease_is_of_one_proposal(store: Store) -> None:
    async with store.begin() as tx:
        for step in STEPS[:3]:
            for one in IDS:
                assert await step(tx, one)
        assert await tx.proposals.claim(MINE, "w2", LEASE) == 1
        held = [one for one in IDS if await tx.proposals.holds(one, "w2", 1)]
        assert held == [MINE]
        assert [await tx.proposals.holds(MINE, worker, 1) for worker in ("w1", "w2", "w3")] == [
            False,
            True,
            False,
        ]
        assert [await tx.proposals.holds(MINE, "w2", epoch) for epoch in (0, 1, 2)] == [False, True, False]
        assert await tx.proposals.intend(MINE, "w2", 1, "PATCH")
        assert [one for one in IDS if await tx.proposals.intended(one)] == [MINE]


async def test_an_override_is_of_the_digest_that_was_shown_and_only_in_time(
    store: Store, clock: FakeClock
) -> None:
    async with store.begin() as tx:
        shown = (await tx.proposals.get(MINE)).digest
        assert await tx.proposals.override(MINE, shown[::-1], OVERRIDE) is None
    for minutes in (10, 1):
        clock.advance(minutes=minutes)
        async with store.begin() as tx:
            assert await tx.proposals.override(MINE, shown, OVERRIDE) is None


async def test_the_same_on_other_objects_is_proposed_beside_it_whichever_sorts_first(store: Store) -> None:
    async with store.begin() as tx:
        for number in range(8):
            assert await tx.proposals.add(proposal(f"prop-other-{number}", uid=f"uid-other-{number}"))
            assert await tx.proposals.add(proposal(f"prop-again-{number}", uid=f"uid-other-{number}")) is None
