from typing import Any

import pytest

from bot.detectors.saturation import DETECTOR
from bot.facts.view import View
from tests.detectors.shop import Raw, event, found, only
from tests.detectors.speed import alert, chain, measured, ramp, slow, works, world

BUSY = {"said": "Val: 0.8 (Throttled)"}


def test_a_throttled_workload_is_named_with_its_limit() -> None:
    pods = [works("db", resources={"limits": {"cpu": "250m"}})]
    finding = only(DETECTOR, world([alert("CPUThrottlingHigh", pod="db-0")], pods))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "cpu-saturated",
        "StatefulSet shop/db",
        0.8,
    )
    assert "limit 250m" in finding.statement


def test_one_that_is_slow_too_explains_the_others() -> None:
    told = [alert("ResourceSaturation", service="db", signal="cpu core"), *slow("db", "door")]
    finding = only(DETECTOR, world(told))
    assert finding.strength == 0.9
    assert [one.name for one in finding.explains] == ["door"]
    assert "answers slowly" in finding.statement


def test_a_busy_caller_of_a_busy_workload_ranks_below_it() -> None:
    told = [alert("CPUThrottlingHigh", service=name, **BUSY) for name in ("cart", "db")]
    strengths = {one.subject.name: one.strength for one in found(DETECTOR, world(told))}
    assert strengths["cart"] < strengths["db"]


def test_memory_is_told_apart() -> None:
    assert (
        only(DETECTOR, world([alert("KubeMemoryNearLimit", statefulset="cart")])).cause == "memory-near-limit"
    )


def test_alerts_that_are_over_for_others_or_only_informative_are_no_finding() -> None:
    over = {**alert("CPUThrottlingHigh", service="db"), "status": {"state": "suppressed"}}
    elsewhere = alert("CPUThrottlingHigh", service="db", namespace="other")
    told = alert("CPUThrottlingHigh", service="db", severity="info")
    unknown = alert("CPUThrottlingHigh", service="nobody")
    strange = alert("Watchdog", service="db")
    assert found(DETECTOR, world([over, elsewhere, told, unknown, strange, alert("HighCPU")], chain())) == []
    assert View(world([])).snapshot.alerts == ()


def throttled(*spans: tuple[float, float], pod: str = "db-0") -> Raw:
    return measured("container_cpu_throttled_ratio", *spans, pod=pod, container="app")


def memory(told: Raw) -> Raw:
    told["metric"] |= {"__name__": "container_memory_limit_ratio", "pod": "db-0", "container": "app"}
    return told


def timed_out(about: str = "db-0", age: float = 60) -> Raw:
    return event("Unhealthy", "Liveness probe failed: context deadline exceeded", about=about, age=age)


NEW = throttled((18, -1), (12, 0.7))
EVER = throttled((30, 0.7))


@pytest.mark.parametrize(
    "shown",
    [
        {"alerts": slow("db")},
        {"events": [timed_out()]},
        {"also": [measured("service_error_ratio", (18, 0.0), (12, 0.3), service="db")]},
    ],
    ids=["slow", "probes", "errors"],
)
def test_throttling_that_is_new_and_does_harm_is_the_cause(shown: dict[str, Any]) -> None:
    also = shown.pop("also", [])
    told = shown.pop("alerts", [])
    finding = only(DETECTOR, world(told, metrics=[NEW, *also], **shown))
    assert (finding.cause, finding.strength, finding.leftover) == ("cpu-saturated", 0.88, False)
    assert "throttled in 70% of all periods, and it suffers" in finding.statement
    assert finding.cites[0].source == "metric"
    assert "70% of late, 0% before (container app, pod db-0)" in finding.cites[0].quote


def test_throttling_that_was_always_there_explains_little_of_what_is_new() -> None:
    assert only(DETECTOR, world(slow("db"), metrics=[EVER])).strength == 0.6


def test_much_throttling_that_began_of_late_is_named_although_nothing_else_is_measured() -> None:
    finding = only(DETECTOR, world([], metrics=[NEW]))
    assert (finding.strength, finding.leftover) == (0.72, False)


@pytest.mark.parametrize(
    "told",
    [EVER, throttled((30, 0.3)), throttled((18, 0.1), (12, 0.4))],
    ids=["always much", "always some", "a bit more than before"],
)
def test_throttling_that_harms_nobody_is_a_leftover(told: Raw) -> None:
    old = timed_out(age=3000)
    assert only(DETECTOR, world([], metrics=[told], events=[old])).leftover


@pytest.mark.parametrize(
    "told",
    [
        throttled((30, 0.05)),
        throttled((10, 0.9), (20, -1)),
        throttled((27, -1), (2, 0.9), (1, -1)),
        throttled((30, 0.9), pod="of-nobody"),
    ],
    ids=["5 %", "over", "a burst", "of nobody"],
)
def test_little_short_or_past_throttling_is_no_finding(told: Raw) -> None:
    assert found(DETECTOR, world(slow("db"), metrics=[told])) == []


def test_an_alert_and_its_measurement_are_cited_together() -> None:
    told = [alert("CPUThrottlingHigh", pod="db-0")]
    finding = only(DETECTOR, world(told, metrics=[EVER, throttled((30, 0.5), pod="db-0")]))
    assert finding.strength == 0.9
    assert {one.source for one in finding.cites} == {"alert", "metric", "pod"}


def test_memory_that_grows_towards_its_limit_is_named_with_the_time_that_is_left() -> None:
    finding = only(DETECTOR, world([], metrics=[memory(ramp("", 0.5, 0.95))]))
    assert (finding.cause, finding.leftover) == ("memory-near-limit", False)
    assert "at 94% of the limit, which it reaches in about 4 min" in finding.statement


def test_full_memory_counts_where_its_workload_suffers() -> None:
    told = memory(measured("", (30, 0.98)))
    assert not only(DETECTOR, world(slow("db"), metrics=[told])).leftover
    assert only(DETECTOR, world([], metrics=[told])).leftover


@pytest.mark.parametrize("level", [0.8, 0.93])
def test_memory_that_stands_under_its_limit_is_no_finding(level: float) -> None:
    told = memory(measured("", (30, level)))
    assert found(DETECTOR, world(slow("db"), metrics=[told])) == []


def test_a_pool_without_a_free_connection_that_somebody_waits_for_is_named() -> None:
    full = measured("connection_pool_used_ratio", (18, 0.8), (12, 1.0), pod="cart-0")
    queue = measured("connection_pool_waiting", (18, -1), (12, 9), pod="cart-0")
    finding = only(DETECTOR, world([], metrics=[full, queue]))
    assert (finding.cause, finding.subject.name) == ("connection-pool-exhausted", "cart")
    assert "9 requests wait for a connection" in finding.cites[1].quote
    assert only(DETECTOR, world(slow("cart"), metrics=[full])).strength == 0.74
    assert found(DETECTOR, world([], metrics=[full])) == []


def test_where_an_autoscaler_wants_more_replicas_the_shortage_ranks_below_that() -> None:
    raw = {
        "metadata": {"name": "s", "namespace": "shop"},
        "spec": {"scaleTargetRef": {"kind": "StatefulSet", "name": "db"}, "maxReplicas": 2},
        "status": {
            "currentReplicas": 2,
            "conditions": [{"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas"}],
        },
    }
    seen = world(slow("db"), metrics=[NEW], horizontalpodautoscalers=[raw])
    assert only(DETECTOR, seen).strength == pytest.approx(0.76)
