"""The process dies at every transaction of an execution, and around the write; another one takes over."""

from dataclasses import replace

import pytest

from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import Outcome, ProposalState
from bot.render.actions import ActionId
from bot.triage.work import run_next
from bot.triage.world import World
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import CrashError, FusedStore, Night

pytestmark = pytest.mark.long

LAST = 5
"""An execution's writing transactions: the task's claim, the proposal's, the intent, the end; and one to spare."""


async def arm(night: Night) -> None:
    """Both keys are there and the execution is due."""
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)
    assert (await night.proposal()).state is ProposalState.ARMED


def fused(night: Night, *, before: int = 0, after: int = 0) -> World:
    """The world of a process that dies at that transaction."""
    store = FusedStore(night.store)
    store.dies_before, store.dies_after = before or None, after or None
    return replace(night.world, store=store, worker="w-doomed")


async def dies(night: Night, world: World) -> bool:
    """Work until the process dies; False if it survived."""
    try:
        await night.work(world)
    except CrashError:
        return True
    return False


async def afterwards(night: Night) -> ProposalState:
    """What another process makes of it in the next minutes; the state in the end, after the invariants."""
    for _ in range(8):
        night.clock.advance(16)
        await night.work(night.other())
    await night.deliver()
    proposal = await night.proposal()
    assert len(night.remediator.applied) <= 1
    if night.remediator.applied:
        assert proposal.state in {ProposalState.DONE, ProposalState.FAILED, ProposalState.UNKNOWN}
    else:
        assert proposal.state not in {ProposalState.DONE, ProposalState.FAILED}
    assert not proposal.state.is_open
    assert proposal.state is not ProposalState.EXECUTING
    assert night.slack.button(ActionId.CONFIRM, f"proposal:{proposal.id}") is None
    return proposal.state


@pytest.mark.parametrize("number", range(1, LAST))
async def test_a_crash_before_any_transaction_leads_to_an_end_and_to_one_write_at_most(
    proposed: Night, number: int
) -> None:
    await arm(proposed)
    assert await dies(proposed, fused(proposed, before=number))
    ends = {
        1: ProposalState.DONE,
        2: ProposalState.DONE,
        3: ProposalState.WITHDRAWN,
        4: ProposalState.UNKNOWN,
    }
    assert await afterwards(proposed) is ends[number]


@pytest.mark.parametrize("number", range(1, LAST))
async def test_a_crash_after_any_transaction_leads_to_an_end_and_to_one_write_at_most(
    proposed: Night, number: int
) -> None:
    await arm(proposed)
    assert await dies(proposed, fused(proposed, after=number))
    ends = {
        1: ProposalState.DONE,
        2: ProposalState.WITHDRAWN,
        3: ProposalState.UNKNOWN,
        4: ProposalState.DONE,
    }
    assert await afterwards(proposed) is ends[number]


async def test_a_crash_after_the_intent_and_before_the_send_is_unknown_without_a_mark(
    proposed: Night,
) -> None:
    await arm(proposed)
    assert await dies(proposed, fused(proposed, after=3))
    assert await afterwards(proposed) is ProposalState.UNKNOWN
    assert proposed.remediator.applied == []
    assert "shows no mark of this proposal" in (await proposed.proposal()).ended_why


async def test_a_crash_after_the_send_is_unknown_with_the_mark_that_was_found(proposed: Night) -> None:
    async def die(_clearance: object) -> None:
        raise CrashError

    await arm(proposed)
    proposed.remediator.after_apply = die
    assert await dies(proposed, proposed.world)
    proposed.remediator.after_apply = None
    assert await afterwards(proposed) is ProposalState.UNKNOWN
    assert len(proposed.remediator.applied) == 1
    assert "the change is in" in (await proposed.proposal()).ended_why
    [row] = await proposed.rows(Act.EXECUTED)
    [intent] = await proposed.rows(Act.INTENT)
    assert row.detail["outcome"] == Outcome.UNKNOWN
    assert row.detail["begun_at"] == intent.at.isoformat().replace("+00:00", "Z")
    assert "Unknown:" in proposed.slack.text("outcome")


