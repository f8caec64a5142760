import pytest

from bot.detectors.oom_killed import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    ended,
    event,
    found,
    history,
    http,
    only,
    pod,
    running,
    snapshot,
    waiting,
)
from tests.detectors.speed import measured

LIMITED = container(resources={"limits": {"memory": "128Mi"}})
OOM = ended(137, "OOMKilled")


def test_it_is_seen_in_a_pod_that_runs_again() -> None:
    one = pod(spec=[LIMITED], status=[running(restarts=4, last=OOM)], ready=True)
    finding = only(DETECTOR, snapshot(pods=[one]))
    assert (finding.cause, finding.leftover) == ("oom-killed", False)
    assert "its limit is 128Mi" in finding.statement
    assert "exit code 137" in finding.cites[0].quote
    assert finding.next_check == "kubectl -n shop top pod cart-b-1 --containers"


def test_a_lowered_limit_is_named() -> None:
    before = container(resources={"limits": {"memory": "512Mi"}})
    one = pod(spec=[LIMITED], status=[waiting("CrashLoopBackOff", restarts=3, last=OOM)])
    seen = snapshot(pods=[one], replicasets=history([before], [LIMITED]))
    assert "resources.limits.memory 512Mi -> 128Mi" in only(DETECTOR, seen).statement


def test_a_limit_too_small_to_start_is_seen_in_the_sandbox_event() -> None:
    one = pod(spec=[LIMITED], status=[waiting("ContainerCreating")], phase="Pending")
    told = event("FailedCreatePodSandBox", "container init was OOM-killed (memory limit too low?): unknown")
    assert only(DETECTOR, snapshot(pods=[one], events=[told])).cites[0].source == "event"


def test_exit_code_137_with_another_reason_counts_for_less() -> None:
    one = pod(spec=[LIMITED], status=[running(restarts=1, last=ended(137))])
    assert only(DETECTOR, snapshot(pods=[one])).strength == 0.6


def test_a_container_without_a_limit_is_killed_by_the_nodes_shortage() -> None:
    one = pod(spec=[container()], status=[running(restarts=1, last=OOM)])
    assert "no memory limit" in only(DETECTOR, snapshot(pods=[one])).statement


def test_one_workload_is_one_finding_with_the_share_of_its_pods() -> None:
    pods = [pod(f"cart-b-{n}", spec=[LIMITED], status=[running(restarts=n, last=OOM)]) for n in (1, 2)]
    pods.append(pod("cart-b-3", ready=True))
    assert "2 of 3 pods" in only(DETECTOR, snapshot(pods=pods)).statement


def test_an_old_one_in_a_ready_pod_is_a_leftover() -> None:
    one = pod(
        spec=[LIMITED],
        status=[running(restarts=1, last=ended(137, "OOMKilled", seconds_ago=90_000))],
        ready=True,
    )
    assert only(DETECTOR, snapshot(pods=[one])).leftover


@pytest.mark.parametrize(
    ("status", "events"),
    [
        pytest.param(running(restarts=1, last=ended(1)), [], id="an exit by itself"),
        pytest.param(
            running(restarts=1, last=ended(137)),
            [event("Unhealthy", "Liveness probe failed: timeout")],
            id="a kill by a probe",
        ),
        pytest.param(
            running(restarts=1, last=ended(137)), [event("Killing", "Stopping container app")], id="a stop"
        ),
        pytest.param(
            running(), [event("Scheduled", "bound", type_="Normal")], id="a container that never ended"
        ),
    ],
)
def test_it_stays_silent_about(status: Raw, events: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(pods=[pod(spec=[LIMITED], status=[status])], events=events)) == []


def test_137_without_a_memory_limit_is_not_taken_for_it() -> None:
    one = pod(spec=[container()], status=[running(restarts=1, last=ended(137))])
    assert found(DETECTOR, snapshot(pods=[one])) == []


def test_an_old_kill_without_a_reason_is_not_even_a_leftover() -> None:
    old = running(restarts=1, last=ended(137, seconds_ago=90_000))
    assert found(DETECTOR, snapshot(pods=[pod(spec=[LIMITED], status=[old], ready=True)])) == []


def test_a_measured_use_near_the_limit_makes_a_kill_of_untold_reason_surer_and_is_cited() -> None:
    one = pod(spec=[LIMITED], status=[running(restarts=1, last=ended(137))])
    full = measured("container_memory_limit_ratio", (28, 0.96), (2, 0.4), pod="cart-b-1", container="app")
    low = measured("container_memory_limit_ratio", (30, 0.8), pod="cart-b-1", container="app")
    other = measured("container_memory_limit_ratio", (30, 0.99), pod="cart-b-1", container="sidecar")
    finding = only(DETECTOR, snapshot(pods=[one], metrics={"data": {"result": [other, low, full]}}))
    assert (finding.strength, [cite.source for cite in finding.cites]) == (0.85, ["pod", "metric"])
    assert "rose to 96% of the limit" in finding.cites[1].quote
    assert "ran out of memory" in finding.statement
    weak = only(DETECTOR, snapshot(pods=[one], metrics={"data": {"result": [other, low]}}))
    assert (weak.strength, len(weak.cites)) == (0.6, 1)


def test_a_kill_that_a_probes_patience_accounts_for_is_not_laid_to_memory() -> None:
    probed = {**LIMITED, "livenessProbe": http(8080)}
    one = pod(spec=[probed], status=[running(restarts=3, last=ended(137, lasted=45))])
    assert found(DETECTOR, snapshot(pods=[one])) == []


@pytest.mark.parametrize(("limit", "named"), [("5Mi", True), ("48Mi", False), ("", False)])
def test_a_container_that_is_never_created_within_a_limit_that_no_runtime_works_in_is_named(
    limit: str, *, named: bool
) -> None:
    tiny = container(resources={"limits": {"memory": limit}} if limit else {})
    one = pod(spec=[tiny], status=[waiting("ContainerCreating")], phase="Pending")
    findings = found(DETECTOR, snapshot(pods=[one]))
    assert bool(findings) == named
    assert all("cannot start" in finding.statement for finding in findings)
    young = pod(spec=[tiny], status=[waiting("ContainerCreating")], phase="Pending", age=20)
    assert found(DETECTOR, snapshot(pods=[young])) == []
