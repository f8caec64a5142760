from bot.detectors.saturation import DETECTOR
from bot.facts.view import View
from tests.detectors.shop import found, only
from tests.detectors.speed import alert, chain, slow, works, world

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
