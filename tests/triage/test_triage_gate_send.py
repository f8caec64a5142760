"""Whatever happens between the second key and the write: the write is held back, and the card says why."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import RefusedError, TransientError
from bot.domain.freeze import Freeze
from bot.domain.ledger import Act
from bot.domain.people import Role
from bot.domain.proposal import Outcome, ProposalState
from bot.render.actions import ActionId
from bot.triage.court import gather_case
from bot.triage.work import run_next
from tests.fakes_clock import START
from tests.fakes_slack import EMIL, IDRIS, IVY, NORA
from tests.triage.worlds import CHECKOUT, Night
from tests.triage.worlds import night as fresh

APPROVE, CONFIRM = ActionId.APPROVE, ActionId.CONFIRM
Event = Callable[[Night], Awaitable[None]]


async def arm(night: Night) -> None:
    """Both keys are there and nothing was executed yet."""
    await night.click(IVY, APPROVE)
    await night.press(NORA, CONFIRM, reason="x")
    assert await run_next(night.world)
    assert (await night.proposal()).state is ProposalState.ARMED


async def stops(night: Night) -> None:
    await night.stop("mitigation")


async def stops_service(night: Night) -> None:
    await night.stop("service:checkout")


async def stops_all(night: Night) -> None:
    await night.stop("everything")


async def drifts(night: Night) -> None:
    night.drift()


async def is_replaced(night: Night) -> None:
    live = night.cluster.find(CHECKOUT)
    assert live is not None
    live["metadata"]["uid"] = "another-object-of-that-name"


async def is_deleted(night: Night) -> None:
    live = night.cluster.find(CHECKOUT)
    night.cluster.objects = [one for one in night.cluster.objects if one is not live]


async def is_managed_elsewhere(night: Night) -> None:
    live = night.cluster.find(CHECKOUT)
    assert live is not None
    live["metadata"]["labels"]["argocd.argoproj.io/instance"] = "shop"


async def opts_out(night: Night) -> None:
    for one in night.cluster.objects:
        if one["kind"] == "Namespace":
            one["metadata"]["labels"] = {}


async def cannot_be_read(night: Night) -> None:
    night.cluster.refused["deployments"] = TransientError("the API server is in trouble (503)")


async def commander_loses_role(night: Night) -> None:
    night.people.lose_role(IVY)


async def commander_is_deactivated(night: Night) -> None:
    night.people.deactivate(IVY)


async def owner_loses_role(night: Night) -> None:
    night.people.lose_role(NORA)


async def roles_cannot_be_read(night: Night) -> None:
    night.people.trouble = RefusedError("missing_scope")


async def incident_is_closed(night: Night) -> None:
    await night.press(EMIL, ActionId.CLOSE, cause="solved by hand")
    await click_first(night)


async def owner_releases(night: Night) -> None:
    await night.press(NORA, ActionId.RELEASE)
    await click_first(night)


async def click_first(night: Night) -> None:
    """The press is worked before the execution that is due as well."""
    async with night.store.begin() as tx:
        task = await tx.tasks.claim("w9", timedelta(seconds=1))
        assert task is not None
        assert task.kind == "execute"
        held = await tx.tasks.postpone(task, "w9", tx.now + timedelta(seconds=1), "later")
        assert held
    await run_next(night.world)
    night.clock.advance(1)


EVENTS: tuple[Event, ...] = (
    stops,
    stops_service,
    stops_all,
    drifts,
    is_replaced,
    is_deleted,
    is_managed_elsewhere,
    opts_out,
    cannot_be_read,
    commander_loses_role,
    commander_is_deactivated,
    owner_loses_role,
    roles_cannot_be_read,
    incident_is_closed,
    owner_releases,
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
async def test_nothing_is_sent_when_between_decision_and_send_it(proposed: Night, event: Event) -> None:
    await arm(proposed)
    await event(proposed)
    await proposed.settle()
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is not ProposalState.DONE
    assert not await proposed.rows(Act.INTENT)


@pytest.mark.parametrize("event", EVENTS[:13], ids=lambda event: event.__name__)
async def test_the_card_is_withdrawn_and_names_the_reason_when_it(proposed: Night, event: Event) -> None:
    await arm(proposed)
    await event(proposed)
    await proposed.settle()
    proposal = await proposed.proposal()
    assert proposal.state is ProposalState.WITHDRAWN
    assert proposal.ended_why
    if event is not stops_all:  # which stops the posting as well
        assert "P-1 is withdrawn" in proposed.slack.text("proposal")
        assert proposed.slack.button(APPROVE) is None


@pytest.mark.parametrize("event", [stops, stops_service, stops_all], ids=lambda event: event.__name__)
async def test_a_stop_during_the_last_dry_run_still_holds_the_write_back(
    proposed: Night, event: Event
) -> None:
    await arm(proposed)

    async def meanwhile() -> None:
        proposed.remediator.on_rehearse = None
        await event(proposed)

    proposed.remediator.on_rehearse = meanwhile
    await proposed.settle()
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN


@pytest.mark.parametrize("action", [ActionId.CLOSE, ActionId.RELEASE, ActionId.STOP])
async def test_a_click_after_the_gates_and_before_the_intent_holds_the_write_back(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, action: ActionId
) -> None:
    from bot.triage import execute  # noqa: PLC0415 # the moment between two of its steps is what is tested

    await arm(proposed)

    async def late(*args: object, **more: object) -> object:
        case = await gather_case(*args, **more)  # type: ignore[arg-type]  # passed on as it came
        await proposed.press(NORA, action, cause="x", reason="y")
        await run_next(proposed.other())
        return case

    monkeypatch.setattr(execute, "gather_case", late)
    await proposed.settle()
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is ProposalState.WITHDRAWN


async def test_the_lever_that_needs_no_store_holds_the_write_back(proposed: Night) -> None:
    from bot.domain.stop import Stop  # noqa: PLC0415 # used here only

    await arm(proposed)
    pulled = Stop(scope="everything", by="", at=START, why="the stop file exists")
    await proposed.work(proposed.other("w1", lever=lambda: pulled))
    assert proposed.remediator.applied == []


async def test_an_expiry_between_decision_and_send_holds_the_write_back(proposed: Night) -> None:
    await arm(proposed)
    proposed.clock.advance(minutes=10)
    await proposed.settle()
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).state is ProposalState.EXPIRED


async def test_a_freeze_that_opens_after_the_proposal_holds_the_write_back(tmp_path: Path) -> None:
    window = Freeze(
        scope="namespace:shop",
        starts_at=START + timedelta(minutes=5),
        ends_at=START + timedelta(hours=1),
        why="sale",
    )
    async with fresh(tmp_path, freezes=(window,)) as night:
        await night.alert()
        await night.settle()
        await night.click(NORA, ActionId.TAKE)
        await night.propose()
        await night.settle()
        await arm(night)
        night.clock.advance(minutes=6)
        await night.settle()
        assert night.remediator.applied == []
        assert "freeze" in (await night.proposal()).ended_why


async def test_a_crash_looping_targets_status_does_not_hold_the_write_back(proposed: Night) -> None:
    await arm(proposed)
    live = proposed.cluster.find(CHECKOUT)
    assert live is not None
    live["metadata"]["resourceVersion"] = "901"
    live["status"]["readyReplicas"] = 1
    await proposed.settle()
    assert len(proposed.remediator.applied) == 1
    assert proposed.remediator.applied[0].live.resource_version == "901"


async def test_a_change_of_the_target_after_the_gates_is_a_conflict_and_never_sent_again(
    proposed: Night,
) -> None:
    await arm(proposed)

    async def drift(_clearance: object) -> None:
        proposed.drift()

    proposed.remediator.before_apply = drift
    await proposed.settle()
    await proposed.pass_time(20)
    assert len(proposed.remediator.applied) == 1
    proposal = await proposed.proposal()
    assert (proposal.state, "target changed" in proposal.ended_why) == (ProposalState.FAILED, True)
    assert "Failed:" in proposed.slack.text("outcome")


async def test_a_lost_answer_is_unknown_and_never_sent_again(proposed: Night) -> None:
    proposed.remediator.answers = [Outcome.UNKNOWN]
    await arm(proposed)
    await proposed.settle()
    await proposed.pass_time(30)
    assert len(proposed.remediator.applied) == 1
    assert (await proposed.proposal()).state is ProposalState.UNKNOWN
    assert "it is not sent again" in proposed.slack.text("outcome")


async def test_an_unknown_outcome_is_told_to_the_group(proposed: Night) -> None:
    proposed.remediator.answers = [Outcome.UNKNOWN]
    await arm(proposed)
    await proposed.settle()
    assert "<!subteam^S0RESPOND>" in proposed.slack.text("escalation")


async def test_two_workers_with_the_same_armed_proposal_send_once(proposed: Night) -> None:
    await arm(proposed)
    async with proposed.store.begin() as tx:
        await tx.tasks.add("execute", "execute:twin", {"proposal": (await proposed.proposal()).id})
    await asyncio.gather(run_next(proposed.world), run_next(proposed.other()))
    await proposed.settle()
    await proposed.pass_time(2)
    assert len(proposed.remediator.applied) == 1
    assert (await proposed.proposal()).state is ProposalState.DONE


async def test_both_keys_pressed_at_once_by_two_workers_make_one_change(proposed: Night) -> None:
    approve, confirm = proposed.button(APPROVE), proposed.button(CONFIRM)
    await proposed.press(IVY, APPROVE, button=approve)
    await proposed.press(NORA, CONFIRM, button=confirm, reason="x")
    await asyncio.gather(run_next(proposed.world), run_next(proposed.other()))
    await proposed.settle()
    assert len(proposed.remediator.applied) == 1


async def test_an_owner_who_changed_must_confirm_anew_before_anything_is_sent(proposed: Night) -> None:
    await proposed.click(NORA, CONFIRM, reason="x")
    await proposed.click(NORA, ActionId.HANDOVER, user=EMIL)
    await proposed.click(EMIL, ActionId.TAKE)
    await proposed.click(IVY, APPROVE)
    assert proposed.remediator.applied == []
    await proposed.click(EMIL, CONFIRM, reason="x")
    [sent] = proposed.remediator.applied
    assert {one.user_id for one in sent.proposal.decisions} == {IVY, EMIL}


async def test_a_commander_who_became_the_owner_does_not_hold_both_keys(proposed: Night) -> None:
    await proposed.click(IDRIS, APPROVE)
    await proposed.click(NORA, ActionId.HANDOVER, user=IDRIS)
    assert "approvals of it are dropped" in await proposed.click(IDRIS, ActionId.TAKE)
    await proposed.click(IDRIS, CONFIRM, reason="x")
    assert proposed.remediator.applied == []
    await proposed.click(IVY, APPROVE)
    [sent] = proposed.remediator.applied
    assert {one.user_id for one in sent.proposal.decisions} == {IVY, IDRIS}


async def test_the_rate_of_changes_of_a_service_is_limited_by_the_hour(proposed: Night) -> None:
    for number in range(3):
        if number:
            proposed.clock.advance(1)
            await proposed.propose(f"propose:{number}")
            await proposed.settle()
        if (await proposed.proposals())[0].state is ProposalState.PENDING:
            await proposed.click(IVY, APPROVE)
            await proposed.click(NORA, CONFIRM, reason="x")
    assert len(proposed.remediator.applied) <= 2


async def test_what_is_sent_holds_both_keys_of_this_content(proposed: Night) -> None:
    await arm(proposed)
    await proposed.settle()
    [sent] = proposed.remediator.applied
    stored = await proposed.proposal()
    assert {one.digest for one in sent.proposal.decisions} == {stored.digest}
    assert {proposed.people.people[one.user_id].holds(Role.COMMANDER) for one in sent.proposal.decisions} == {
        True,
        False,
    }


async def test_a_cluster_without_a_writer_refuses_at_the_proposal(proposed: Night) -> None:
    async with proposed.store.begin() as tx:
        await tx.proposals.move(
            (await proposed.proposal()).id, (ProposalState.PENDING,), ProposalState.WITHDRAWN, why="test"
        )
    await proposed.propose("propose:again")
    await proposed.work(proposed.other("w1", remediators={}))
    assert "dry run gave no answer" in (await proposed.proposal(2)).ended_why
