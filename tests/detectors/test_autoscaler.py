from typing import Any

import pytest

from bot.detectors.autoscaler import DETECTOR
from tests.detectors.shop import Raw, deployment, found, only, snapshot


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
