"""From a cause's subject to the one object that its remedy changes, or a reason why there is none."""

from typing import Any

import pytest

from bot.domain.errors import TransientError
from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Pause,
    RecreateJob,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
from bot.domain.proposal import AUTOSCALERS, BUDGETS
from bot.domain.runbook import Limits, Step
from bot.domain.target import Subject
from bot.facts.job_again import again_name
from bot.triage.mitigate import first_mitigation, plan
from bot.triage.target_now import look, owner_of
from tests.cluster_objects import cronjob, deployment, history, job, namespace, node, owned, pod
from tests.fakes_cluster import FakeCluster
from tests.triage.worlds import runbook

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
POD = Subject(kind="Pod", namespace="shop", name="b")
LOAD, OF_REPORT = (Subject(kind="Job", namespace="shop", name=name) for name in ("load", "report-1"))
REPORT, WEEKLY = (Subject(kind="CronJob", namespace="shop", name=name) for name in ("report", "weekly"))
OPEN, CLOSED = (Subject(kind="Node", name=name) for name in ("worker-1", "worker-2"))


def on(raw: dict[str, Any], place: str, created: str = "", *, ready: bool = False) -> dict[str, Any]:
    raw["spec"] = {"nodeName": place} if place else {}
    raw["metadata"] |= {"creationTimestamp": created}
    raw["status"]["conditions"] = [{"type": "Ready", "status": "True" if ready else "False"}]
    return raw


def cluster(*more: dict[str, Any]) -> FakeCluster:
    pods = [
        on(pod("a"), "worker-1", "2025-03-04T01:00:00Z", ready=True),
        on(pod("b"), "worker-2", "2025-03-04T01:10:00Z"),
        on(pod("c"), "worker-2", "2025-03-04T01:05:00Z"),
    ]
    jobs = [
        job(),
        job("report-1", owner=owned("uid-report", "CronJob", "report")),
        job("done", ended="Complete"),
    ]
    return FakeCluster(
        [
            *(
                deployment(),
                *history(),
                namespace(),
                *pods,
                *jobs,
                cronjob(),
                cronjob("weekly", suspended=True),
            ),
            *(node("worker-1"), node("worker-2", cordoned=True), *more),
        ]
    )


def step(tool: str, limits: Limits | None = None, **arguments: str) -> Step:
    return Step(id=tool, title=tool, tool=tool, tier=1, limits=limits or Limits(), arguments=arguments)


@pytest.mark.parametrize(
    ("tool", "subject", "wanted"),
    [
        ("pause", CHECKOUT, Pause(subject=CHECKOUT)),
        ("delete-pod", POD, DeletePod(subject=POD)),
        ("delete-pod", CHECKOUT, DeletePod(subject=POD.model_copy(update={"name": "c"}))),
        ("evict-pod", POD, EvictPod(subject=POD)),
        ("cordon", OPEN, Cordon(subject=OPEN)),
        ("uncordon", CLOSED, Uncordon(subject=CLOSED)),
        ("uncordon", POD, Uncordon(subject=CLOSED)),
        ("uncordon", CHECKOUT, Uncordon(subject=CLOSED)),
        ("suspend-cronjob", REPORT, SuspendCronJob(subject=REPORT)),
        ("suspend-cronjob", OF_REPORT, SuspendCronJob(subject=REPORT)),
        ("resume-cronjob", WEEKLY, ResumeCronJob(subject=WEEKLY)),
        ("recreate-job", LOAD, RecreateJob(subject=LOAD, new_name=again_name(job()))),
    ],
)
async def test_the_object_of_a_tool_is_found_from_the_subject(
    tool: str, subject: Subject, wanted: Any
) -> None:
    assert await plan(cluster(), step(tool), subject) == wanted