@pytest.mark.parametrize("trouble", [TransientError("late"), PermanentError("gone")])
async def test_an_object_that_cannot_be_read_after_a_crash_is_unknown_all_the_same(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, trouble: TransientError | PermanentError
) -> None:
    async def unreadable(_proposal: object) -> bool | None:
        raise trouble

    await arm(proposed)
    assert await dies(proposed, fused(proposed, after=3))
    monkeypatch.setattr(proposed.remediator, "reconcile", unreadable)
    assert await afterwards(proposed) is ProposalState.UNKNOWN
    assert "could not be read" in (await proposed.proposal()).ended_why


async def test_a_stop_after_a_crash_does_not_hide_what_may_have_been_sent(proposed: Night) -> None:
    await arm(proposed)
    assert await dies(proposed, fused(proposed, before=4))
    await proposed.stop("mitigation")
    assert await afterwards(proposed) is ProposalState.UNKNOWN


async def test_nothing_is_concluded_while_the_lease_of_the_other_may_still_be_alive(proposed: Night) -> None:
    await arm(proposed)
    async with proposed.store.begin() as tx:
        task = await tx.tasks.claim("w-slow", proposed.world.policy.lease)
        assert task is not None
        await tx.proposals.claim(task.payload["proposal"], "w-slow", proposed.world.policy.write_lease)
        await tx.tasks.postpone(task, "w-slow", tx.now, "as if its task lease had lapsed")
    await proposed.work(proposed.other())
    assert (await proposed.proposal()).state is ProposalState.EXECUTING
    assert await afterwards(proposed) is ProposalState.WITHDRAWN


async def test_a_process_that_was_paused_longer_than_its_lease_sends_nothing(proposed: Night) -> None:
    await arm(proposed)

    async def paused() -> None:
        proposed.remediator.on_rehearse = None
        proposed.clock.advance(31)
        await proposed.work(proposed.other())
        proposed.clock.advance(16)
        await proposed.work(proposed.other())

    proposed.remediator.on_rehearse = paused
    await proposed.work()
    assert proposed.remediator.applied == []
    assert await afterwards(proposed) is ProposalState.WITHDRAWN


async def test_a_result_that_comes_after_the_case_was_closed_does_not_reopen_it(proposed: Night) -> None:
    await arm(proposed)

    async def paused(_clearance: object) -> None:
        proposed.remediator.after_apply = None
        proposed.clock.advance(31)
        await proposed.work(proposed.other())

    proposed.remediator.after_apply = paused
    await proposed.work()
    assert await afterwards(proposed) is ProposalState.UNKNOWN
    assert len(await proposed.rows(Act.EXECUTED)) == 1


async def test_a_fault_of_our_own_before_the_intent_ends_withdrawn(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.triage import execute  # noqa: PLC0415 # the moment between two of its steps is what is tested

    async def broken(*_args: object, **_more: object) -> object:
        raise KeyError("a bug")

    await arm(proposed)
    monkeypatch.setattr(execute, "gather_case", broken)
    await proposed.work()
    assert await afterwards(proposed) is ProposalState.WITHDRAWN
    assert proposed.remediator.applied == []


async def test_a_writer_that_raises_counts_as_bytes_that_may_have_been_sent(proposed: Night) -> None:
    async def broken(_clearance: object) -> None:
        raise RuntimeError("a bug in the writer")

    await arm(proposed)
    proposed.remediator.after_apply = broken
    await proposed.work()
    assert await afterwards(proposed) is ProposalState.UNKNOWN
    assert len(proposed.remediator.applied) == 1


async def test_slack_failing_after_the_write_only_delays_the_card(proposed: Night) -> None:
    await arm(proposed)
    proposed.slack.down = TransientError("Slack could not be reached")
    await proposed.settle()
    assert (await proposed.proposal()).state is ProposalState.DONE
    proposed.slack.down = None
    await proposed.pass_time(1)
    assert "Sent:" in proposed.slack.text("outcome")
    assert proposed.slack.button(ActionId.DENY, f"proposal:{(await proposed.proposal()).id}") is None
