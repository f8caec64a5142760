from typing import Any

import pytest

from bot.detectors.autoscaler import DETECTOR
from tests.detectors.shop import Raw, deployment, found, only, pod, snapshot
from tests.detectors.speed import measured


def scaler(kind: str = "Deployment", now: int = 5, **conditions: tuple[str, str]) -> Raw:
    told = [
        {"type": name, "status": status, "reason": reason} for name, (status, reason) in conditions.items()
    ]
    return {
        "metadata": {"name": "s", "namespace": "shop"},
        "spec": {"scaleTargetRef": {"kind": kind, "name": "cart"}, "maxReplicas": 5},
        "status": {"currentReplicas": now, "conditions": told},
    }


def seen(raw: Raw, **more: Any) -> Any:
    return snapshot(horizontalpodautoscalers=[raw], **({"deployments": [deployment()]} | more))


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (scaler(ScalingLimited=("True", "TooManyReplicas")), "autoscaler-at-maximum"),
        (scaler(ScalingActive=("False", "FailedGetResourceMetric")), "autoscaler-without-metrics"),
        (scaler(AbleToScale=("False", "FailedGetScale")), "autoscaler-target-missing"),
    ],
)
def test_an_autoscaler_that_cannot_help_is_named(raw: Raw, cause: str) -> None:
    finding = only(DETECTOR, seen(raw))
    assert (finding.cause, str(finding.subject)) == (cause, "Deployment shop/cart")


def test_a_target_that_is_not_there_is_a_cause() -> None:
    assert only(DETECTOR, seen(scaler(), deployments=[])).cause == "autoscaler-target-missing"


@pytest.mark.parametrize(
    "raw",
    [
        scaler(),
        scaler(ScalingLimited=("True", "TooFewReplicas")),
        scaler(now=3, ScalingLimited=("True", "TooManyReplicas")),
        scaler(ScalingActive=("False", "ScalingDisabled")),
        scaler(AbleToScale=("False", "BackoffBoth")),
        scaler("Other"),
    ],
)
def test_an_autoscaler_at_rest_is_no_finding(raw: Raw) -> None:
    assert found(DETECTOR, seen(raw)) == []


LIMITED = ("True", "TooManyReplicas")


def cpu(target: int, now: int | None) -> dict[str, Any]:
    """What an autoscaler of processor use wants and what it saw last."""
    wanted = {"resource": {"name": "cpu", "target": {"averageUtilization": target}}}
    seen = {"resource": {"name": "cpu", "current": {"averageUtilization": now}}}
    raw = scaler(ScalingLimited=LIMITED)
    raw["spec"]["metrics"] = [wanted]
    raw["status"]["currentMetrics"] = [seen]
    return raw


def test_what_shows_that_the_replicas_do_not_suffice_makes_it_surer_and_is_cited() -> None:
    told = [
        measured("container_cpu_throttled_ratio", (18, 0.1), (12, 0.6), pod="cart-b-1", container="app"),
        measured("autoscaler_at_maximum", (30, 5), horizontalpodautoscaler="s"),
        measured("autoscaler_at_maximum", (30, 2), horizontalpodautoscaler="other"),
    ]
    ready = pod(ready=True, of="cart", kind="Deployment")
    finding = only(
        DETECTOR, seen(scaler(ScalingLimited=LIMITED), pods=[ready], metrics={"data": {"result": told}})
    )
    assert (finding.strength, finding.leftover) == (0.9, False)
    assert [one.source for one in finding.cites] == ["autoscaler", "metric", "metric"]
    assert "5 replicas, its maximum" in finding.cites[2].quote


def test_a_limit_is_a_leftover_once_the_load_is_back_within_the_target() -> None:
    assert only(DETECTOR, seen(cpu(70, 75))).leftover
    assert not only(DETECTOR, seen(cpu(70, 140))).leftover
    assert not only(DETECTOR, seen(cpu(70, None))).leftover
    other = cpu(70, 60)
    other["spec"]["metrics"].append({"external": {"metric": {"name": "queue"}}})
    assert not only(DETECTOR, seen(other)).leftover


def test_one_that_is_at_its_maximum_and_wants_no_more_is_no_finding() -> None:
    told = [measured("autoscaler_at_maximum", (30, 5), horizontalpodautoscaler="s")]
    calm = scaler(ScalingLimited=("False", "DesiredWithinRange"))
    assert found(DETECTOR, seen(calm, metrics={"data": {"result": told}})) == []
