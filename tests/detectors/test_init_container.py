from typing import Any

import pytest

from bot.detectors.init_container import DETECTOR
from tests.detectors.shop import Raw, container, ended, found, only, pod, running, snapshot, waiting


def initial(*status: Raw, name: str = "cart-b-1") -> Raw:
    """A pod with one init container of that status."""
    raw = pod(name, phase="Pending", status=[waiting("PodInitializing")])
    raw["spec"]["initContainers"] = [container("migrate", port=None)]
    raw["status"]["initContainerStatuses"] = list(status)
    return raw


def failing(**more: Any) -> Raw:
    return waiting("CrashLoopBackOff", name="migrate", restarts=4, last=ended(3), **more)


def test_an_init_container_in_a_crash_loop_is_named_with_its_exit_code_and_its_decisive_line() -> None:
    log = "applying 0042\nfatal: checksum mismatch in 0041"
    finding = only(DETECTOR, snapshot({"cart-b-1/migrate": log}, pods=[initial(failing())]))
    assert finding.cause == "init-container-failing"
    assert "migrate fails with exit code 3" in finding.statement
    assert "4 restarts" in finding.statement
    assert [one.quote for one in finding.cites if one.source == "log"] == ["fatal: checksum mismatch in 0041"]
    assert finding.next_check == "kubectl -n shop logs cart-b-1 -c migrate --tail=50"


def test_without_a_log_it_is_a_little_less_sure_and_several_pods_are_one_finding() -> None:
    ended_now = {"name": "migrate", "restartCount": 0, "state": {"terminated": ended(1)}}
    finding = only(DETECTOR, snapshot(pods=[initial(failing()), initial(ended_now, name="cart-b-2")]))
    assert finding.strength == 0.8
    assert "2 pods" in finding.statement


@pytest.mark.parametrize(
    "status",
    [
        {"name": "migrate", "ready": True, "state": {"terminated": ended(0, "Completed")}},
        running("migrate", ready=False, last=ended(1)),  # it is trying again just now
        waiting("PodInitializing", name="migrate"),
        waiting("CrashLoopBackOff", name="migrate", last=ended(0, "Completed")),
    ],
)
def test_one_that_ended_well_or_runs_or_has_not_begun_is_no_finding(status: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[initial(status)])) == []


def test_an_ordinary_container_in_a_crash_loop_is_another_matter() -> None:
    seen = snapshot(pods=[pod(status=[waiting("CrashLoopBackOff", last=ended(1), restarts=9)])])
    assert found(DETECTOR, seen) == []
