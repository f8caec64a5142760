"""The machine at its edges: a moment exactly at a limit, another's row, a proposal that is over, a draft of nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.store.proposals import SqlProposals
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal, ProposalState
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.target import Subject
from bot.render.actions import ActionId
from bot.triage import execute
from bot.triage.work import run_next
from bot.triage.world import World
from tests.cluster_objects import node
from tests.fakes_slack import EMIL, IVY, NORA
from tests.triage.worlds import TARGET, CrashError, Night, runbook
from tests.triage.worlds import night as fresh

FIRST, LAST = "0" * 16, "f" * 16
"""Ids that sort before and after any other."""


async def arm(night: Night) -> None:
    """Both keys are there and the execution is due."""
    await night.click(IVY, ActionId.APPROVE)
    await night.press(NORA, ActionId.CONFIRM, reason="x")
    assert await run_next(night.world)


async def claim_as_another(night: Night) -> None:
    """Another worker began the execution and lost its task, not yet its lease on the proposal."""
    async with night.store.begin() as tx:
        task = await tx.tasks.claim("w-slow", night.world.policy.lease)
        assert task is not None
        await tx.proposals.claim(task.payload["proposal"], "w-slow", night.world.policy.write_lease)
        await tx.tasks.postpone(task, "w-slow", tx.now, "as if its task lease had lapsed")


async def die_after_the_send(night: Night) -> None:
    """The change is sent, and the process dies before it records that."""

    async def die(_clearance: object) -> None:
        raise CrashError

    await arm(night)
    night.remediator.after_apply = die
    with pytest.raises(CrashError):
        await night.work()
    night.remediator.after_apply = None


async def take_over(night: Night, **changes: Any) -> Proposal:
    """What another process makes of it once every lease has lapsed."""
    for _ in range(3):
        night.clock.advance(16)
        await night.work(night.other(**changes))
    return await night.proposal()


async def waits(night: Night, kind: str) -> bool:
    """Whether a task of that kind is to be run, now or later."""
    async with night.store.read() as tx:
        return await tx.tasks.next_due(kind, "") is not None


@pytest.mark.parametrize(
    ("pause", "end"), [(1.0, ProposalState.DONE), (1.5, ProposalState.FAILED), (2.0, ProposalState.FAILED)]
)
async def test_a_write_goes_out_within_a_second_of_its_last_check_and_no_later(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, pause: float, end: ProposalState
) -> None:
    real = execute._intend

    async def paused(world: World, proposal: Proposal, epoch: int) -> float | str:
        checked = await real(world, proposal, epoch)
        proposed.clock.advance(pause)
        return checked

    await arm(proposed)
    monkeypatch.setattr(execute, "_intend", paused)
    await proposed.work()
    assert (await proposed.proposal()).state is end
    assert len(proposed.remediator.applied) == (end is ProposalState.DONE)


@pytest.mark.parametrize("seconds", [10, 11])
async def test_what_expires_between_the_gates_and_the_intent_is_not_sent(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    real = execute._intend

    async def slow(world: World, proposal: Proposal, epoch: int) -> float | str:
        proposed.clock.advance(seconds)
        return await real(world, proposal, epoch)

    proposed.clock.advance(590)
    await arm(proposed)
    monkeypatch.setattr(execute, "_intend", slow)
    await proposed.work()
    assert proposed.remediator.applied == []
    assert (await proposed.proposal()).ended_why == "it expired before it was sent"


@pytest.mark.parametrize("neighbour", [FIRST, LAST])
async def test_the_lapsed_lease_of_another_proposal_ends_nothing(
    proposed: Night, monkeypatch: pytest.MonkeyPatch, neighbour: str
) -> None:
    real = SqlProposals.lapsed

    async def and_anothers(self: SqlProposals) -> list[Proposal]:
        other = (await proposed.proposal()).model_copy(update={"id": neighbour})
        return [*await real(self), other]

    await arm(proposed)
    await claim_as_another(proposed)
    monkeypatch.setattr(SqlProposals, "lapsed", and_anothers)
    await proposed.work(proposed.other())
    assert (await proposed.proposal()).state is ProposalState.EXECUTING


async def test_to_wait_for_anothers_lease_is_no_failure(proposed: Night) -> None:
    await arm(proposed)
    await claim_as_another(proposed)
    await proposed.work(proposed.other())
    proposed.clock.advance(16)
    async with proposed.store.begin() as tx:
        task = await tx.tasks.claim("w3", proposed.world.policy.lease, kinds=("execute",))
    assert task is not None
    assert task.attempts == 1


@pytest.mark.parametrize("end", [ProposalState.REJECTED, ProposalState.DONE])
async def test_an_execution_of_what_is_over_ends_without_a_word(proposed: Night, end: ProposalState) -> None:
    await arm(proposed)
    if end is ProposalState.DONE:
        await proposed.work()
        async with proposed.store.begin() as tx:
            await tx.tasks.add("execute", "execute:twin", {"proposal": (await proposed.proposal()).id})
    else:
        ended = (await proposed.proposal()).id
        async with proposed.store.begin() as tx:
            assert await tx.proposals.move(ended, (ProposalState.ARMED,), end, by=EMIL)
    await proposed.work()
    assert (await proposed.proposal()).state is end
    assert not await waits(proposed, "execute")


@pytest.mark.parametrize("neighbour", [FIRST, LAST])
async def test_an_interrupted_attempt_is_found_among_others_and_clicks_in_vain(
    proposed: Night, neighbour: str
) -> None:
    deny = proposed.button(ActionId.DENY)
    await die_after_the_send(proposed)
    assert "changed nothing" in await proposed.click(EMIL, ActionId.DENY, button=deny, reason="no")
    async with proposed.store.begin() as tx:
        intent = next(one for one in await proposed.rows(Act.INTENT))
        detail = {"proposal": neighbour, "request": "undo another", "epoch": 99}
        await tx.ledger.append(
            LedgerEntry(incident_id=intent.incident_id, at=tx.now, act=Act.INTENT, detail=detail)
        )
    assert (await take_over(proposed)).state is ProposalState.UNKNOWN
    (row,) = await proposed.rows(Act.EXECUTED)
    assert (row.detail["request"], row.detail["seconds"]) == (intent.detail["request"], 0.0)


async def test_an_interrupted_attempt_in_a_cluster_that_is_configured_no_more_is_unknown(
    proposed: Night,
) -> None:
    await die_after_the_send(proposed)
    ended = await take_over(proposed, remediators={})
    assert ended.state is ProposalState.UNKNOWN
    assert "could not be read" in ended.ended_why


async def test_a_change_that_failed_is_not_checked_afterwards(proposed: Night) -> None:
    async def drift(_clearance: object) -> None:
        proposed.drift()

    proposed.remediator.before_apply = drift
    await arm(proposed)
    await proposed.work()
    assert (await proposed.proposal()).state is ProposalState.FAILED
    assert not await waits(proposed, "verify")


async def test_the_first_look_at_what_came_of_a_change_waits_as_long_as_the_policy_says(
    proposed: Night,
) -> None:
    await arm(proposed)
    assert await run_next(proposed.world)
    async with proposed.store.read() as tx:
        due = await tx.tasks.next_due("verify", "")
    assert due == proposed.clock.now() + proposed.world.policy.verify_every


async def test_one_key_alone_queues_no_execution(proposed: Night) -> None:
    await proposed.press(IVY, ActionId.APPROVE)
    assert await run_next(proposed.world)
    assert [one.user_id for one in (await proposed.proposal()).decisions] == [IVY]
    assert not await waits(proposed, "execute")


async def test_who_commands_already_takes_command_once(proposed: Night) -> None:
    await proposed.click(IVY, ActionId.APPROVE)
    await proposed.click(EMIL, ActionId.DENY, reason="another way")
    proposed.clock.advance(1)
    await proposed.propose("propose:again")
    await proposed.settle()
    assert "approved P-2" in await proposed.click(IVY, ActionId.APPROVE)
    assert len(await proposed.rows(Act.ROLE)) == 1


@pytest.mark.parametrize(("least", "proposals"), [(0.9, 1), (0.91, 0)])
async def test_a_hypothesis_as_sure_as_the_policy_asks_for_is_enough(
    tmp_path: Path, least: float, proposals: int
) -> None:
    async with fresh(tmp_path, propose_from=least) as night:
        await night.alert()
        await night.settle()
        await night.propose()
        await night.settle()
        assert len(await night.proposals()) == proposals


@pytest.mark.parametrize(
    "changes",
    [
        {"runbooks": ()},
        {"runbooks": (runbook(id="again", tool="recreate-job", tier=2),)},
        {"clusters": {}},
    ],
    ids=["no runbook", "no step for it", "no cluster"],
)
async def test_where_nothing_can_be_proposed_the_task_ends_at_once(
    fired: Night, changes: dict[str, Any]
) -> None:
    await fired.propose()
    await fired.work(replace(fired.world, **changes))
    assert await fired.proposals() == []
    assert not await waits(fired, "propose")


async def test_a_proposal_belongs_to_the_service_of_the_incident_whatever_it_changes(tmp_path: Path) -> None:
    async with fresh(tmp_path, runbooks=(runbook(id="cordon", tool="cordon", tier=1),)) as night:
        night.cluster.objects += [node("worker-1"), node("worker-2"), node("worker-3")]
        for number, raw in enumerate(night.cluster.objects):
            raw["metadata"].setdefault("uid", f"given-{number}")
            raw["metadata"].setdefault("resourceVersion", "5")
        await night.alert()
        await night.settle()
        await night.propose(subject=Subject(kind="Node", name="worker-1"))
        await night.settle()
        assert (await night.proposal()).service == TARGET.service


async def test_a_draft_that_could_not_be_rehearsed_is_shown_as_such(fired: Night) -> None:
    await fired.propose()
    await fired.work(fired.other(remediators={}))
    assert not (await fired.proposal()).rehearsal.ok


@pytest.mark.parametrize(
    ("causes", "proposals"), [((), 0), (("bad-rollout", "other"), 1), (("other", "bad-rollout"), 0)]
)
async def test_the_first_hypothesis_alone_is_proposed_for_if_there_is_one(
    fired: Night, causes: tuple[str, ...], proposals: int
) -> None:
    await fired.propose()
    async with fired.store.begin() as tx:
        past = await tx.diagnoses.get(2)
        assert past is not None
        (usual,) = past.diagnosis.hypotheses
        made = tuple(usual.model_copy(update={"rank": at, "cause": one}) for at, one in enumerate(causes, 1))
        diagnosis = past.diagnosis.model_copy(update={"hypotheses": made})
        scope = Scope(cluster="sandbox", namespace="shop", service="checkout")
        incident_id = (await fired.incident()).id
        number = await tx.diagnoses.add(incident_id, diagnosis, Snapshot(scope=scope, taken_at=tx.now))
        await tx.tasks.cancel("propose", incident_id)
        await tx.tasks.add("propose", "propose:made", {"diagnosis": number}, incident_id=incident_id)
    await fired.work()
    assert len(await fired.proposals()) == proposals
    assert not await waits(fired, "propose")


async def test_each_taking_of_command_is_a_term_of_its_own(proposed: Night) -> None:
    async with proposed.store.begin() as tx:
        incident = await tx.incidents.get((await proposed.incident()).id)
        await tx.incidents.save(incident.model_copy(update={"command_term": 1}))
    await proposed.click(IVY, ActionId.APPROVE)
    assert (await proposed.incident()).command_term == 2


async def test_what_has_no_way_back_is_given_up_at_once(tmp_path: Path) -> None:
    async with fresh(tmp_path, runbooks=(runbook(id="delete", tool="delete-pod", tier=2),)) as night:
        for number, raw in enumerate(night.cluster.objects):
            raw["metadata"].setdefault("uid", f"given-{number}")
        await night.alert()
        await night.settle()
        await night.propose()
        await night.settle()
        tried = await night.proposal()
        async with night.store.begin() as tx:
            await tx.tasks.add("take back", "back:1", {"proposal": tried.id}, incident_id=tried.incident_id)
        await night.work()
        assert not await waits(night, "take back")
        assert len(await night.proposals()) == 1
