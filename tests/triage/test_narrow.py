from typing import Any

import pytest

from bot.triage.narrow import MOST_NAMED, covers, hosts, named, volumes_matter


def pod(node: str = "", phase: str = "Running", **spec: Any) -> dict[str, Any]:
    return {"spec": ({"nodeName": node} if node else {}) | spec, "status": {"phase": phase}}


def test_the_nodes_under_the_pods_are_named_once_each() -> None:
    assert hosts([pod("b"), pod("a"), pod("b")]) == {"a", "b"}
    assert named({"b", "a"}) == "kubernetes.io/hostname in (a,b)"


@pytest.mark.parametrize("phase", ["Pending", ""])
def test_a_pod_that_waits_for_a_node_makes_all_of_them_matter(phase: str) -> None:
    assert hosts([pod("a"), pod(phase=phase)]) == frozenset()


def test_a_pod_that_is_over_waits_for_no_node() -> None:
    assert hosts([pod("a"), pod(phase="Failed")]) == {"a"}


def test_more_nodes_than_a_request_may_name_are_read_all() -> None:
    assert len(hosts(pod(f"n{number}") for number in range(MOST_NAMED))) == MOST_NAMED
    assert hosts(pod(f"n{number}") for number in range(MOST_NAMED + 1)) == frozenset()


def test_a_node_that_goes_by_another_name_is_missed() -> None:
    assert covers([{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}], {"a"})
    assert not covers([{"metadata": {"name": "ip-10-0-0-1"}}], {"a"})


def test_volumes_matter_where_a_claim_is_there_or_asked_for() -> None:
    asks = pod("a", volumes=[{"persistentVolumeClaim": {"claimName": "data"}}])
    plain = pod("a", volumes=[{"emptyDir": {}}])
    assert volumes_matter([], [{"metadata": {"name": "data"}}])
    assert volumes_matter([asks], [])
    assert not volumes_matter([plain, pod("a")], [])
