from pathlib import Path

import pytest

from bot.domain.errors import PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import DecisionRole, ProposalState
from bot.render.actions import ActionId
from tests.fakes_slack import BOT, EMIL, GONE, GUEST, IDRIS, IVY, NORA, STRANGER
from tests.triage.worlds import Night, runbook
from tests.triage.worlds import night as fresh

APPROVE, CONFIRM, DENY, REFUSE = ActionId.APPROVE, ActionId.CONFIRM, ActionId.DENY, ActionId.REFUSE
UNCHANGED = "This click changed nothing"


async def standing(night: Night) -> tuple[ProposalState, tuple[str, ...]]:
    """The proposal's state and whose keys stand."""
    proposal = await night.proposal()
    return proposal.state, tuple(one.user_id for one in proposal.decisions)


async def test_a_commander_and_the_owner_together_make_one_change(proposed: Night) -> None:
    assert "approved P-1" in await proposed.click(IVY, APPROVE)
    assert proposed.remediator.applied == []
    assert "confirmed P-1" in await proposed.click(NORA, CONFIRM, reason="it began with it")
    assert len(proposed.remediator.applied) == 1
    assert (await proposed.proposal()).state is ProposalState.DONE
    assert (await proposed.acts())[-7:] == [
        Act.PROPOSED,
        Act.ROLE,
        Act.APPROVED,
        Act.CONFIRMED,
        Act.CLAIMED,
        Act.INTENT,
        Act.EXECUTED,
    ]


async def test_the_order_of_the_two_keys_does_not_matter(proposed: Night) -> None:
    await proposed.click(NORA, CONFIRM, reason="x")
    await proposed.click(IVY, APPROVE)
    assert len(proposed.remediator.applied) == 1


async def test_the_card_says_who_decided_and_loses_its_buttons(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    assert "<@U0IVY> approved P-1 at 02:14" in proposed.slack.text("proposal")
    assert proposed.slack.button(APPROVE) is None
    await proposed.click(NORA, CONFIRM, reason="x")
    assert all(proposed.slack.button(one) is None for one in (APPROVE, CONFIRM, DENY, REFUSE))
    assert "Sent:" in proposed.slack.text("outcome")


async def test_the_first_approval_takes_command(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    commander = (await proposed.incident()).commander
    assert commander is not None
    assert (commander.user_id, commander.term) == (IVY, 1)


@pytest.mark.parametrize("user", [NORA, GUEST, BOT, GONE, STRANGER])
async def test_whoever_is_no_commander_does_not_approve(proposed: Night, user: str) -> None:
    assert UNCHANGED in await proposed.click(user, APPROVE)
    assert await standing(proposed) == (ProposalState.PENDING, ())
    assert (await proposed.incident()).commander is None


@pytest.mark.parametrize("user", [EMIL, IVY, GUEST, BOT, GONE, STRANGER])
async def test_whoever_is_not_the_owner_does_not_confirm(proposed: Night, user: str) -> None:
    assert UNCHANGED in await proposed.click(user, CONFIRM, reason="x")
    assert await standing(proposed) == (ProposalState.PENDING, ())


async def test_an_owner_who_is_no_responder_any_more_does_not_confirm(proposed: Night) -> None:
    proposed.people.lose_role(NORA)
    assert UNCHANGED in await proposed.click(NORA, CONFIRM, reason="x")


async def test_nobody_confirms_what_nobody_owns(fired: Night) -> None:
    await fired.propose()
    await fired.settle()
    said = await fired.click(NORA, CONFIRM, reason="x")
    assert UNCHANGED in said
    assert "Nobody owns" in said


@pytest.mark.parametrize("first", [APPROVE, CONFIRM])
async def test_one_human_with_both_roles_gives_one_key_only(fired: Night, first: ActionId) -> None:
    await fired.click(IDRIS, ActionId.TAKE)
    await fired.propose()
    await fired.settle()
    second = CONFIRM if first is APPROVE else APPROVE
    said = {one: await fired.click(IDRIS, one, reason="x") for one in (first, second)}
    assert "another commander has to approve" in said[APPROVE]
    assert await standing(fired) == (ProposalState.PENDING, (IDRIS,))
    assert fired.remediator.applied == []


async def test_a_click_that_is_delivered_twice_counts_once(proposed: Night) -> None:
    approve = proposed.button(APPROVE)
    await proposed.press(IVY, APPROVE, button=approve)
    proposed.presses -= 1
    assert not await proposed.press(IVY, APPROVE, button=approve)


async def test_a_double_click_is_told_what_stands(proposed: Night) -> None:
    approve = proposed.button(APPROVE)
    await proposed.click(IVY, APPROVE)
    said = await proposed.click(IVY, APPROVE, button=approve)
    assert UNCHANGED in said
    assert "<@U0IVY> approved P-1 at 02:14 UTC" in said
    assert len(await proposed.rows(Act.APPROVED)) == 1


async def test_a_second_commander_is_told_who_commands(proposed: Night) -> None:
    approve = proposed.button(APPROVE)
    await proposed.press(IVY, APPROVE, button=approve)
    await proposed.press(IDRIS, APPROVE, button=approve)
    await proposed.settle()
    assert await standing(proposed) == (ProposalState.PENDING, (IVY,))
    assert "<@U0IVY>" in proposed.slack.whispers[-1].text
    assert UNCHANGED in proposed.slack.whispers[-1].text


async def test_a_rejection_and_an_approval_together_end_as_one_of_them(proposed: Night) -> None:
    approve, deny = proposed.button(APPROVE), proposed.button(DENY)
    await proposed.press(EMIL, DENY, button=deny, reason="not now")
    await proposed.press(IVY, APPROVE, button=approve)
    await proposed.settle()
    assert await standing(proposed) == (ProposalState.REJECTED, ())
    assert "<@U0EMIL> rejected P-1" in proposed.slack.whispers[-1].text


@pytest.mark.parametrize("action", [DENY, REFUSE])
@pytest.mark.parametrize("user", [NORA, EMIL, IVY])
async def test_anyone_of_either_group_may_reject_and_one_is_final(
    proposed: Night, user: str, action: ActionId
) -> None:
    await proposed.click(IVY, APPROVE)
    confirm = proposed.button(CONFIRM)
    await proposed.click(user, action, reason="too risky")
    assert "rejected P-1" in proposed.slack.text("proposal")
    assert UNCHANGED in await proposed.click(NORA, CONFIRM, button=confirm, reason="x")
    assert proposed.remediator.applied == []


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER])
async def test_whoever_is_in_no_group_does_not_reject(proposed: Night, user: str) -> None:
    assert UNCHANGED in await proposed.click(user, DENY, reason="x")
    assert (await proposed.proposal()).state is ProposalState.PENDING


