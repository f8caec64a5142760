"""What a stop does to the work under way and to what the threads say, whichever lever was moved."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import TransientError
from bot.domain.ledger import Act
from bot.domain.proposal import ProposalState
from bot.domain.stop import Stop
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.court import gather_case
from bot.triage.watch import SwitchWatch, tell
from bot.voice.judge import judge
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import Night

IN_FORCE = "Stop in force for"
HALTING = ["everything", "mitigation", "service:checkout", "service:Checkout"]


async def said(night: Night, text: str, user: str = IVY) -> str:
    """What `/lookout` answers, as one text."""
    found = await answer(night.world, user, text)
    return found.content.text + json.dumps(found.content.blocks)


async def lift(night: Night, scope: str) -> None:
    """Lift a lever from a shell."""
    async with night.store.begin() as tx:
        assert await tx.stops.lift(scope)


async def status(night: Night) -> str:
    """What the status message is to show, delivered or not."""
    incident = await night.incident()
    async with night.store.read() as tx:
        letter = await tx.outbox.posted(f"status:{incident.id}")
    assert letter is not None
    return letter.content.text


@pytest.mark.parametrize("scope", ["everything", "service:checkout"])
async def test_a_stop_holds_a_triage_back_and_a_resume_lets_it_run(night: Night, scope: str) -> None:
    await night.stop(scope)
    await night.alert()
    await night.pass_time(10)
    assert night.cluster.asked == []
    await lift(night, scope)
    await night.pass_time(1)
    assert night.cluster.asked
    assert (await night.acts()).count(Act.DIAGNOSED) == 1


async def test_a_triage_that_a_stop_holds_back_is_not_buried(night: Night) -> None:
    await night.stop("everything")
    await night.alert()
    for _ in range(20):
        night.clock.advance(5)
        await night.work()
    async with night.store.read() as tx:
        assert await tx.tasks.pending()
    await lift(night, "everything")
    await night.pass_time(1)
    assert Act.DIAGNOSED in await night.acts()


async def test_a_held_back_triage_of_an_incident_closed_meanwhile_reads_nothing(night: Night) -> None:
    await night.stop("service:checkout")
    await night.alert()
    await night.settle()
    await night.click(NORA, ActionId.CLOSE, cause="x")
    await lift(night, "service:checkout")
    await night.pass_time(1)
    assert night.cluster.asked == []


@pytest.mark.parametrize("scope", HALTING)
async def test_a_stop_by_command_withdraws_what_it_halts_and_shows_in_the_thread(
    proposed: Night, scope: str
) -> None:
    await said(proposed, f"stop {scope} too risky", NORA)
    proposal = await proposed.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert "a stop of" in proposal.ended_why
    if scope != "service:Checkout":
        assert IN_FORCE in await status(proposed)


async def test_an_armed_proposal_is_withdrawn_by_a_stop(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await said(proposed, "stop mitigation", NORA)
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    assert proposed.remediator.applied == []


@pytest.mark.parametrize("scope", ["model", "posting", "service:cart", "incident:other"])
async def test_a_stop_of_something_else_withdraws_nothing(proposed: Night, scope: str) -> None:
    await said(proposed, f"stop {scope}")
    assert (await proposed.proposal()).state is ProposalState.PENDING


async def test_a_resume_by_command_shows_in_the_thread(fired: Night) -> None:
    await said(fired, "stop mitigation")
    await fired.deliver()
    assert IN_FORCE in fired.slack.text("status")
    await said(fired, "resume mitigation")
    await fired.deliver()
    assert IN_FORCE not in fired.slack.text("status")


async def test_an_incident_is_stopped_by_its_number(proposed: Night) -> None:
    incident = await proposed.incident()
    await said(proposed, "stop incident:i-1")
    async with proposed.store.read() as tx:
        assert [one.scope for one in (await tx.stops.read()).stops] == [f"incident:{incident.id}"]
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    await said(proposed, "resume incident:1")
    assert IN_FORCE not in await status(proposed)


@pytest.mark.parametrize(
    ("scope", "warned"),
    [
        ("service:chekout", "no service of that name is configured"),
        ("incident:99", "no incident of that number or id is open"),
        ("service:Checkout", ""),
        ("mitigation", ""),
    ],
)
async def test_a_name_that_is_not_known_is_stopped_and_warned_of(
    fired: Night, scope: str, warned: str
) -> None:
    found = await said(fired, f"stop {scope}")
    assert judge(found.partition("[{")[0]).passed
    assert ("Check the" in found, warned in found) == (bool(warned), True)
    async with fired.store.read() as tx:
        assert [one.scope for one in (await tx.stops.read()).stops] == [scope]


async def test_a_service_is_resumed_in_any_case_of_letters(fired: Night) -> None:
    await said(fired, "stop service:Checkout")
    assert "no stop of" in await said(fired, "resume service:checkout")
    async with fired.store.read() as tx:
        assert (await tx.stops.read()).stops == ()


async def test_a_resume_while_the_stop_file_says_the_same_tells_that_the_stop_stands(fired: Night) -> None:
    pulled = Stop(scope="everything", by="", at=fired.clock.now(), why="the stop file exists")
    fired.world = replace(fired.world, lever=lambda: pulled)
    assert "A stop of `everything` is in force" in await said(fired, "resume")


async def test_a_stop_counts_even_if_the_threads_cannot_be_told_now(
    fired: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_world: object) -> None:
        raise TransientError("the database is busy")

    monkeypatch.setattr("bot.triage.levers.tell", away)
    assert "Recorded" in await said(fired, "stop mitigation")


@pytest.mark.parametrize("scope", ["mitigation", "service:checkout"])
async def test_the_watch_tells_of_a_lever_from_a_shell_once(proposed: Night, scope: str) -> None:
    watch = SwitchWatch(proposed.world)
    assert await watch()
    assert not await watch()
    await proposed.stop(scope)
    assert await watch()
    assert not await watch()
    await proposed.deliver()
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    assert IN_FORCE in proposed.slack.text("status")
    await lift(proposed, scope)
    assert await watch()
    await proposed.deliver()
    assert IN_FORCE not in proposed.slack.text("status")


async def test_the_watch_tells_of_the_stop_file_and_of_its_end(proposed: Night) -> None:
    pulled: list[Stop] = []
    world = replace(proposed.world, lever=lambda: next(iter(pulled), None))
    watch = SwitchWatch(world)
    await watch()
    pulled.append(Stop(scope="mitigation", by="", at=proposed.clock.now(), why="the stop file exists"))
    assert await watch()
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN
    assert IN_FORCE in await status(proposed)
    pulled.clear()
    assert await watch()
    assert IN_FORCE not in await status(proposed)


async def test_a_lever_that_moved_while_nothing_ran_is_told_at_the_start(proposed: Night) -> None:
    await proposed.stop("mitigation")
    assert await SwitchWatch(proposed.world)()
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN


async def test_a_watch_that_could_not_tell_tells_again(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_world: object) -> None:
        raise TransientError("the database is busy")

    watch = SwitchWatch(proposed.world)
    with monkeypatch.context() as patched:
        patched.setattr("bot.triage.watch.tell", away)
        with pytest.raises(TransientError):
            await watch()
    assert await watch()


async def test_telling_again_says_nothing_new(fired: Night) -> None:
    await fired.stop("mitigation")
    await tell(fired.world)
    await fired.deliver()
    calls = len(fired.slack.calls)
    await tell(fired.world)
    await fired.deliver()
    assert len(fired.slack.calls) == calls


async def test_an_incident_without_a_target_is_told_too(night: Night) -> None:
    await night.alert(labels={})
    await night.settle()
    await said(night, "stop mitigation")
    assert IN_FORCE in await status(night)


@pytest.mark.parametrize("scope", HALTING)
async def test_who_approves_while_a_stop_halts_it_is_told_of_the_stop(proposed: Night, scope: str) -> None:
    await proposed.stop(scope)
    await proposed.press(IVY, ActionId.APPROVE)
    await proposed.work()
    assert f"A stop of `{scope}` is in force" in proposed.slack.whispers[-1].text
    assert (await proposed.proposal()).decisions == ()


async def test_who_confirms_while_a_stop_halts_it_is_told_of_the_stop(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    proposed.clock.advance(timedelta(minutes=1).total_seconds())
    await proposed.stop("mitigation")
    assert "A stop of `mitigation` is in force" in await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert (await proposed.proposal()).state is ProposalState.PENDING


async def test_whoever_refuses_needs_no_resume(proposed: Night) -> None:
    await proposed.stop("mitigation")
    await proposed.click(EMIL, ActionId.DENY)
    assert (await proposed.proposal()).state is ProposalState.REJECTED


@pytest.mark.parametrize("scope", ["everything", "mitigation", "service:checkout"])
async def test_a_stop_while_a_change_is_rehearsed_leaves_no_live_buttons(fired: Night, scope: str) -> None:
    await fired.click(NORA, ActionId.TAKE)

    async def stop_now() -> None:
        await fired.stop(scope)

    fired.remediator.on_rehearse = stop_now
    await fired.propose()
    await fired.settle()
    assert (await fired.proposal()).state is ProposalState.WITHDRAWN
    assert fired.slack.button(ActionId.APPROVE) is None


async def test_a_stop_after_the_gates_were_asked_leaves_no_live_buttons(
    fired: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fired.click(NORA, ActionId.TAKE)

    async def stopped_after(*case: Any, **more: Any) -> Any:
        found = await gather_case(*case, **more)
        await fired.stop("mitigation")
        return found

    monkeypatch.setattr("bot.triage.propose.gather_case", stopped_after)
    await fired.propose()
    await fired.settle()
    assert (await fired.proposal()).ended_why == "mitigation is stopped"
    assert fired.slack.button(ActionId.APPROVE) is None


async def test_a_stop_at_each_step_of_the_execution_leaves_nothing_written(
    proposed: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the claim, while the gates are asked, and between them and the attempt row."""
    await proposed.click(IVY, ActionId.APPROVE)

    async def stopped_after(*case: Any, **more: Any) -> Any:
        found = await gather_case(*case, **more)
        await proposed.stop("mitigation")
        return found

    monkeypatch.setattr("bot.triage.execute.gather_case", stopped_after)
    await proposed.click(NORA, ActionId.CONFIRM, reason="x")
    assert (await proposed.proposal()).ended_why == "mitigation is stopped"
    assert proposed.remediator.applied == []
    assert Act.INTENT not in await proposed.acts()


async def test_a_release_is_stopped_by_name_and_shown_where_it_could_speak(fired: Night) -> None:
    assert "Recorded: a stop of `release:triage-7`" in await said(fired, "stop release:triage-7 wrong causes")
    text = await status(fired)
    assert "Stop in force for `release:triage-7`" in text
    assert "reason given: `wrong causes`" in text
    assert "no stop of `release:TRIAGE-7` is in force" in await said(fired, "resume release:TRIAGE-7")
