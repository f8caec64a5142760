from typing import Any

import pytest

from bot.detectors.latency import DETECTOR
from tests.detectors.shop import Raw, found, only, running
from tests.detectors.speed import alert, chain, series, slow, works, world

RISE = [2.0] * 20 + [400.0] * 6


def test_the_origin_is_the_slow_one_that_waits_for_nobody_slow() -> None:
    finding = only(
        DETECTOR, world([*slow("door", "cart"), alert("TrafficDrop", service="cart", said="throughput fell")])
    )
    assert (finding.cause, str(finding.subject)) == ("latency-origin", "StatefulSet shop/cart")
    assert [one.name for one in finding.explains] == ["door"]


def test_a_workload_in_between_that_is_not_called_slow_does_not_hide_it() -> None:
    assert [one.subject.name for one in found(DETECTOR, world(slow("door", "db")))] == ["db"]


def test_a_metric_that_rose_far_above_its_usual_level_counts() -> None:
    told = [series("service_latency_p90_ms", RISE, service="db")]
    assert only(DETECTOR, world([], metrics=told)).subject.name == "db"
    in_seconds = series("x_latency_seconds", [one / 1000 for one in RISE], pod="db-0")
    assert only(DETECTOR, world([], metrics=[in_seconds])).subject.name == "db"


@pytest.mark.parametrize(
    "told",
    [
        series("service_latency_p90_ms", [300.0] * 26, service="db"),
        series("service_latency_p90_ms", [0.2] * 20 + [9.0] * 6, service="db"),
        series("service_latency_p90_ms", [2.0] * 20 + [400.0], service="db"),  # one point is noise
        series("service_latency_p90_ms", [1.0, 400.0], service="db"),
        series("service_requests", RISE, service="db"),
        series("service_latency_p90_ms", RISE),
        {
            "metric": {"__name__": "service_latency_p90_ms", "service": "db"},
            "values": [["x"], [1, "NaN"], [1, "abc"], 7],
        },
        {"metric": {"__name__": "service_latency_p90_ms", "service": "db"}},
    ],
)
def test_a_metric_that_is_level_small_short_or_broken_says_nothing(told: Raw) -> None:
    assert found(DETECTOR, world([], metrics=[told])) == []


def broken() -> list[Raw]:
    pods = chain()
    pods[1]["status"]["conditions"] = [{"type": "Ready", "status": "False"}]
    pods[1]["status"]["containerStatuses"] = [running(ready=False)]
    return pods


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ([], {}),
        ([*slow("cart"), alert("CPUThrottlingHigh", service="cart")], {}),
        (slow("cart"), {"pods": broken()}),
        (slow("x1", "x2", "db"), {"pods": [works("x1"), works("x2"), works("db")]}),
    ],
)
def test_what_something_else_explains_or_many_share_is_no_finding(
    told: list[Raw], more: dict[str, Any]
) -> None:
    assert found(DETECTOR, world(told, **more)) == []


def test_two_origins_are_each_less_sure() -> None:
    pods = [works("x1"), works("x2")]
    assert [one.strength for one in found(DETECTOR, world(slow("x1", "x2"), pods))] == [0.7, 0.7]