async def test_a_rejection_after_the_change_changes_nothing(proposed: Night) -> None:
    deny = proposed.button(DENY)
    await proposed.click(IVY, APPROVE)
    await proposed.click(NORA, CONFIRM, reason="x")
    said = await proposed.click(EMIL, DENY, button=deny, reason="no")
    assert UNCHANGED in said
    assert "takes no more decisions" in said
    assert (await proposed.proposal()).state is ProposalState.DONE


@pytest.mark.parametrize("digest", ["0" * 64, "f" * 64])
async def test_a_button_with_another_digest_counts_for_nothing(proposed: Night, digest: str) -> None:
    seen = proposed.button(APPROVE)
    other = seen.model_copy(update={"pressed": seen.pressed.model_copy(update={"digest": digest})})
    assert "older version" in await proposed.click(IVY, APPROVE, button=other)
    assert await standing(proposed) == (ProposalState.PENDING, ())


@pytest.mark.parametrize(
    "change",
    [{"ts": "0.1"}, {"ts": "1.1"}, {"ts": "9999999999.9"}, {"channel": "C0ELSEWHERE"}, {"channel": "C0ZZZ"}],
)
async def test_a_button_on_another_message_counts_for_nothing(
    proposed: Night, change: dict[str, str]
) -> None:
    copy = proposed.button(APPROVE).model_copy(update=change)
    assert "older copy" in await proposed.click(IVY, APPROVE, button=copy)
    assert await standing(proposed) == (ProposalState.PENDING, ())


async def test_a_button_of_another_deployment_counts_for_nothing(proposed: Night) -> None:
    seen = proposed.button(APPROVE)
    other = seen.model_copy(update={"pressed": seen.pressed.model_copy(update={"deployment": "staging"})})
    assert "another deployment" in await proposed.click(IVY, APPROVE, button=other)
    assert await standing(proposed) == (ProposalState.PENDING, ())


@pytest.mark.parametrize("action", [APPROVE, CONFIRM, DENY, REFUSE])
async def test_a_button_of_a_proposal_that_is_not_known_is_answered(
    proposed: Night, action: ActionId
) -> None:
    seen = proposed.button(action)
    other = seen.model_copy(update={"pressed": seen.pressed.model_copy(update={"proposal_id": "gone"})})
    said = await proposed.click(NORA, action, button=other, reason="x")
    assert "changed nothing" in said
    assert await standing(proposed) == (ProposalState.PENDING, ())


async def test_a_button_of_an_incident_that_is_not_known_is_answered(proposed: Night) -> None:
    seen = proposed.button(APPROVE)
    other = seen.model_copy(update={"pressed": seen.pressed.model_copy(update={"incident_id": "gone"})})
    assert "No incident is known" in await proposed.click(IVY, APPROVE, button=other)


async def test_a_button_of_another_version_is_answered(proposed: Night) -> None:
    seen = proposed.button(APPROVE)
    said = await proposed.click(IVY, "lookout.future", button=seen)  # type: ignore[arg-type]  # an id of a later version
    assert "another version" in said


@pytest.mark.parametrize("seconds", [600, 601, 86_400])
async def test_a_click_after_the_expiry_is_told_so(proposed: Night, seconds: int) -> None:
    approve = proposed.button(APPROVE)
    proposed.clock.advance(seconds)
    await proposed.press(IVY, APPROVE, button=approve)
    async with proposed.store.begin() as tx:
        await tx.tasks.cancel("expire", "")
    await proposed.settle()
    assert "expired at 02:24 UTC" in proposed.slack.whispers[-1].text
    assert proposed.remediator.applied == []


