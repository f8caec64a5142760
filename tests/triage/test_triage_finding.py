"""What humans saw of an attempt without an answer: recorded, shown, and never more than that."""

import pytest

from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import GUEST, IVY, NORA
from tests.triage.worlds import CrashError, Night


@pytest.fixture
async def unknown(proposed: Night) -> Night:
    """The process died as its write was under way; the next one found no answer."""

    async def die(_clearance: object) -> None:
        raise CrashError

    await proposed.press(IVY, ActionId.APPROVE)
    await proposed.press(NORA, ActionId.CONFIRM, reason="x")
    proposed.remediator.after_apply = die
    with pytest.raises(CrashError):
        await proposed.work()
    proposed.remediator.after_apply = None
    for _ in range(3):
        proposed.clock.advance(31)
        await proposed.settle()
    assert (await proposed.proposal()).state is ProposalState.UNKNOWN
    return proposed


async def test_a_finding_is_recorded_and_shown_and_the_state_stays(unknown: Night) -> None:
    said = await unknown.click(NORA, ActionId.IS_IN, reason="revision 6 is in the object")
    assert "stays UNKNOWN" in said
    [row] = await unknown.rows(Act.FOUND)
    assert (row.actor, row.detail["is_in"], row.detail["number"]) == (NORA, True, 1)
    shown = str(
        next(one.content for one in unknown.slack.shown.values() if one.key.startswith("outcome")).blocks
    )
    assert f"<@{NORA}> recorded at" in shown
    assert "the change of P-1 is in; seen: `revision 6 is in the object`" in shown
    assert (await unknown.proposal()).state is ProposalState.UNKNOWN
    assert len(unknown.remediator.applied) == 1


async def test_a_later_finding_stands_beside_the_earlier_one(unknown: Night) -> None:
    await unknown.click(NORA, ActionId.IS_IN, reason="seen in the object")
    await unknown.click(IVY, ActionId.IS_NOT_IN, reason="looked again")
    assert [row.detail["is_in"] for row in await unknown.rows(Act.FOUND)] == [True, False]
    shown = str(
        next(one.content for one in unknown.slack.shown.values() if one.key.startswith("outcome")).blocks
    )
    assert shown.index("P-1 is in") < shown.index("P-1 is not in")


async def test_a_finding_counts_after_the_incident_was_closed(unknown: Night) -> None:
    button = unknown.button(ActionId.IS_IN)
    await unknown.click(NORA, ActionId.CLOSE, cause="a bad rollout")
    await unknown.click(IVY, ActionId.IS_IN, button=button, reason="seen later")
    assert len(await unknown.rows(Act.FOUND)) == 1


async def test_whoever_is_in_no_group_finds_nothing(unknown: Night) -> None:
    said = await unknown.click(GUEST, ActionId.IS_IN, reason="x")
    assert "This click changed nothing" in said
    assert await unknown.rows(Act.FOUND) == []


async def test_an_outcome_that_is_known_takes_no_finding(proposed: Night) -> None:
    approve = proposed.button(ActionId.APPROVE)
    forged = approve.model_copy(update={"pressed": approve.pressed})
    said = await proposed.click(NORA, ActionId.IS_IN, button=forged, reason="x")
    assert "is not unknown" in said
    assert await proposed.rows(Act.FOUND) == []
