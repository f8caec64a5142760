"""Each action from a runbook's step to a sent change, what must be seen then, and the way back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import OutsideError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.mitigation import Uncordon
from bot.domain.proposal import Outcome, Proposal, ProposalState
from bot.domain.target import Subject
from bot.render.actions import ActionId
from tests.cluster_objects import cronjob, job, node, owned
from tests.fakes_slack import IVY, NORA
from tests.triage.worlds import CHECKOUT, Night, runbook
from tests.triage.worlds import night as fresh

NODE, CLOSED, SILENT = (Subject(kind="Node", name=f"worker-{number}") for number in (1, 2, 3))
REPORT, WEEKLY = (Subject(kind="CronJob", namespace="shop", name=name) for name in ("report", "weekly"))
LOAD = Subject(kind="Job", namespace="shop", name="load")


@asynccontextmanager
async def about(folder: Path, tool: str, tier: int, subject: Subject, **changes: Any) -> AsyncIterator[Night]:
    """A night in which that tool is proposed for that subject, and Nora owns the incident."""
    async with fresh(folder, runbooks=(runbook(id=tool, tool=tool, tier=tier),), **changes) as made:
        for number, raw in enumerate(made.cluster.objects):
            raw["metadata"].setdefault("uid", f"given-{number}")
            raw["metadata"].setdefault("resourceVersion", "5")
        nodes = [
            node("worker-1"),
            node("worker-2", cordoned=True),
            node("worker-3", cordoned=True, ready=False),
        ]
        nodes += [node(f"worker-{number}") for number in (4, 5, 6)]
        made.cluster.objects += [*nodes, job(), cronjob(), cronjob("weekly", suspended=True)]
        await made.alert()
        await made.settle()
        await made.click(NORA, ActionId.TAKE)
        await made.propose(subject=subject)
        await made.settle()
        yield made


async def decided(night: Night) -> Proposal:
    """Both keys turned, each with a reason; what became of it."""
    await night.click(IVY, ActionId.APPROVE, reason="it is stuck")
    await night.click(NORA, ActionId.CONFIRM, reason="agreed")
    return await night.proposal()


@pytest.mark.parametrize(
    ("tool", "tier", "subject", "kubectl"),
    [
        ("pause", 1, CHECKOUT, "kubectl -n shop rollout pause deployment/checkout"),
        ("delete-pod", 2, CHECKOUT, "kubectl -n shop delete pod/a"),
        ("evict-pod", 2, CHECKOUT, "/api/v1/namespaces/shop/pods/a/eviction"),
        ("cordon", 1, NODE, "kubectl cordon worker-1"),
        ("uncordon", 1, CLOSED, "kubectl uncordon worker-2"),
        ("suspend-cronjob", 2, REPORT, "patch cronjob/report"),
        ("resume-cronjob", 2, WEEKLY, '{"spec":{"suspend":false}}'),
        ("recreate-job", 2, LOAD, "kubectl -n shop get job/load -o json"),
    ],
)
async def test_each_action_is_shown_decided_on_and_sent_once(
    tmp_path: Path, tool: str, tier: int, subject: Subject, kubectl: str
) -> None:
    async with about(tmp_path, tool, tier, subject) as night:
        waiting = await night.proposal()
        assert waiting.state is ProposalState.PENDING, waiting.ended_why
        assert waiting.tier == tier
        assert kubectl in waiting.kubectl
        assert waiting.undo
        done = await decided(night)
        assert done.state is ProposalState.DONE, done.ended_why
        (sent,) = night.remediator.applied
        assert sent.proposal.mitigation.action == tool
        assert sent.acting_as is None


async def shown(night: Night) -> tuple[bool, str]:
    """The verdict of the check afterwards, and what it saw."""
    (row,) = await night.rows(Act.VERIFIED)
    return bool(row.detail["ok"]), str(row.detail["seen"])


async def test_a_deleted_pod_is_checked_by_the_replicas_of_its_workload(tmp_path: Path) -> None:
    async with about(tmp_path, "delete-pod", 2, CHECKOUT) as night:
        await decided(night)
        await night.pass_time(0.5, step=0.1)
        assert not await night.rows(Act.VERIFIED)
        night.recover()
        night.cluster.objects[:] = [
            one for one in night.cluster.objects if (one["kind"], one["metadata"]["name"]) != ("Pod", "a")
        ]
        await night.pass_time(0.3, step=0.1)
        ok, seen = await shown(night)
        assert ok
        assert seen.startswith("Pod shop/a is gone; 3 of 3 replicas of Deployment shop/checkout are ready")


async def test_a_pod_that_stays_is_said(tmp_path: Path) -> None:
    async with about(tmp_path, "delete-pod", 2, CHECKOUT) as night:
        night.remediator.answers = [Outcome.DONE]
        kept = night.cluster.find(Subject(kind="Pod", namespace="shop", name="a"))
        await decided(night)
        assert kept is not None
        kept["metadata"]["deletionTimestamp"] = "2025-03-04T02:14:00Z"
        night.cluster.objects.append(kept)
        await night.pass_time(1.5, step=0.1)
        assert await shown(night) == (False, "Pod shop/a is still there, being deleted")
        assert len(await night.proposals()) == 1


async def test_a_workload_that_went_with_its_pod_did_not_recover(tmp_path: Path) -> None:
    async with about(tmp_path, "delete-pod", 2, CHECKOUT) as night:
        await decided(night)
        night.cluster.objects[:] = [one for one in night.cluster.objects if one["kind"] != "Deployment"]
        await night.pass_time(1.5, step=0.1)
        assert await shown(night) == (False, "Pod shop/a is gone, and so is its workload")


@pytest.mark.parametrize(
    ("ended", "ok", "seen"),
    [("Complete", True, "is complete"), ("Failed", False, "failed too"), ("", False, "has not ended")],
)
async def test_a_job_created_again_is_checked_to_its_end(
    tmp_path: Path, ended: str, ok: bool, seen: str
) -> None:
    async with about(tmp_path, "recreate-job", 2, LOAD) as night:
        done = await decided(night)
        assert done.mitigation.action == "recreate-job"
        made = night.cluster.find(done.mitigation.made)
        assert made is not None
        made["status"] = {"conditions": [{"type": ended, "status": "True"}]}
        await night.pass_time(1.5 if not ended else 0.2, step=0.1)
        verdict, said = await shown(night)
        assert verdict is ok
        assert seen in said
        assert bool(night.slack.posts("escalation")) is not ok


async def test_a_job_created_again_that_is_gone_is_said(tmp_path: Path) -> None:
    async with about(tmp_path, "recreate-job", 2, LOAD) as night:
        done = await decided(night)
        assert done.mitigation.action == "recreate-job"
        made = night.cluster.find(done.mitigation.made)
        night.cluster.objects = [one for one in night.cluster.objects if one is not made]
        await night.pass_time(1.5, step=0.1)
        assert (await shown(night))[1].endswith("is not there")


@pytest.mark.parametrize(
    ("tool", "tier", "subject", "seen"),
    [
        ("pause", 1, CHECKOUT, "Deployment shop/checkout is paused"),
        ("cordon", 1, NODE, "Node worker-1 is cordoned"),
        (
            *("uncordon", 1, CLOSED),
            "Node worker-2 is not cordoned and is ready; the rules find nothing wrong with it any more",
        ),
        ("suspend-cronjob", 2, REPORT, "CronJob shop/report is suspended"),
        ("resume-cronjob", 2, WEEKLY, "CronJob shop/weekly is not suspended"),
    ],
)
async def test_what_only_holds_things_still_is_checked_by_its_holding(
    tmp_path: Path, tool: str, tier: int, subject: Subject, seen: str
) -> None:
    async with about(tmp_path, tool, tier, subject) as night:
        await decided(night)
        await night.pass_time(0.3, step=0.1)
        assert await shown(night) == (True, seen)


async def test_a_lifted_cordon_did_not_help_while_its_runbooks_cause_is_still_found(tmp_path: Path) -> None:
    async with about(tmp_path, "uncordon", 1, CLOSED) as night:
        (book,) = night.world.runbooks
        night.world = replace(
            night.world, runbooks=(book.model_copy(update={"causes": ("node-unreachable",)}),)
        )
        await decided(night)
        await night.pass_time(1.5, step=0.1)
        ok, seen = await shown(night)
        assert not ok
        assert "; still seen: Node worker-3: " in seen


async def test_somebody_who_undoes_it_at_once_is_seen(tmp_path: Path) -> None:
    async with about(tmp_path, "uncordon", 1, CLOSED) as night:
        await decided(night)
        target = night.cluster.find(CLOSED)
        assert target is not None
        target["spec"]["unschedulable"] = True
        await night.pass_time(1.5, step=0.1)
        assert await shown(night) == (False, "Node worker-2 is cordoned")


async def test_an_uncordon_that_did_not_help_has_a_cordon_as_its_way_back(tmp_path: Path) -> None:
    async with about(tmp_path, "uncordon", 1, SILENT) as night:
        await decided(night)
        await night.pass_time(1.5, step=0.1)
        assert await shown(night) == (False, "Node worker-3 is not cordoned and is not ready")
        back, first = await night.proposals()
        assert isinstance(first.mitigation, Uncordon)
        assert back.mitigation.action == "cordon"
        assert back.state is ProposalState.PENDING, back.ended_why
        assert back.decisions == ()
        assert len(night.remediator.applied) == 1


async def test_budgets_that_cannot_be_read_at_send_withdraw_it(tmp_path: Path) -> None:
    async with about(tmp_path, "evict-pod", 2, CHECKOUT) as night:
        night.cluster.refused["poddisruptionbudgets"] = RefusedError("403")
        ended = await decided(night)
        assert ended.state is ProposalState.WITHDRAWN
        assert "floor: The PodDisruptionBudgets could not be read" in ended.ended_why
        assert not night.remediator.applied


async def test_a_pod_that_was_made_again_under_its_name_is_left_alone(tmp_path: Path) -> None:
    async with about(tmp_path, "delete-pod", 2, CHECKOUT) as night:
        found = night.cluster.find(Subject(kind="Pod", namespace="shop", name="a"))
        assert found is not None
        found["metadata"]["uid"] = "another"
        ended = await decided(night)
        assert ended.state is ProposalState.WITHDRAWN
        assert "deleted and created again" in ended.ended_why
        assert not night.remediator.applied


async def test_a_job_of_a_cronjob_is_shown_with_what_to_do_there(tmp_path: Path) -> None:
    async with about(tmp_path, "pause", 1, CHECKOUT) as night:
        found = night.cluster.find(LOAD)
        assert found is not None
        found["metadata"]["ownerReferences"] = [owned("uid-report", "CronJob", "report")]
        books = (runbook(id="again", tool="recreate-job", tier=2),)
        night.world = replace(night.world, runbooks=books)
        await night.propose("propose:again", subject=LOAD)
        await night.settle()
        refused = (await night.proposals())[0]
        assert refused.state is ProposalState.WITHDRAWN
        assert "CronJob report (owner reference)" in refused.ended_why
        assert "kubectl create job --from=cronjob/" in refused.ended_why


async def test_a_change_under_the_approvers_name_goes_as_that_person(tmp_path: Path) -> None:
    ivy = ClusterUser(user="ivy@example.com", groups=("oncall",))
    changes = {"impersonate_approver": True, "cluster_users": {IVY: ivy}}
    async with about(tmp_path, "cordon", 1, NODE, **changes) as night:
        assert night.remediator.rehearsed_as == [None]
        assert (await decided(night)).state is ProposalState.DONE
        assert night.remediator.rehearsed_as[-1] == ivy
        (sent,) = night.remediator.applied
        assert sent.acting_as == ivy


async def test_an_approver_whom_the_configuration_does_not_map_sends_nothing(tmp_path: Path) -> None:
    async with about(tmp_path, "cordon", 1, NODE, impersonate_approver=True) as night:
        ended = await decided(night)
        assert ended.state is ProposalState.WITHDRAWN
        assert "has no user of the cluster" in ended.ended_why
        assert not night.remediator.applied


@pytest.mark.parametrize("trouble", [RefusedError("403"), TransientError("503")])
@pytest.mark.parametrize(
    ("tool", "tier", "kind", "said"),
    [
        ("delete-pod", 2, "poddisruptionbudgets", "PodDisruptionBudgets could not be read"),
        ("evict-pod", 2, "poddisruptionbudgets", "PodDisruptionBudgets could not be read"),
        ("scale", 1, "horizontalpodautoscalers", "HorizontalPodAutoscalers could not be read"),
    ],
)
async def test_what_limits_hang_on_unread_as_it_is_proposed_is_a_gates_no_and_no_fault(
    tmp_path: Path, tool: str, tier: int, kind: str, said: str, trouble: OutsideError
) -> None:
    async with fresh(tmp_path, runbooks=(runbook(id=tool, tool=tool, tier=tier),)) as night:
        night.cluster.refused[kind] = trouble
        await night.alert()
        await night.settle()
        await night.propose(subject=CHECKOUT)
        await night.settle()
        refused = await night.proposal()
        assert refused.state is ProposalState.WITHDRAWN
        assert said in refused.ended_why
        assert night.remediator.applied == []
        assert said in night.slack.text("proposal")
