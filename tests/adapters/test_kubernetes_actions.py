"""Every action that is no change of a workload, on the fake and on the sandbox's API alike: sent once, found again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.domain.cluster_user import ClusterUser
from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Restart,
    Resume,
    ResumeCronJob,
    SuspendCronJob,
    Uncordon,
)
from bot.domain.proposal import LiveTarget, Outcome
from bot.domain.target import Subject
from bot.facts.job_again import RECREATED_FROM, again_name
from bot.gates.clearance import Clearance
from bot.sandbox.cluster import Cluster as SandboxCluster
from bot.sandbox.cluster.access import ACTOR, Rule
from bot.triage.target_now import look, read_object
from tests.adapters.cleared import CHECKOUT, cleared, proposed
from tests.adapters.kube_worlds import WORLDS, KubeWorld, sandbox_world
from tests.cluster_objects import cronjob, disruption_budget, job, node
from tests.fakes_cluster import FakeCluster

POD = Subject(kind="Pod", namespace="shop", name="checkout-a")
NODE, CLOSED = Subject(kind="Node", name="worker-1"), Subject(kind="Node", name="worker-2")
REPORT = Subject(kind="CronJob", namespace="shop", name="report")
WEEKLY = Subject(kind="CronJob", namespace="shop", name="weekly")
LOAD = Subject(kind="Job", namespace="shop", name="load")
AGAIN = RecreateJob(subject=LOAD, new_name=again_name(job()))
DELETE, EVICT = DeletePod(subject=POD), EvictPod(subject=POD)
PATCHES: list[Mitigation] = [
    Pause(subject=CHECKOUT),
    Cordon(subject=NODE),
    Uncordon(subject=CLOSED),
    SuspendCronJob(subject=REPORT),
    ResumeCronJob(subject=WEEKLY),
]
ALL: list[Mitigation] = [*PATCHES, DELETE, EVICT, AGAIN]
ACTIONS = pytest.mark.parametrize("mitigation", ALL, ids=lambda one: str(one.action))


def extras() -> list[dict[str, Any]]:
    """What the actions are for: nodes, one of them cordoned, a failed Job, CronJobs, one of them suspended."""
    nodes = [node("worker-1"), node("worker-2", cordoned=True), node("worker-3")]
    return [*nodes, job(), cronjob(), cronjob("weekly", suspended=True)]


@pytest.fixture(params=WORLDS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[KubeWorld]:
    async with WORLDS[request.param]() as opened:
        if opened.sandbox is not None:
            opened.sandbox.load(extras())
        elif isinstance(opened.cluster, FakeCluster):
            for number, raw in enumerate(opened.cluster.objects):
                raw["metadata"].setdefault("uid", f"given-{number}")
                raw["metadata"].setdefault("resourceVersion", "5")
            opened.cluster.objects += extras()
        yield opened


@pytest.fixture
async def kube() -> AsyncIterator[KubeWorld]:
    async with sandbox_world(bound=0.5) as opened:
        sandbox_of(opened).load(extras())
        yield opened


def sandbox_of(world: KubeWorld) -> SandboxCluster:
    assert world.sandbox is not None
    return world.sandbox


async def seen(world: KubeWorld, mitigation: Mitigation) -> LiveTarget:
    target = await look(world.cluster, mitigation)
    assert target is not None
    return target


@ACTIONS
async def test_a_dry_run_says_what_would_change_and_changes_nothing(
    world: KubeWorld, mitigation: Mitigation
) -> None:
    before = await seen(world, mitigation)
    rehearsal = await world.remediator.rehearse(mitigation)
    assert rehearsal.ok, rehearsal.reason
    assert rehearsal.diff
    assert await seen(world, mitigation) == before
    assert world.sandbox is None or not world.sandbox.writes


@ACTIONS
async def test_a_cleared_action_is_sent_once_and_found_again(
    world: KubeWorld, mitigation: Mitigation
) -> None:
    before = await seen(world, mitigation)
    proposal = proposed(mitigation, before)
    assert await world.remediator.reconcile(proposal) is False
    answer = await world.remediator.apply(cleared(mitigation, before))
    assert answer.outcome is Outcome.DONE, answer.text
    assert f"(uid {before.uid}, resourceVersion {before.resource_version})" in answer.request
    assert await world.remediator.reconcile(proposal) is True
    again = await world.remediator.apply(cleared(mitigation, before))
    assert again.outcome is Outcome.FAILED


@pytest.mark.parametrize("mitigation", [*PATCHES, DELETE, EVICT], ids=lambda one: str(one.action))
@pytest.mark.parametrize("stale", [{"resource_version": "1"}, {"uid": "of-a-deleted-namesake"}])
async def test_an_object_that_moved_or_was_made_again_is_left_alone(
    world: KubeWorld, mitigation: Mitigation, stale: dict[str, str]
) -> None:
    before = await seen(world, mitigation)
    answer = await world.remediator.apply(cleared(mitigation, before.model_copy(update=stale)))
    assert answer.outcome is Outcome.FAILED
    assert answer.text.startswith("target changed: ")
    assert await seen(world, mitigation) == before


async def test_what_is_held_is_seen_as_held(world: KubeWorld) -> None:
    held = {mitigation.action: (await seen(world, mitigation)).held for mitigation in ALL}
    assert [action for action, is_so in held.items() if is_so] == [
        "uncordon",
        "resume-cronjob",
        "recreate-job",
    ]


async def test_a_paused_rollout_is_resumed(kube: KubeWorld) -> None:
    pause, resume = Pause(subject=CHECKOUT), Resume(subject=CHECKOUT)
    assert (await kube.remediator.apply(cleared(pause, await seen(kube, pause)))).outcome is Outcome.DONE
    assert (await seen(kube, resume)).held
    assert "paused" in (await kube.remediator.rehearse(resume)).diff
    assert "is paused" in (await kube.remediator.rehearse(Restart(subject=CHECKOUT))).reason
    assert (await kube.remediator.apply(cleared(resume, await seen(kube, resume)))).outcome is Outcome.DONE
    assert not (await seen(kube, resume)).held


async def test_a_deletion_has_its_preconditions_in_its_body_and_no_force(kube: KubeWorld) -> None:
    target = await seen(kube, DELETE)
    rehearsal = await kube.remediator.rehearse(DELETE)
    assert rehearsal.diff == (
        f"Pod shop/checkout-a (uid {target.uid}, on no node yet, not ready) would be deleted; "
        "ReplicaSet checkout-7 makes another."
    )
    await kube.remediator.apply(cleared(DELETE, target))
    tried, done = [one for one in sandbox_of(kube).requests if one.method == "DELETE"]
    assert tried.body["dryRun"] == ["All"]
    assert done.body == {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "preconditions": {"uid": target.uid, "resourceVersion": target.resource_version},
    }


async def test_an_eviction_that_a_budget_forbids_is_an_answer(kube: KubeWorld) -> None:
    sandbox = sandbox_of(kube)
    target = await seen(kube, EVICT)
    sandbox.load([disruption_budget(desired=3)])
    assert "disruption budget" in (await kube.remediator.rehearse(EVICT)).reason
    answer = await kube.remediator.apply(cleared(EVICT, target))
    assert answer.outcome is Outcome.FAILED
    assert answer.text.startswith("the API server answered 429: Cannot evict pod")
    assert (await seen(kube, DELETE)).uid == target.uid


async def test_a_job_is_created_again_beside_the_failed_one(kube: KubeWorld) -> None:
    rehearsal = await kube.remediator.rehearse(AGAIN)
    assert rehearsal.diff.startswith("--- Job shop/load-")
    await kube.remediator.apply(cleared(AGAIN, await seen(kube, AGAIN)))
    made, failed = await read_object(kube.cluster, AGAIN.made), await read_object(kube.cluster, LOAD)
    assert made is not None
    assert failed is not None
    assert made["metadata"]["annotations"] == {
        RECREATED_FROM: "load/uid-load",
        "lookout.dev/proposal": "p-1",
    }
    assert made["metadata"]["labels"] == {"app": "load"}
    assert made["spec"]["template"]["metadata"]["labels"]["batch.kubernetes.io/job-name"] == AGAIN.new_name
    assert "uid-load" not in str(made["spec"])


async def test_a_job_that_is_not_what_was_decided_on_is_not_created_again(kube: KubeWorld) -> None:
    target = await seen(kube, AGAIN)
    for changed in ({"touched": "other"}, {"uid": "of-a-deleted-namesake"}):
        answer = await kube.remediator.apply(cleared(AGAIN, target.model_copy(update=changed)))
        assert answer.outcome is Outcome.FAILED
        assert answer.text.startswith("nothing was sent: target changed")
    assert not sandbox_of(kube).writes


@pytest.mark.parametrize("mitigation", [DELETE, EVICT, AGAIN], ids=lambda one: str(one.action))
async def test_an_answer_that_is_lost_is_unknown_and_the_cluster_tells(
    kube: KubeWorld, mitigation: Mitigation
) -> None:
    target = await seen(kube, mitigation)
    sandbox_of(kube).faults.drop(method="DELETE" if mitigation is DELETE else "POST")
    answer = await kube.remediator.apply(cleared(mitigation, target))
    assert answer.outcome is Outcome.UNKNOWN
    assert len(sandbox_of(kube).writes) == 1
    assert await kube.remediator.reconcile(proposed(mitigation, target)) is True


@pytest.mark.parametrize("mitigation", [DELETE, EVICT, AGAIN], ids=lambda one: str(one.action))
async def test_a_request_that_hangs_is_unknown_and_the_cluster_tells(
    kube: KubeWorld, mitigation: Mitigation
) -> None:
    target = await seen(kube, mitigation)
    sandbox_of(kube).faults.hang(3600, method="DELETE" if mitigation is DELETE else "POST")
    answer = await kube.remediator.apply(cleared(mitigation, target))
    assert answer.outcome is Outcome.UNKNOWN
    assert await kube.remediator.reconcile(proposed(mitigation, target)) is False


@pytest.mark.parametrize("mitigation", [DELETE, AGAIN], ids=lambda one: str(one.action))
async def test_what_cannot_be_read_afterwards_cannot_be_told(kube: KubeWorld, mitigation: Mitigation) -> None:
    target = await seen(kube, mitigation)
    sandbox_of(kube).faults.fail(1, 503, method="GET")
    assert await kube.remediator.reconcile(proposed(mitigation, target)) is None


async def test_a_pod_of_the_same_name_that_was_made_meanwhile_is_not_the_one(kube: KubeWorld) -> None:
    gone = (await seen(kube, DELETE)).model_copy(update={"uid": "of-a-deleted-namesake"})
    assert await kube.remediator.reconcile(proposed(DELETE, gone)) is True


def clearance_of(mitigation: Mitigation, live: LiveTarget, user: str) -> Clearance:
    given = cleared(mitigation, live)
    given.acting_as = ClusterUser(user=user, groups=("oncall", "breakglass"))
    return given


async def test_a_change_under_the_approvers_name_is_judged_and_recorded_as_that_person(
    kube: KubeWorld,
) -> None:
    sandbox, cordon = sandbox_of(kube), Cordon(subject=NODE)
    put_on = Rule("as", frozenset({"impersonate"}), frozenset({("", "users"), ("", "groups")}))
    sandbox.access.rules[ACTOR] = (*sandbox.access.rules[ACTOR], put_on)
    sandbox.access.rules["breakglass"] = sandbox.access.rules["ivy"]
    target = await seen(kube, cordon)
    who = ClusterUser(user="emil", groups=("oncall", "breakglass"))
    assert (await kube.remediator.rehearse(cordon, who)).ok
    answer = await kube.remediator.apply(clearance_of(cordon, target, "emil"))
    assert answer.outcome is Outcome.DONE, answer.text
    assert answer.request.endswith(" as emil")
    assert {(one.method, one.user) for one in sandbox.requests if one.path.endswith("/worker-1")} == {
        ("GET", "emil"),
        ("PATCH", "emil"),
    }


async def test_an_approver_without_the_right_changes_nothing(kube: KubeWorld) -> None:
    sandbox = sandbox_of(kube)
    put_on = Rule("as", frozenset({"impersonate"}), frozenset({("", "users")}))
    sandbox.access.rules[ACTOR] = (*sandbox.access.rules[ACTOR], put_on)
    rehearsal = await kube.remediator.rehearse(DELETE, ClusterUser(user="emil"))
    assert not rehearsal.ok
    assert 'User "emil" cannot delete' in rehearsal.reason


async def test_whom_the_actor_may_not_put_on_changes_nothing(kube: KubeWorld) -> None:
    rehearsal = await kube.remediator.rehearse(DELETE, ClusterUser(user="ivy"))
    assert "impersonate" in rehearsal.reason
    assert not sandbox_of(kube).writes