@pytest.mark.parametrize(
    ("tool", "subject", "why"),
    [
        ("resume", CHECKOUT, "Deployment shop/checkout is not paused."),
        ("cordon", CLOSED, "Node worker-2 is cordoned already."),
        ("uncordon", OPEN, "Node worker-1 is not cordoned."),
        ("cordon", Subject(kind="Node", name="gone"), "Node gone does not exist any more."),
        ("cordon", Subject(kind="Pod", namespace="shop", name="gone"), "are on no node"),
        ("cordon", Subject(kind="Deployment", namespace="shop", name="gone"), "are on no node"),
        ("cordon", LOAD, "cordon is no remedy for Job shop/load."),
        ("delete-pod", OPEN, "delete-pod is no remedy for Node worker-1."),
        ("suspend-cronjob", WEEKLY, "CronJob shop/weekly is suspended already."),
        ("resume-cronjob", REPORT, "CronJob shop/report is not suspended."),
        ("suspend-cronjob", LOAD, "Job shop/load was not made by a CronJob."),
        ("recreate-job", Subject(kind="Job", namespace="shop", name="done"), "has not failed"),
        ("undo", POD, "undo is no remedy for Pod shop/b."),
    ],
)
async def test_what_cannot_be_done_is_said(tool: str, subject: Subject, why: str) -> None:
    said = await plan(cluster(), step(tool), subject)
    assert isinstance(said, str)
    assert why in said


async def test_pods_on_several_nodes_put_no_single_node_in_question() -> None:
    said = await plan(cluster(on(pod("d"), "worker-1")), step("cordon"), CHECKOUT)
    assert said == "Its pods that are not ready are on 2 nodes, so no single node is in question."


async def test_pods_that_wait_for_a_node_put_the_only_cordoned_one_in_question() -> None:
    waiting = [deployment(), *history(), namespace(), on(pod("a"), ""), node("worker-1")]
    found = FakeCluster([*waiting, node("worker-2", cordoned=True)])
    assert await plan(found, step("uncordon"), CHECKOUT) == Uncordon(subject=CLOSED)
    assert "are on no node" in str(await plan(found, step("cordon"), CHECKOUT))
    found.objects.append(node("worker-3", cordoned=True))
    said = await plan(found, step("uncordon"), CHECKOUT)
    assert said == "2 nodes are cordoned, so no single one is in question."


def test_a_runbooks_step_is_the_first_that_can_be_applied_to_the_subject() -> None:
    steps = (step("observe"), step("recreate-job"), step("suspend-cronjob"), step("delete-pod"))
    book = runbook().model_copy(update={"steps": steps})
    chosen = {
        kind: first_mitigation(book, Subject(kind=kind, name="x"))
        for kind in ("Job", "CronJob", "Deployment")
    }
    assert {kind: one.tool for kind, one in chosen.items() if one} == {
        "Job": "recreate-job", "CronJob": "suspend-cronjob", "Deployment": "delete-pod"
    }  # fmt: skip
    assert first_mitigation(book, Subject(kind="Node", name="x")) is None


async def test_where_every_pod_is_ready_none_is_taken_out() -> None:
    found = FakeCluster([deployment(), *history(), namespace(), on(pod("a"), "worker-1", ready=True)])
    said = await plan(found, step("delete-pod"), CHECKOUT)
    assert said == "No pod of Deployment shop/checkout is there that is not ready."


async def test_a_pod_that_leaves_already_is_not_forced() -> None:
    found = cluster()
    raw = found.find(POD)
    assert raw is not None
    raw["metadata"]["deletionTimestamp"] = "2025-03-04T02:14:00Z"
    assert "only by force" in str(await plan(found, step("delete-pod"), POD))


async def test_a_job_with_a_selector_of_its_own_is_not_created_again() -> None:
    found = cluster()
    raw = found.find(LOAD)
    assert raw is not None
    raw["spec"]["manualSelector"] = True
    assert "selector of its own" in str(await plan(found, step("recreate-job"), LOAD))


