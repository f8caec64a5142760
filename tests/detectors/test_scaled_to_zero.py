from typing import Any

import pytest

from bot.detectors.scaled_to_zero import DETECTOR
from tests.detectors.shop import (
    ago,
    container,
    deployment,
    event,
    found,
    only,
    pod,
    service,
    snapshot,
    variable,
)

GONE = deployment("mail", wanted=0)
CALLER = pod(spec=[container(env=variable("MAIL_ADDR", "mail:25"))], ready=True)
DOWN = event(
    "ScalingReplicaSet",
    "Scaled down replica set mail-1 to 0 from 2",
    about="mail",
    kind="Deployment",
    type_="Normal",
)
ROUTE = {
    "metadata": {"name": "web", "namespace": "shop"},
    "spec": {"rules": [{"http": {"paths": [{"backend": {"service": {"name": "mail"}}}]}}]},
}


def seen(log: str = "", **more: Any) -> Any:
    kinds: dict[str, Any] = {"pods": [CALLER], "deployments": [GONE], "services": [service("mail")], **more}
    return snapshot({"cart-b-1/app": log}, **kinds)


@pytest.mark.parametrize(
    ("more", "strength"),
    [
        ({}, 0.82),
        ({"events": [DOWN]}, 0.93),
        ({"log": "dial: lookup mail: no such host"}, 0.93),
        ({"pods": [], "services": [service("mail", type="LoadBalancer")]}, 0.7),
        ({"pods": [], "ingresses": [ROUTE]}, 0.7),
        ({"pods": [], "service": "mail"}, 0.7),
        ({"pods": [pod(ready=True)], "log": "error: no instance for the service mail"}, 0.93),
    ],
)
def test_zero_replicas_of_what_is_needed_are_a_fault(more: dict[str, Any], strength: float) -> None:
    finding = only(DETECTOR, seen(**more))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "scaled-to-zero",
        "Deployment shop/mail",
        strength,
    )


def test_an_autoscaler_that_does_not_act_is_said() -> None:
    others = {
        "metadata": {"name": "o", "namespace": "shop"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "o"}},
    }
    scaler = {
        "metadata": {"name": "s", "namespace": "shop"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "mail"}},
    }
    assert "autoscaler" in only(DETECTOR, seen(horizontalpodautoscalers=[others, scaler])).statement


@pytest.mark.parametrize(
    "more",
    [
        {"pods": []},  # nobody needs it: on purpose
        {"services": []},
        {"pods": [pod(ready=True)], "log": "error: of mail\n" + "fine\n" * 30},
        {"services": [service("mail", {})]},
        {"deployments": [deployment("mail", wanted=2)]},
        {
            "services": [service("mail")],
            "pods": [CALLER, pod("m", of="m", labels={"app": "mail"}, ready=True)],
        },
        {"deployments": [], "jobs": [GONE]},
        {"pods": [], "ingresses": [{"metadata": {"name": "web", "namespace": "shop"}}]},
    ],
)
def test_scaling_down_what_nobody_needs_is_normal(more: dict[str, Any]) -> None:
    assert found(DETECTOR, seen(**more)) == []


MADE = {**GONE, "metadata": {**GONE["metadata"], "creationTimestamp": ago(600)}}
LONE: dict[str, Any] = {"pods": [pod(ready=True)]}


@pytest.mark.parametrize(
    "more",
    [
        {"deployments": [MADE], "query": "Service unavailable"},
        {"events": [DOWN], "query": "requests fail"},
        {"deployments": [MADE], "alerts": [{"labels": {"alertname": "ServiceDown"}}]},
    ],
)
def test_where_something_is_reported_as_not_reachable_a_fresh_zero_is_a_candidate(
    more: dict[str, Any],
) -> None:
    query = more.pop("query", "")
    finding = only(DETECTOR, seen(**LONE, **more).model_copy(update={"query": query}))
    assert finding.strength == 0.62


@pytest.mark.parametrize("query", ["", "Service unavailable"])
def test_a_zero_of_long_ago_that_nobody_calls_is_as_somebody_wants(query: str) -> None:
    assert found(DETECTOR, seen(**LONE).model_copy(update={"query": query})) == []
