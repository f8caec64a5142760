"""Command of an incident: handed over and taken by `/lookout command`, and never with the owner's key in one hand."""

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import DecisionRole, ProposalState
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.command import Wish, wish_of
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IDRIS, IVY, NORA, STRANGER
from tests.triage.worlds import ROOM, Night


async def typed(night: Night, words: str, user: str = IDRIS, channel: str = ROOM) -> str:
    """What `/lookout command` answers."""
    said = (await answer(night.world, user, f"command {words}", channel)).content.text
    await night.settle()
    return said


async def command(night: Night) -> tuple[str, int]:
    """Who commands, in which term."""
    incident = await night.incident()
    return (incident.commander.user_id if incident.commander else "", incident.command_term)


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("I-12 <@U0IVY|ivy>", Wish(number=12, user_id=IVY)),
        ("i-12 <@U0IVY>", Wish(number=12, user_id=IVY)),
        ("12 U0IVY", Wish(number=12, user_id=IVY)),
        ("<@U0IVY>", Wish(user_id=IVY)),
        ("", None),
        ("I-12", None),
        ("@ivy", None),
        ("I-x <@U0IVY>", None),
        ("I-1 I-2 <@U0IVY>", None),
        ("<@U0IVY> I-12", None),
    ],
)
def test_what_may_be_typed(words: str, wish: Wish | None) -> None:
    assert wish_of(words) == wish


async def test_a_commander_who_sleeps_is_replaced_by_another_one(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    assert "term 2: <@U0IDRIS>" in await typed(proposed, "I-1 <@U0IDRIS|idris>")
    assert await command(proposed) == (IDRIS, 2)
    proposal = await proposed.proposal()
    assert (proposal.state, proposal.decisions) == (ProposalState.PENDING, ())
    row = (await proposed.rows(Act.ROLE))[-1]
    assert (row.actor, row.source, row.detail["to"]) == (IDRIS, "command", IDRIS)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    await proposed.click(IDRIS, ActionId.APPROVE)
    [sent] = proposed.remediator.applied
    assert {one.user_id for one in sent.proposal.decisions} == {IDRIS, NORA}


async def test_the_card_can_be_approved_again_after_command_changed_hands(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    assert proposed.slack.button(ActionId.APPROVE) is None
    await typed(proposed, "<@U0IDRIS>")
    assert proposed.slack.button(ActionId.APPROVE) is not None
    assert "other" not in await proposed.click(IDRIS, ActionId.APPROVE)


async def test_command_handed_there_and_back_revives_no_key(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await typed(proposed, "<@U0IDRIS>", user=IVY)
    await typed(proposed, "<@U0IVY>")
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert proposed.remediator.applied == []
    assert await command(proposed) == (IVY, 3)


@pytest.mark.parametrize("user", [NORA, EMIL, GUEST, BOT, GONE, STRANGER])
async def test_nobody_but_a_commander_hands_command_over(proposed: Night, user: str) -> None:
    assert "changed nothing" in await typed(proposed, "<@U0IVY>", user=user)
    assert await command(proposed) == ("", 0)


@pytest.mark.parametrize("receiver", [EMIL, GUEST, BOT, GONE, STRANGER])
async def test_nobody_but_a_commander_gets_it(proposed: Night, receiver: str) -> None:
    assert "changed nothing" in await typed(proposed, f"<@{receiver}>")
    assert await command(proposed) == ("", 0)


async def test_the_owner_does_not_get_command(fired: Night) -> None:
    await fired.click(IDRIS, ActionId.TAKE)
    assert "holds the other key" in await typed(fired, "<@U0IDRIS>", user=IVY)
    assert await command(fired) == ("", 0)


async def test_who_has_command_keeps_it_with_the_approvals(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    assert "command of I-1 is as it was" in await typed(proposed, "<@U0IVY>")
    assert await command(proposed) == (IVY, 1)
    assert len((await proposed.proposal()).decisions) == 1


async def test_it_must_be_clear_which_incident_is_meant(fired: Night) -> None:
    labels = {"namespace": "shop", "service": "cart"}
    await fired.alert("101.1", fingerprint="fp-2", labels=labels)
    await fired.settle()
    assert "several incidents are open in this channel, I-2; I-1" in await typed(fired, "<@U0IVY>")
    assert "It takes an open incident" in await typed(fired, "I-7 <@U0IVY>")
    assert "Recorded for I-1" in await typed(fired, "I-1 <@U0IVY>", channel="C0ELSEWHERE")


async def test_another_channel_has_no_incident_to_command(fired: Night) -> None:
    assert "It takes an open incident" in await typed(fired, "<@U0IVY>", channel="C0ELSEWHERE")


async def test_an_incident_that_the_asker_cannot_see_is_not_commanded(fired: Night) -> None:
    fired.people.private.add(ROOM)
    assert "It takes an open incident" in await typed(fired, "I-1 <@U0IVY>")
    assert await command(fired) == ("", 0)


async def test_a_closed_incident_has_no_command(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="x")
    assert "I-1 does not stand open any more" in await typed(fired, "I-1 <@U0IVY>")
    assert "It takes an open incident" in await typed(fired, "<@U0IVY>")


async def test_the_status_message_says_who_has_command(fired: Night) -> None:
    await typed(fired, "I-1 <@U0IVY>")
    await fired.deliver()
    assert "Command, term 1: <@U0IVY>" in fired.slack.text("status")


async def test_a_name_that_slack_did_not_turn_into_a_mention_is_explained(fired: Night) -> None:
    assert "should_escape" in await typed(fired, "@ivy")


async def test_a_slack_that_does_not_answer_is_not_a_no(fired: Night) -> None:
    fired.people.trouble = TransientError("Slack did not answer")
    with pytest.raises(TransientError):
        await typed(fired, "<@U0IVY>")


async def test_an_owner_who_is_a_commander_leaves_approval_to_another(fired: Night) -> None:
    await fired.click(IDRIS, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    assert "another commander has to approve" in await fired.click(IDRIS, ActionId.APPROVE)
    assert await command(fired) == ("", 0)
    await fired.click(IDRIS, ActionId.CONFIRM, reason="x")
    await fired.click(IVY, ActionId.APPROVE)
    assert len(fired.remediator.applied) == 1


async def test_a_commander_who_takes_ownership_leaves_command_and_says_so(fired: Night) -> None:
    await fired.propose()
    await fired.settle()
    await fired.click(IDRIS, ActionId.APPROVE)
    assert "command of it is vacant" in await fired.click(IDRIS, ActionId.TAKE)
    assert await command(fired) == ("", 1)
    assert (await fired.proposal()).decision(DecisionRole.COMMANDER) is None
    assert (await fired.rows(Act.ROLE))[-1].detail["role"] == "no commander"
    await fired.click(IVY, ActionId.APPROVE)
    assert await command(fired) == (IVY, 2)
    await fired.click(IDRIS, ActionId.CONFIRM, reason="x")
    assert len(fired.remediator.applied) == 1