async def test_a_paused_rollout_is_resumed_and_nothing_else() -> None:
    found = cluster()
    raw = found.find(CHECKOUT)
    assert raw is not None
    raw["spec"]["paused"] = True
    assert await plan(found, step("resume"), CHECKOUT) == Resume(subject=CHECKOUT)
    assert "is paused already" in str(await plan(found, step("pause"), CHECKOUT))
    assert "until it is resumed" in str(await plan(found, step("restart"), CHECKOUT))


@pytest.mark.parametrize(
    ("revision", "wanted"),
    [
        ("6", Undo(subject=CHECKOUT, to_revision=6)),
        ("7", "Deployment shop/checkout is at revision 7 already."),
        ("3", "Revision 3 of Deployment shop/checkout is not kept by any ReplicaSet."),
    ],
)
async def test_a_step_may_name_the_revision(revision: str, wanted: Any) -> None:
    assert await plan(cluster(), step("undo", to_revision=revision), CHECKOUT) == wanted


async def test_a_scale_down_stops_at_the_runbooks_bound() -> None:
    down = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=2)
    assert await plan(cluster(), step("scale", Limits(min_replicas=2), replicas="-2"), CHECKOUT) == down
    said = await plan(cluster(), step("scale", Limits(min_replicas=3), replicas="-1"), CHECKOUT)
    assert said == "Deployment shop/checkout is at the runbook's bound of 3 replicas."


async def test_what_cannot_be_read_gives_no_mitigation() -> None:
    silent = cluster()
    silent.refused["pods"] = TransientError("no answer")
    assert await plan(silent, step("delete-pod"), POD) == "Pod shop/b could not be read: no answer"


async def test_a_pods_workload_is_found_through_its_replicaset() -> None:
    found = cluster()
    raw = found.find(POD)
    assert raw is not None
    owner = await owner_of(found, raw)
    assert owner is not None
    assert (owner["kind"], owner["metadata"]["name"]) == ("Deployment", "checkout")


async def test_a_replicaset_of_nobody_is_the_workload_itself() -> None:
    found = cluster()
    kept = found.find(Subject(kind="ReplicaSet", namespace="shop", name="checkout-7"))
    assert kept is not None
    kept["metadata"]["ownerReferences"] = []
    owner = await owner_of(found, pod("b"))
    assert owner is not None
    assert owner["kind"] == "ReplicaSet"


async def test_an_owner_of_the_same_name_that_was_made_again_does_not_count() -> None:
    assert await owner_of(cluster(), pod("b", owner="rs-of-a-deleted-namesake")) is None
    assert await owner_of(cluster(), pod("b", owner="")) is None


@pytest.mark.parametrize("refused", ["pods", "replicasets", "deployments"])
async def test_what_a_pod_belongs_to_must_be_read(refused: str) -> None:
    failing = cluster()
    failing.refused[refused] = TransientError("late")
    with pytest.raises(TransientError):
        await look(failing, DeletePod(subject=POD))


@pytest.mark.parametrize(
    ("refused", "unread", "mitigation"),
    [
        ("poddisruptionbudgets", BUDGETS, DeletePod(subject=POD)),
        ("poddisruptionbudgets", BUDGETS, Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)),
        ("horizontalpodautoscalers", AUTOSCALERS, Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)),
    ],
)
async def test_limits_that_could_not_be_read_are_named_for_the_gates(
    refused: str, unread: str, mitigation: Any
) -> None:
    failing = cluster()
    failing.refused[refused] = TransientError("late")
    found = await look(failing, mitigation)
    assert found is not None
    assert found.unread == (unread,)


@pytest.mark.parametrize(
    "mitigation",
    [
        DeletePod(subject=POD.model_copy(update={"name": "gone"})),
        Cordon(subject=Subject(kind="Node", name="gone")),
        SuspendCronJob(subject=REPORT.model_copy(update={"name": "gone"})),
    ],
)
async def test_what_is_gone_is_none(mitigation: Any) -> None:
    assert await look(cluster(), mitigation) is None
