import pytest

from bot.domain.incident import IncidentStatus
from bot.domain.ledger import Act
from bot.domain.proposal import DecisionRole, ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IVY, NORA, STRANGER
from tests.triage.worlds import Night

TAKE, OFFER, RELEASE = ActionId.TAKE, ActionId.HANDOVER, ActionId.RELEASE


async def owner(night: Night) -> tuple[str, int]:
    """Who owns it, in which term."""
    incident = await night.incident()
    return (incident.owner.user_id if incident.owner else "", incident.owner_term)


async def test_a_responder_who_presses_the_button_owns_the_incident(fired: Night) -> None:
    said = await fired.click(NORA, TAKE)
    assert "<@U0NORA>" in said
    assert await owner(fired) == (NORA, 1)
    assert fired.slack.text("status").startswith("Owner: <@U0NORA>")
    assert [(row.act, row.actor, row.source) for row in await fired.rows(Act.ACKNOWLEDGED, Act.TOOK)] == [
        (Act.ACKNOWLEDGED, NORA, "button"),
        (Act.TOOK, NORA, "button"),
    ]


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER, IVY])
async def test_whoever_is_no_responder_of_this_workspace_owns_nothing(fired: Night, user: str) -> None:
    assert "This click changed nothing" in await fired.click(user, TAKE)
    assert await owner(fired) == ("", 0)


async def test_the_role_is_looked_up_at_the_click(fired: Night) -> None:
    fired.people.lose_role(NORA)
    assert "changed nothing" in await fired.click(NORA, TAKE)
    assert await owner(fired) == ("", 0)


async def test_an_incident_that_is_owned_cannot_be_taken(fired: Night) -> None:
    take = fired.button(TAKE)
    await fired.click(NORA, TAKE)
    said = await fired.click(EMIL, TAKE, button=take)
    assert "This click changed nothing" in said
    assert "<@U0NORA>" in said
    assert await owner(fired) == (NORA, 1)


async def test_taking_twice_is_one_term(fired: Night) -> None:
    take = fired.button(TAKE)
    await fired.click(NORA, TAKE)
    await fired.click(NORA, TAKE, button=take)
    assert await owner(fired) == (NORA, 1)


async def test_two_who_press_at_once_do_not_both_own_it(fired: Night) -> None:
    take = fired.button(TAKE)
    await fired.press(NORA, TAKE, button=take)
    await fired.press(EMIL, TAKE, button=take)
    await fired.settle()
    assert await owner(fired) == (NORA, 1)
    assert len(await fired.rows(Act.TOOK)) == 1
    [nora, emil] = fired.slack.whispers
    assert (nora.user_id, emil.user_id) == (NORA, EMIL)
    assert "changed nothing" in emil.text


