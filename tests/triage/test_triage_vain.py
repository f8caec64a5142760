"""Clicks in vain: each changes nothing, is answered, and is on the record with the reason that was given."""

import pytest

from bot.domain.errors import RefusedError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IVY, NORA, STRANGER, Button
from tests.triage.worlds import Night


def forged(night: Night, action: ActionId, **says: str) -> Button:
    """A button that no message has: what it carries was changed."""
    seen = night.button(action)
    return seen.model_copy(update={"pressed": seen.pressed.model_copy(update=says)})


async def vain(night: Night) -> LedgerEntry:
    """The one row of a click in vain."""
    async with night.store.read() as tx:
        chains = [*(one.id for one in await tx.incidents.open()), ""]
        [row] = [row for one in chains for row in await tx.ledger.of(one) if row.act is Act.PRESSED]
    return row


@pytest.mark.parametrize("user", [NORA, EMIL, GUEST, BOT, GONE, STRANGER])
async def test_whoever_may_not_approve_is_on_the_record(proposed: Night, user: str) -> None:
    said = await proposed.click(user, ActionId.APPROVE)
    row = await vain(proposed)
    assert (row.actor, row.detail["action"], row.source) == (user, ActionId.APPROVE, "button")
    assert row.detail["why"] == said[:300]
    assert (await proposed.proposal()).decisions == ()


async def test_a_forged_digest_is_on_the_record_as_it_came(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE, button=forged(proposed, ActionId.APPROVE, digest="f" * 64))
    row = await vain(proposed)
    assert row.detail["digest"] == "f" * 64
    assert "older version" in row.detail["why"]
    assert (await proposed.proposal()).state is ProposalState.PENDING


async def test_an_oversized_value_is_cut_in_the_record_and_changes_nothing(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE, button=forged(proposed, ActionId.APPROVE, digest="f" * 5000))
    assert len((await vain(proposed)).detail["digest"]) == 300
    assert (await proposed.proposal()).decisions == ()


async def test_a_click_of_no_known_incident_is_in_the_chain_of_none(proposed: Night) -> None:
    await proposed.click(
        IVY, ActionId.APPROVE, button=forged(proposed, ActionId.APPROVE, incident_id="inc-x")
    )
    assert (await vain(proposed)).incident_id == ""


async def test_a_click_that_could_not_be_judged_is_on_the_record(proposed: Night) -> None:
    proposed.people.trouble = RefusedError("missing_scope")
    await proposed.click(IVY, ActionId.APPROVE)
    assert "could not be looked up" in (await vain(proposed)).detail["why"]


async def test_a_stop_in_force_is_the_reason_on_the_record(proposed: Night) -> None:
    button = proposed.button(ActionId.APPROVE)
    await proposed.stop("mitigation")
    await proposed.click(IVY, ActionId.APPROVE, button=button)
    assert "A stop of `mitigation` is in force" in (await vain(proposed)).detail["why"]


async def test_a_click_that_counts_leaves_no_such_row(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert await proposed.rows(Act.PRESSED) == []


async def test_a_double_click_counts_once_and_the_second_is_on_the_record(proposed: Night) -> None:
    approve = proposed.button(ActionId.APPROVE)
    await proposed.press(IVY, ActionId.APPROVE, button=approve)
    await proposed.press(IVY, ActionId.APPROVE, button=approve)
    await proposed.settle()
    assert len(await proposed.rows(Act.APPROVED)) == 1
    assert (await vain(proposed)).actor == IVY
