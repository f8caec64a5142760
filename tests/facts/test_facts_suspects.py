from datetime import UTC, datetime
from typing import Any

import pytest

from bot.facts.suspects import suspects
from tests.cluster_objects import ended, pod, running, waiting

NOW = datetime(2025, 3, 4, 2, 14, tzinfo=UTC)


def chosen(*pods: dict[str, Any], service: str = "", at_most: int = 12) -> list[str]:
    found = suspects(pods, now=NOW, service=service, at_most=at_most)
    return [f"{key.pod}/{key.container}{'*' if key.previous else ''}" for one in found for key in one.keys]


def test_a_healthy_container_is_no_suspect() -> None:
    assert chosen(pod("a", containers=(running(),))) == []


@pytest.mark.parametrize(
    ("status", "logs"),
    [
        (waiting("CrashLoopBackOff", restarts=4, last=ended(1)), ["a/app", "a/app*"]),
        (waiting("ImagePullBackOff"), ["a/app"]),
        (running(ready=False), ["a/app"]),
        (running(restarts=2, last=ended(137)), ["a/app", "a/app*"]),
        (running(restarts=2, last=ended(0, "")), ["a/app", "a/app*"]),
        ({"name": "app", "state": {"terminated": ended(2)}, "restartCount": 0}, ["a/app"]),
    ],
)
def test_a_container_in_trouble_is_a_suspect_and_its_last_run_too(
    status: dict[str, Any], logs: list[str]
) -> None:
    assert chosen(pod("a", containers=(status,))) == logs


@pytest.mark.parametrize(
    "status",
    [
        waiting("ContainerCreating"),
        running(restarts=1, last=ended(1, "2025-03-03T02:10:00Z")),
        {"name": "app", "state": {"terminated": ended(0)}, "ready": False},
        {"name": "app"},
    ],
)
def test_what_starts_or_ended_well_or_long_ago_is_no_suspect(status: dict[str, Any]) -> None:
    assert chosen(pod("a", containers=(status,))) == []


def test_a_failing_init_container_is_a_suspect() -> None:
    broken = {"name": "migrate", "state": {"terminated": ended(1)}, "restartCount": 1}
    assert chosen(pod("a", init=(broken,))) == ["a/migrate", "a/migrate*"]


def test_of_many_pods_of_one_owner_two_stand_for_all() -> None:
    crowd = [pod(f"p{n}", containers=(running(ready=False),)) for n in range(5)]
    neighbour = pod("q", owner="rs-8", containers=(running(ready=False),))
    assert chosen(*crowd, neighbour) == ["p0/app", "p1/app", "q/app"]


def test_the_most_urgent_come_first_and_the_number_is_bounded() -> None:
    unready = pod("a", owner="", containers=(running(ready=False),))
    crashing = pod("b", owner="", containers=(waiting("CrashLoopBackOff", last=ended(1)),))
    recent = pod("c", owner="", containers=(running(last=ended(0)),))
    pulling = pod("d", owner="", containers=(waiting("ErrImagePull"),))
    assert chosen(unready, crashing, recent, pulling) == ["b/app", "c/app", "d/app", "a/app"]
    assert chosen(unready, crashing, recent, pulling, at_most=1) == ["b/app"]


def test_the_services_own_healthy_containers_come_last() -> None:
    own = pod("a", containers=(running(),))
    by_name = pod("checkout-x", owner="", app="other", containers=(running(),))
    other = pod("b", app="cart", owner="rs-2", containers=(running(),))
    broken = pod("z", app="cart", owner="rs-2", containers=(running(ready=False),))
    assert chosen(own, by_name, other, broken, service="checkout") == ["z/app", "a/app", "checkout-x/app"]


def test_a_pod_without_a_status_has_no_suspects() -> None:
    assert chosen({"metadata": {"name": "a"}}, service="a") == []