async def test_an_offer_leaves_the_owner_until_the_other_pressed_the_button(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    assert "offered to <@U0EMIL>" in await fired.click(NORA, OFFER, user=EMIL)
    assert await owner(fired) == (NORA, 1)
    assert "<@U0EMIL>" in fired.slack.text("offer")
    await fired.click(EMIL, TAKE)
    assert await owner(fired) == (EMIL, 2)


@pytest.mark.parametrize("receiver", [NORA, GUEST, BOT, GONE, STRANGER, IVY, ""])
async def test_an_offer_goes_to_another_responder_only(fired: Night, receiver: str) -> None:
    await fired.click(NORA, TAKE)
    assert "changed nothing" in await fired.click(NORA, OFFER, user=receiver)
    assert not await fired.rows(Act.HANDED_OVER)


async def test_only_the_owner_offers_and_releases(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    assert "Only the owner" in await fired.click(EMIL, OFFER, user=EMIL)
    assert "Only the owner" in await fired.click(EMIL, RELEASE)
    assert await owner(fired) == (NORA, 1)


async def test_an_offer_ends_with_the_term_in_which_it_was_made(fired: Night) -> None:
    take = fired.button(TAKE)
    await fired.click(NORA, TAKE)
    await fired.click(NORA, OFFER, user=EMIL)
    await fired.click(NORA, RELEASE)
    await fired.click(NORA, TAKE)
    assert "changed nothing" in await fired.click(EMIL, TAKE, button=take)
    assert await owner(fired) == (NORA, 2)


async def test_the_newest_offer_is_the_one_that_stands(fired: Night) -> None:
    fired.people.people[IVY] = fired.people.people[NORA].model_copy(update={"user_id": IVY})
    await fired.click(NORA, TAKE)
    await fired.click(NORA, OFFER, user=EMIL)
    fired.clock.advance(1)
    await fired.click(NORA, OFFER, user=IVY)
    offered = fired.button(TAKE, "offer")
    assert "changed nothing" in await fired.click(EMIL, TAKE, button=offered)
    await fired.click(IVY, TAKE, button=offered)
    assert await owner(fired) == (IVY, 2)


async def test_a_receiver_who_lost_the_role_meanwhile_does_not_become_the_owner(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    await fired.click(NORA, OFFER, user=EMIL)
    fired.people.lose_role(EMIL)
    assert "changed nothing" in await fired.click(EMIL, TAKE)
    assert await owner(fired) == (NORA, 1)


async def test_who_releases_leaves_it_unowned_and_a_new_term_follows(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    await fired.click(NORA, RELEASE)
    assert await owner(fired) == ("", 1)
    assert fired.slack.text("status").startswith("Nobody owns")
    await fired.click(NORA, TAKE)
    assert await owner(fired) == (NORA, 2)


@pytest.mark.parametrize("words", ["on it", "ack, mine", "I've got this", "looking into it"])
async def test_words_change_no_owner_and_are_answered_with_the_button(fired: Night, words: str) -> None:
    before = fired.slack.text("status")
    await fired.remark(EMIL, words)
    await fired.settle()
    assert await owner(fired) == ("", 0)
    assert fired.slack.text("status") == before
    [hint] = fired.slack.whispers
    assert hint.user_id == EMIL
    assert "only the button does" in hint.text
    assert any(block["type"] == "actions" for block in hint.blocks)


async def test_the_button_in_the_hint_works(fired: Night) -> None:
    await fired.remark(EMIL, "on it")
    await fired.settle()
    [hint] = fired.slack.whispers
    take = fired.button(TAKE)
    values = [e["value"] for block in hint.blocks for e in block.get("elements", ()) if "value" in e]
    assert len(values) == 1
    await fired.click(EMIL, TAKE, button=take.model_copy(update={"ts": ""}))
    assert await owner(fired) == (EMIL, 1)


async def test_the_owner_is_not_told_to_press_the_button(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    fired.slack.whispers.clear()
    await fired.remark(NORA, "on it")
    await fired.settle()
    assert fired.slack.whispers == []


async def test_words_outside_an_incidents_thread_get_no_answer(fired: Night) -> None:
    await fired.remark(EMIL, "on it", thread_ts="777.1")
    await fired.settle()
    assert fired.slack.whispers == []


async def test_a_change_of_owner_takes_the_owners_key_back(proposed: Night) -> None:
    await proposed.click(NORA, ActionId.CONFIRM, reason="yes")
    assert (await proposed.proposal()).decision(DecisionRole.OWNER) is not None
    await proposed.click(NORA, OFFER, user=EMIL)
    await proposed.click(EMIL, TAKE)
    proposal = await proposed.proposal()
    assert (proposal.state, proposal.decisions) == (ProposalState.PENDING, ())
    assert proposed.slack.button(ActionId.CONFIRM) is not None


async def test_a_release_takes_the_owners_key_back_and_leaves_the_commanders(proposed: Night) -> None:
    await proposed.click(NORA, ActionId.CONFIRM, reason="yes")
    await proposed.click(NORA, RELEASE)
    await proposed.click(IVY, ActionId.APPROVE)
    proposal = await proposed.proposal()
    assert [one.role for one in proposal.decisions] == [DecisionRole.COMMANDER]
    assert proposal.state is ProposalState.PENDING
    assert proposed.remediator.applied == []


async def test_taking_it_again_revives_no_key(proposed: Night) -> None:
    await proposed.click(NORA, ActionId.CONFIRM, reason="yes")
    await proposed.click(NORA, RELEASE)
    await proposed.click(NORA, TAKE)
    await proposed.click(IVY, ActionId.APPROVE)
    assert proposed.remediator.applied == []
    await proposed.click(NORA, ActionId.CONFIRM, reason="still yes")
    assert len(proposed.remediator.applied) == 1


async def test_closing_says_who_and_why_and_withdraws_what_waits(proposed: Night) -> None:
    said = await proposed.click(IVY, ActionId.CLOSE, cause="bad rollout")
    assert "<@U0IVY> closed I-1" in said
    incident = await proposed.incident()
    assert (incident.status, incident.closed_by, incident.cause) == (
        IncidentStatus.CLOSED,
        IVY,
        "bad rollout",
    )
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    assert proposed.slack.button(ActionId.APPROVE) is None
    assert proposed.slack.button(TAKE) is None


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER])
async def test_closing_takes_a_member_of_either_group(fired: Night, user: str) -> None:
    assert "changed nothing" in await fired.click(user, ActionId.CLOSE, cause="nothing")
    assert (await fired.incident()).is_open


async def test_every_click_on_a_closed_incident_is_told_who_closed_it(proposed: Night) -> None:
    buttons = {one: proposed.button(one) for one in (OFFER, RELEASE, ActionId.APPROVE, ActionId.RETRIAGE)}
    await proposed.click(NORA, ActionId.CLOSE, cause="bad rollout")
    for action, button in buttons.items():
        said = await proposed.click(NORA, action, button=button, user=EMIL)
        assert "This click changed nothing" in said
        assert "<@U0NORA> closed I-1" in said


async def test_a_diagnosis_can_be_rated_after_the_incident_was_closed(fired: Night) -> None:
    await fired.click(NORA, ActionId.CLOSE, cause="bad rollout")
    assert "Recorded" in await fired.click(EMIL, ActionId.WRONG)
    [row] = await fired.rows(Act.RATED)
    assert (row.actor, row.detail["verdict"]) == (EMIL, "wrong")


async def test_a_proposal_that_was_on_its_way_is_not_opened_on_a_closed_incident(fired: Night) -> None:
    await fired.click(NORA, TAKE)
    close = fired.button(ActionId.CLOSE)

    async def meanwhile() -> None:
        fired.remediator.on_rehearse = None
        await fired.press(NORA, ActionId.CLOSE, button=close, cause="it was the proxy")
        await fired.work(fired.other())

    fired.remediator.on_rehearse = meanwhile
    await fired.propose()
    await fired.settle()
    assert not (await fired.incident()).is_open
    assert [one.state for one in await fired.proposals() if one.state.is_open] == []
    assert fired.slack.button(ActionId.APPROVE) is None


async def test_a_card_says_who_owned_the_incident_when_it_was_written(fired: Night) -> None:
    take = fired.button(TAKE)

    async def meanwhile() -> None:
        fired.remediator.on_rehearse = None
        await fired.press(NORA, TAKE, button=take)
        await fired.work(fired.other())

    fired.remediator.on_rehearse = meanwhile
    await fired.propose()
    await fired.settle()
    assert fired.slack.text("proposal").startswith("Owner: see the status message")
