"""What the ledger says of a proposal, word for word: who, by what, on which content, and why."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal, ProposalState
from bot.domain.stop import Stop
from bot.render.actions import ActionId
from bot.triage.work import run_next
from tests.fakes_slack import EMIL, GUEST, IDRIS, IVY, NORA
from tests.triage.worlds import Night

APPROVE, CONFIRM, DENY = ActionId.APPROVE, ActionId.CONFIRM, ActionId.DENY
UNDO = "undo deployment/checkout"


def about(proposal: Proposal, **more: object) -> dict[str, object]:
    """The detail of a row on a proposal."""
    return {"proposal": proposal.id, "number": 1, "digest": proposal.digest, **more}


def told(row: LedgerEntry) -> tuple[Act, str, str, dict[str, Any]]:
    return row.act, row.actor, row.source, row.detail


async def queued(night: Night, kind: str) -> bool:
    async with night.store.read() as tx:
        return await tx.tasks.next_due(kind, "") is not None


async def one(night: Night, act: Act) -> LedgerEntry:
    (row,) = await night.rows(act)
    return row


async def test_an_opening_says_what_is_proposed_and_every_gates_verdict(proposed: Night) -> None:
    proposal = await proposed.proposal()
    row = await one(proposed, Act.PROPOSED)
    verdicts = row.detail["verdicts"]
    assert told(row) == (Act.PROPOSED, "", "", about(proposal, action="undo", verdicts=verdicts))
    assert {each["passed"] for each in verdicts} == {True}
    assert all(each["reason"] for each in verdicts)


async def test_each_key_says_whose_it_is_and_their_reason(proposed: Night) -> None:
    proposal = await proposed.proposal()
    await proposed.click(IVY, APPROVE, reason=" it began with it ")
    await proposed.click(NORA, CONFIRM, reason="x")
    assert told(await one(proposed, Act.ROLE)) == (Act.ROLE, IVY, "button", {"role": "commander"})
    approved = about(proposal, reason="it began with it", waited=0.0)
    assert told(await one(proposed, Act.APPROVED)) == (Act.APPROVED, IVY, "button", approved)
    confirmed = about(proposal, reason="x", waited=0.0)
    assert told(await one(proposed, Act.CONFIRMED)) == (Act.CONFIRMED, NORA, "button", confirmed)


async def test_a_key_without_a_reason_says_none(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    assert (await one(proposed, Act.APPROVED)).detail["reason"] == ""
    (key,) = (await proposed.proposal()).decisions
    assert key.reason == ""


async def test_a_refusal_says_whose_it_is_and_why(proposed: Night) -> None:
    proposal = await proposed.proposal()
    await proposed.click(EMIL, DENY, reason="too risky")
    rejected = about(proposal, reason="too risky", waited=0.0)
    assert told(await one(proposed, Act.REJECTED)) == (Act.REJECTED, EMIL, "button", rejected)
    ended = await proposed.proposal()
    assert (ended.ended_by, ended.ended_why) == (EMIL, "too risky")


async def test_a_refusal_without_a_reason_says_none(proposed: Night) -> None:
    await proposed.click(EMIL, DENY)
    assert (await one(proposed, Act.REJECTED)).detail["reason"] == ""
    assert (await proposed.proposal()).ended_why == ""


async def test_an_expiry_is_nobodys_and_says_what_was_missing(proposed: Night) -> None:
    proposal = await proposed.proposal()
    proposed.clock.advance(minutes=10)
    await proposed.work()
    assert told(await one(proposed, Act.EXPIRED)) == (Act.EXPIRED, "", "timer", about(proposal))
    ended = await proposed.proposal()
    assert (ended.state, ended.ended_by) == (ProposalState.EXPIRED, "")
    assert ended.ended_why == "no two decisions in time"


async def test_an_execution_says_under_which_lease_what_was_meant_sent_and_answered(proposed: Night) -> None:
    proposal = await proposed.proposal()
    await proposed.click(IVY, APPROVE)
    begun = proposed.clock.now()
    await proposed.click(NORA, CONFIRM, reason="x")
    meant = f"undo {proposal.mitigation.subject}"
    assert told(await one(proposed, Act.CLAIMED)) == (Act.CLAIMED, "", "", about(proposal, epoch=1))
    assert told(await one(proposed, Act.INTENT)) == (
        Act.INTENT,
        "",
        "",
        about(proposal, request=meant, epoch=1),
    )
    row = await one(proposed, Act.EXECUTED)
    assert told(row)[:3] == (Act.EXECUTED, "", "")
    sent = row.detail.pop("request")
    stamp = begun.isoformat().replace("+00:00", "Z")
    assert row.detail == {
        "proposal_id": proposal.id,
        "number": 1,
        "epoch": 1,
        "begun_at": stamp,
        "outcome": "done",
        "answer": "the API server answered 200",
        "seconds": 0.01,
        "ended_at": stamp,
    }
    assert sent.startswith("PATCH ")
    assert "not executed" not in proposed.slack.text("proposal")


async def test_what_a_gate_holds_back_at_send_says_which_and_why(proposed: Night) -> None:
    proposal = await proposed.proposal()
    await proposed.click(IVY, APPROVE)
    await proposed.press(NORA, CONFIRM, reason="x")
    assert await run_next(proposed.world)
    proposed.drift()
    await proposed.work()
    ended = await proposed.proposal()
    assert ended.state is ProposalState.WITHDRAWN
    withdrawn = about(proposal, why=ended.ended_why)
    assert told(await one(proposed, Act.WITHDRAWN)) == (Act.WITHDRAWN, "", "", withdrawn)
    assert ended.ended_why.startswith("target unchanged: ")
    await proposed.deliver()
    assert "withdrawn" in proposed.slack.text("proposal")
    async with proposed.store.read() as tx:
        assert await tx.tasks.next_due("execute", "") is None


async def test_the_first_look_is_told_until_when_the_change_is_given_time(proposed: Night) -> None:
    proposal = await proposed.proposal()
    await proposed.click(IVY, APPROVE)
    await proposed.press(NORA, CONFIRM, reason="x")
    await proposed.work()
    proposed.clock.advance(proposed.world.policy.verify_every.total_seconds())
    async with proposed.store.begin() as tx:
        task = await tx.tasks.claim("w1", timedelta(seconds=30), kinds=("verify",))
    assert task is not None
    given = proposed.clock.now() - proposed.world.policy.verify_every + timedelta(seconds=60)
    assert task.payload == {"proposal": proposal.id, "until": given.timestamp()}


@pytest.mark.parametrize(("user", "action", "what"), [(NORA, APPROVE, "approve"), (GUEST, DENY, "deny")])
async def test_whoever_may_not_is_told_who_may(
    proposed: Night, user: str, action: ActionId, what: str
) -> None:
    assert f"Only a member of the commanders group can {what} P-1" in await proposed.click(user, action)


async def test_of_all_that_keeps_a_click_from_counting_one_thing_is_told_at_a_time(proposed: Night) -> None:
    seen = proposed.button(APPROVE)
    changed = seen.pressed.model_copy(update={"digest": "0" * 64})
    told = {
        "stands on an older copy": seen.model_copy(update={"ts": "0.1", "pressed": changed}),
        "an older copy": seen.model_copy(update={"channel": "C0ELSEWHERE"}),
        "shows an older version": seen.model_copy(update={"pressed": changed}),
    }
    for words, button in told.items():
        assert words in await proposed.click(IVY, APPROVE, button=button)
    for scope in (f"incident:{(await proposed.incident()).id}", "service:checkout", "mitigation"):
        async with proposed.store.begin() as tx:
            await tx.stops.pull(Stop(scope=scope, by="shell:test", at=tx.now))
        assert f"A stop of `{scope}` is in force" in await proposed.click(IVY, APPROVE, button=seen)
        async with proposed.store.begin() as tx:
            await tx.stops.lift(scope)
    assert ((await proposed.proposal()).decisions, (await proposed.incident()).commander) == ((), None)
    assert "Recorded for P-1" in await proposed.click(IVY, APPROVE, button=seen)
    assert "approved P-1 at 02:14 UTC" in await proposed.click(IVY, APPROVE, button=seen)
    assert "Only the commander of I-1 can decide" in await proposed.click(IDRIS, APPROVE, button=seen)
    assert [one.user_id for one in (await proposed.proposal()).decisions] == [IVY]
    assert not await queued(proposed, "execute")
    proposed.clock.advance(minutes=10)
    confirm = proposed.button(CONFIRM)
    await proposed.press(NORA, CONFIRM, button=confirm, reason="x")
    async with proposed.store.begin() as tx:
        await tx.tasks.cancel("expire", "")
    await proposed.settle()
    assert "P-1 expired at 02:24 UTC" in proposed.slack.whispers[-1].text
    assert proposed.remediator.applied == []


async def test_who_commands_already_keeps_the_command_that_they_took(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    first = (await proposed.incident()).commander
    assert first is not None
    await proposed.click(EMIL, DENY, reason="another way")
    proposed.clock.advance(1)
    await proposed.propose("propose:again")
    await proposed.settle()
    await proposed.click(IVY, APPROVE)
    assert (await proposed.incident()).commander == first
    assert len(await proposed.rows(Act.ROLE)) == 1


async def test_an_approval_in_spite_of_a_freeze_says_which_and_why(fired: Night) -> None:
    async with fired.store.begin() as tx:
        await tx.freezes.put("service:checkout", tx.now + timedelta(hours=2), by=NORA, why="release")
        (freeze,) = await tx.freezes.standing()
    fired.clock.advance(1)
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    await fired.click(IVY, APPROVE, freeze=freeze.id, override="checkout is down")
    proposal = await fired.proposal()
    row = await one(fired, Act.APPROVED)
    assert row.detail == about(proposal, reason="", override="service:checkout: checkout is down", waited=0.0)


async def test_a_button_of_a_card_that_was_never_posted_counts_for_nothing(fired: Night) -> None:
    await fired.click(NORA, ActionId.TAKE)
    await fired.propose()
    await fired.work()
    async with fired.store.read() as tx:
        letter = await tx.outbox.posted(f"proposal:{(await fired.proposal()).id}")
    assert letter is not None
    assert letter.ts == ""
    seen = fired.button(ActionId.RELEASE)
    proposal = await fired.proposal()
    pressed = seen.pressed.model_copy(update={"proposal_id": proposal.id, "digest": proposal.digest})
    await fired.press(IVY, APPROVE, button=seen.model_copy(update={"pressed": pressed}))
    assert await run_next(fired.world)
    await fired.deliver()
    assert "older copy" in fired.slack.whispers[-1].text
    assert (await fired.proposal()).decisions == ()
