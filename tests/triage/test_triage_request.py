"""A responder asks for a step of the runbook: it is proposed with its requester, who cannot approve it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.ledger import Act
from bot.domain.people import Person, Role
from bot.domain.proposal import ProposalState
from bot.domain.runbook import Limits, Step
from bot.render.actions import ActionId
from bot.triage.policy import ChannelPolicy
from bot.triage.request import step_in
from tests.fakes_slack import IDRIS, IVY, NORA
from tests.triage.worlds import ROOM, Night, night, runbook

RESTART = Step(
    id="restart", title="Restarted", tool="restart", tier=1, limits=Limits(), expect="ready", expect_within=60
)


async def fired(made: Night) -> None:
    """An incident with a diagnosis whose runbook has two changes and a check; nothing is proposed of it yet."""
    book = runbook()
    look = Step(id="look", title="Look", tool="observe", tier=0, command="kubectl get pods", expect="x")
    books = (book.model_copy(update={"steps": (look, *book.steps, RESTART)}),)
    sure = made.world.policy.model_copy(update={"propose_from": 0.95})
    made.world = replace(made.world, runbooks=books, policy=sure)
    await made.alert()
    await made.settle()
    await made.propose()
    await made.settle()
    assert await made.proposals() == []


async def ask(made: Night, text: str, user: str = NORA, ts: str = "300.1") -> str:
    """What the asker is told, at last."""
    before = len(made.slack.whispers)
    await made.mention(text, ts, thread_ts="100.1", user=user)
    await made.settle()
    return "\n".join(one.text for one in made.slack.whispers[before:])


async def test_a_step_that_is_asked_for_is_proposed_with_its_requester(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        said = await ask(made, "propose restart", user=IVY)
        assert "Recorded: a proposal of step `restart` for I-1 is in the queue." in said
        [proposal] = await made.proposals()
        assert (proposal.step, proposal.requester, proposal.state) == ("restart", IVY, ProposalState.PENDING)
        card = next(one.content.text for one in made.slack.shown.values() if "P-1" in one.content.text)
        assert "Proposed, not executed" in card
        [row] = [one for one in await made.rows(Act.ASKED) if one.detail.get("what") == "propose restart"]
        assert (row.actor, row.source) == (IVY, "mention")
        refused = await made.click(IVY, ActionId.APPROVE)
        assert "the requester of a proposal cannot approve it" in refused
        assert (await made.proposal()).decisions == ()


async def test_the_requester_may_own_the_incident_and_confirm(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        await ask(made, "please propose the step `restart`.", user=NORA)
        await made.click(NORA, ActionId.TAKE)
        await made.click(IVY, ActionId.APPROVE)
        await made.click(NORA, ActionId.CONFIRM, reason="it began with this revision")
        proposal = await made.proposal()
        assert (proposal.requester, proposal.state) == (NORA, ProposalState.DONE)


async def test_what_cannot_be_asked_for_is_said_with_what_can(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        both = "In runbook `bad-rollout`: `@lookout propose undo`, `@lookout propose restart`."
        assert both in await ask(made, "propose")
        for number, step in enumerate(("look", "explode")):
            said = await ask(made, f"propose {step}", ts=f"30{number}.2")
            assert f"no change `{step}` is in the runbook" in said
            assert both in said
        made.people.people["U0ANNA"] = Person(user_id="U0ANNA")
        said = await ask(made, "propose undo", user="U0ANNA", ts="303.3")
        assert "Only a member of the responders or commanders group" in said
        assert await made.proposals() == []


async def test_the_only_commander_is_told_that_nobody_could_approve_what_they_ask_for(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        for user in (IDRIS, *(one for one in made.people.people if one != IVY)):
            if Role.COMMANDER in made.people.people[user].roles:
                made.people.lose_role(user)
        await ask(made, "propose undo", user=IVY)
        [proposal] = await made.proposals()
        assert proposal.state is ProposalState.WITHDRAWN
        assert "no two different people" in proposal.ended_why


async def test_an_equal_proposal_that_is_open_stands_and_the_asker_is_told(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        await ask(made, "propose undo")
        said = await ask(made, "propose undo", user=IVY, ts="301.1")
        assert "An open proposal does the same to the same object." in said
        [proposal] = await made.proposals()
        assert proposal.requester == NORA


async def test_a_step_that_cannot_be_made_concrete_is_told_with_the_reason(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        made.cluster.objects[:] = [one for one in made.cluster.objects if one["kind"] != "Deployment"]
        said = await ask(made, "propose undo")
        assert "Nothing was proposed: step `undo`." in said
        assert "does not exist any more" in said


async def test_without_a_runbook_or_in_a_closed_incident_nothing_is_proposed(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        await fired(made)
        made.world = replace(made.world, runbooks=())
        assert "no runbook serves what was diagnosed here" in await ask(made, "propose undo")
        await made.click(NORA, ActionId.CLOSE, cause="bad-rollout")
        assert "closed" in await ask(made, "propose undo", ts="302.2")
        assert await made.proposals() == []


async def test_outside_of_an_incident_s_thread_nothing_is_opened_for_a_request(tmp_path: Path) -> None:
    async with night(tmp_path, channels={ROOM: ChannelPolicy(service="checkout")}) as made:
        for ts, text in (("300.1", "propose undo"), ("301.1", "propose")):
            await made.mention(text, ts)
            await made.settle()
            assert "no incident is known for this message" in made.slack.whispers[-1].text
        assert await made.incidents() == []


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("propose undo", "undo"),
        ("<@U0LOOKOUT|lookout> propose step Undo-It", "undo-it"),
        ("Propose", ""),
        ("why did you propose undo?", None),
        ("propose undo and restart", None),
        ("look again", None),
    ],
)
def test_only_the_whole_sentence_is_a_request(text: str, step: str | None) -> None:
    assert step_in(text) == step
