"""What happens between the gates and the write: each thing holds it back, and the card says which it was."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.domain.people import Holder
from bot.domain.proposal import Proposal, ProposalState
from bot.render.actions import ActionId
from bot.triage import execute
from bot.triage.work import run_next
from bot.triage.world import World
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import Night

OFFICES = "the incident was closed or an office changed hands before it was sent"


async def arm(night: Night) -> None:
    """Both keys are there and the execution is due."""
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)


def between(night: Night, patch: pytest.MonkeyPatch, event: Callable[[], Awaitable[object]]) -> None:
    """Let something happen once every gate has passed."""
    real = execute._intend

    async def then(world: World, proposal: Proposal, epoch: int) -> float | str:
        await event()
        return await real(world, proposal, epoch)

    patch.setattr(execute, "_intend", then)


async def held_back(night: Night) -> str:
    """Why the armed proposal was withdrawn, with nothing meant and nothing sent."""
    await night.work()
    proposal = await night.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert night.remediator.applied == []
    assert await night.rows(Act.INTENT, Act.EXECUTED) == []
    (row,) = await night.rows(Act.WITHDRAWN)
    assert row.detail["why"] == proposal.ended_why
    return proposal.ended_why


@pytest.mark.parametrize(
    "change",
    [
        {"status": IncidentStatus.CLOSED},
        {"owner": None},
        {"commander": None},
        {"owner": EMIL},
        {"owner_term": 2},
        {"commander_term": 2},
    ],
    ids=["closed", "released", "command given up", "taken by another", "taken anew", "commanded anew"],
)
async def test_a_change_of_offices_after_the_gates_holds_the_write_back(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    async def happens() -> None:
        incident = await proposed.incident()
        assert incident.owner is not None
        assert incident.commander is not None
        made = {
            "owner": Holder(user_id=EMIL, since=incident.owner.since, term=1),
            "owner_term": incident.owner.model_copy(update={"term": 2}),
            "commander_term": incident.commander.model_copy(update={"term": 2}),
        }
        ((name, value),) = change.items()
        update = {name.removesuffix("_term"): made[name] if value else value} if name in made else change
        async with proposed.store.begin() as tx:
            await tx.incidents.save(incident.model_copy(update=update))

    await arm(proposed)
    between(proposed, monkeypatch, happens)
    assert await held_back(proposed) == OFFICES


async def test_a_lease_that_lapses_after_the_gates_holds_the_write_back(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def happens() -> None:
        proposed.clock.advance(proposed.world.policy.write_lease.total_seconds())

    await arm(proposed)
    between(proposed, monkeypatch, happens)
    assert await held_back(proposed) == "its lease was lost before it was sent"


async def test_a_run_that_was_interrupted_before_the_intent_is_withdrawn_and_says_so(proposed: Night) -> None:
    await arm(proposed)
    async with proposed.store.begin() as tx:
        task = await tx.tasks.claim("w-slow", proposed.world.policy.lease, kinds=("execute",))
        assert task is not None
        lease = proposed.world.policy.write_lease
        assert await tx.proposals.claim(task.payload["proposal"], "w-slow", lease) == 1
        await tx.tasks.postpone(task, "w-slow", tx.now, "as if its task lease had lapsed")
    await proposed.work()
    assert (await proposed.proposal()).state is ProposalState.EXECUTING
    proposed.clock.advance(lease.total_seconds() + 1)
    assert await held_back(proposed) == "it was interrupted before anything was sent"
    assert await proposed.rows(Act.CLAIMED) == []


async def test_an_execution_that_finds_nothing_to_claim_writes_no_row(proposed: Night) -> None:
    await arm(proposed)
    await proposed.work()
    before = await proposed.rows()
    async with proposed.store.begin() as tx:
        await tx.tasks.add("execute", "execute:twin", {"proposal": (await proposed.proposal()).id})
    await proposed.work()
    assert await proposed.rows() == before
    async with proposed.store.read() as tx:
        assert await tx.tasks.next_due("execute", "") is None