async def test_a_proposal_expires_by_itself_and_its_card_says_so(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    await proposed.pass_time(11)
    assert (await proposed.proposal()).state is ProposalState.EXPIRED
    assert "P-1 expired at 02:24" in proposed.slack.text("proposal")
    assert proposed.slack.button(CONFIRM) is None


async def test_an_expiry_after_the_change_changes_nothing(proposed: Night) -> None:
    await proposed.click(IVY, APPROVE)
    await proposed.click(NORA, CONFIRM, reason="x")
    await proposed.pass_time(11)
    assert (await proposed.proposal()).state is ProposalState.DONE


@pytest.mark.parametrize("reason", ["", "   "])
async def test_a_risky_tier_takes_a_typed_reason_of_both(tmp_path: Path, reason: str) -> None:
    async with fresh(tmp_path, runbooks=(runbook(),)) as night:
        live = night.cluster.objects[0]
        live["metadata"]["labels"]["lookout.dev/tier"] = "critical"
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.settle()
        assert "typed reason" in await night.click(IVY, APPROVE, reason=reason)
        assert "typed reason" in await night.click(NORA, CONFIRM, reason=reason)
        await night.click(IVY, APPROVE, reason="a")
        await night.click(NORA, CONFIRM, reason="b")
        assert (await night.proposal()).state is ProposalState.DONE


async def test_a_directory_that_cannot_be_asked_now_delays_the_click(proposed: Night) -> None:
    proposed.people.trouble = TransientError("Slack did not answer users.info in time")
    await proposed.press(IVY, APPROVE)
    await proposed.settle()
    assert proposed.slack.whispers[1:] == []
    proposed.people.trouble = None
    proposed.clock.advance(5)
    await proposed.settle()
    assert await standing(proposed) == (ProposalState.PENDING, (IVY,))


@pytest.mark.parametrize("trouble", [RefusedError("missing_scope"), PermanentError("no_such_subteam")])
async def test_a_click_whose_roles_cannot_be_looked_up_is_answered(
    proposed: Night, trouble: PermanentError | RefusedError
) -> None:
    proposed.people.trouble = trouble
    assert "changed nothing" in await proposed.click(IVY, APPROVE)
    assert await standing(proposed) == (ProposalState.PENDING, ())


async def test_a_click_counts_although_its_answer_is_lost(proposed: Night) -> None:
    await proposed.press(IVY, APPROVE)
    proposed.slack.down = TransientError("Slack could not be reached")
    await proposed.work()
    assert await standing(proposed) == (ProposalState.PENDING, (IVY,))


async def test_stopping_an_incident_withdraws_its_proposal(proposed: Night) -> None:
    confirm = proposed.button(CONFIRM)
    assert "A stop of" in await proposed.click(EMIL, ActionId.STOP, reason="we look first")
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    assert UNCHANGED in await proposed.click(NORA, CONFIRM, button=confirm, reason="x")


async def test_a_second_stop_is_told_who_pulled_the_first(proposed: Night) -> None:
    await proposed.click(EMIL, ActionId.STOP, reason="we look first")
    said = await proposed.click(IVY, ActionId.STOP, reason="me too")
    assert "<@U0EMIL>" in said
    assert "<@U0IVY>" not in said


@pytest.mark.parametrize("user", [GUEST, BOT, GONE, STRANGER])
async def test_whoever_is_in_no_group_stops_nothing(proposed: Night, user: str) -> None:
    assert UNCHANGED in await proposed.click(user, ActionId.STOP, reason="x")
    assert (await proposed.proposal()).state is ProposalState.PENDING


async def test_another_triage_without_a_target_is_not_promised(night: Night) -> None:
    await night.alert(labels={})
    await night.settle()
    assert "in the queue" not in await night.click(NORA, ActionId.RETRIAGE)


async def test_each_press_of_triage_again_is_a_triage(fired: Night) -> None:
    for _ in range(2):
        fired.clock.advance(1)
        assert "in the queue" in await fired.click(NORA, ActionId.RETRIAGE)
    assert (await fired.acts()).count(Act.DIAGNOSED) == 3


async def test_an_open_proposal_is_not_proposed_twice(proposed: Night) -> None:
    await proposed.propose("propose:again")
    await proposed.settle()
    assert [one.number for one in await proposed.proposals()] == [1]


async def test_what_a_gate_refuses_is_shown_as_withdrawn_with_the_reason(fired: Night) -> None:
    await fired.stop("mitigation")
    await fired.propose()
    await fired.settle()
    proposal = await fired.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert "kill switch" in proposal.ended_why
    assert fired.slack.button(APPROVE) is None


@pytest.mark.parametrize("role", list(DecisionRole))
async def test_no_key_stands_on_a_fresh_proposal(proposed: Night, role: DecisionRole) -> None:
    assert (await proposed.proposal()).decision(role) is None
