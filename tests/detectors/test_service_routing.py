from typing import Any

import pytest

from bot.detectors.service_routing import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    event,
    found,
    only,
    pod,
    running,
    service,
    snapshot,
    variable,
    well,
)

MAIL, POST = service("mail", clusterIP="10.9.0.1"), service("post", clusterIP="10.9.0.2")
LATE = "dial tcp 10.9.0.1:25: i/o timeout"
NAME = "lookup post on 10.0.0.10:53: no such host"


def caller(name: str, node: str, *values: str) -> Raw:
    env = [{"name": f"A{place}_ADDR", "value": value} for place, value in enumerate(values)]
    spec = container(port=None, env=env or variable("MAIL_ADDR", "mail:25"))
    return pod(
        f"{name}-0", of=name, kind="StatefulSet", labels={"app": name}, spec=[spec], ready=True, node=node
    )


TWO = [caller("a", "node-1"), caller("b", "node-2")]


def seen(logs: dict[str, str], pods: list[Raw] | None = None, **more: Any) -> Any:
    kinds: dict[str, Any] = {"services": [MAIL, POST], **more}
    told = {f"{name}-0/app": log for name, log in logs.items()}
    return snapshot(told, pods=[*(pods or TWO), well("mail"), well("post")], **kinds)


def test_callers_of_one_node_fail_and_those_of_another_do_not() -> None:
    started = event("Starting", "", about="node-1", kind="Node", type_="Normal")
    started["involvedObject"]["namespace"] = ""
    finding = only(DETECTOR, seen({"a": f"{LATE}\n{NAME}\n" * 3}, events=[started]))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "node-service-routing",
        "Node node-1",
        0.78,
    )
    assert "mail, post" in finding.statement
    assert any("Starting" in one.quote for one in finding.cites)


def test_a_timeout_without_an_address_is_of_the_only_service_that_is_called() -> None:
    finding = only(DETECTOR, seen({"a": "ConnectTimeout error\n" * 3}))
    assert finding.strength == 0.7
    two = [caller("a", "node-1", "mail:25", "post:26"), TWO[1]]
    assert found(DETECTOR, seen({"a": "ConnectTimeout error\n" * 3}, two)) == []


def test_failures_elsewhere_may_be_handed_on_from_that_node() -> None:
    pods = [caller("a", "node-1"), caller("b", "node-2")]
    logs = {"a": f"{LATE}\n" * 5 + f"{NAME}\n" * 5, "b": f"{LATE}\n" * 3}
    assert str(only(DETECTOR, seen(logs, pods)).subject) == "Node node-1"
    assert found(DETECTOR, seen({"a": f"{LATE}\n" * 5, "b": f"{LATE}\n" * 3}, pods, services=[MAIL])) != []


def test_if_all_nodes_fail_no_node_is_blamed() -> None:
    far = well("mail")
    far["spec"]["nodeName"] = "node-3"
    kinds: dict[str, Any] = {"services": [MAIL], "pods": [*TWO, far]}
    logs = {"a-0/app": f"{LATE}\n" * 5, "b-0/app": f"{LATE}\n" * 5}
    assert found(DETECTOR, snapshot(logs, **kinds)) == []


@pytest.mark.parametrize(
    ("log", "more"),
    [
        (f"{LATE}\n" * 2, {}),  # too few
        (f"{LATE}\n" * 5 + "fine\n" * 50, {}),  # over
        (f"{LATE}\n" * 5, {"services": [POST]}),
        (
            f"{LATE}\n" * 5,
            {"endpoints": [{"metadata": {"name": "mail", "namespace": "shop"}, "subsets": []}]},
        ),
        ("lookup elsewhere.example: no such host\n" * 5, {}),
    ],
)
def test_a_few_old_or_deserved_failures_are_no_finding(log: str, more: dict[str, Any]) -> None:
    assert found(DETECTOR, seen({"a": log}, **more)) == []


def test_a_service_whose_pods_were_restarted_explains_its_failures_itself() -> None:
    ill = well("mail")
    ill["status"]["containerStatuses"] = [running(restarts=2)]
    assert found(DETECTOR, snapshot({"a-0/app": f"{LATE}\n" * 5}, pods=[*TWO, ill], services=[MAIL])) == []


def test_a_caller_that_has_just_begun_may_try_before_all_is_up() -> None:
    def starting(**state: Any) -> Raw:
        one = caller("a", "node-1")
        one["status"] |= {"conditions": [], "containerStatuses": [running(ready=False, **state)]}
        return one

    log = {"a": f"{LATE}\n" * 3}
    assert found(DETECTOR, seen(log, [starting(since=9), TWO[1]])) == []
    assert found(DETECTOR, seen(log, [starting(since=300), TWO[1]]))
    assert found(DETECTOR, seen(log, [starting(since=9, restarts=2), TWO[1]]))
