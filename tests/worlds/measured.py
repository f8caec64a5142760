"""What a Prometheus measures of healthy life: levels that look like trouble and are none."""

from collections.abc import Callable, Iterable

from tests.worlds.world import NOW, World

STEP, POINTS = 30, 60
Noise = Callable[[World], None]


def meter(world: World, name: str, values: Iterable[float], **has: str) -> None:
    """A series that ends now, a point each half minute; a negative value is a point that the query left out."""
    listed = list(values)
    end = NOW.timestamp()
    points = [
        [end - STEP * (len(listed) - 1 - place), f"{value:.4f}"]
        for place, value in enumerate(listed)
        if value >= 0
    ]
    world.series.append({"metric": {"__name__": name, **has}, "values": points})


def level(world: World, value: float, swing: float = 0.02) -> list[float]:
    """A steady level with noise."""
    return [max(0.0, value + world.rng.uniform(-swing, swing)) for _ in range(POINTS)]


def rise(world: World, before: float, after: float, minutes: int = 12) -> list[float]:
    """One level, and another for the last minutes."""
    lately = minutes * 60 // STEP
    return [*level(world, before)[lately:], *level(world, after)[:lately]]


def ramp(world: World, before: float, after: float) -> list[float]:
    """From one level to another in a straight line."""
    slope = (after - before) / (POINTS - 1)
    return [before + slope * place + world.rng.uniform(-0.004, 0.004) for place in range(POINTS)]


def whose(world: World, name: str) -> dict[str, str]:
    """The labels of a container of a part."""
    pod = world.pick(world.pods(name))
    return {"pod": pod["metadata"]["name"], "container": pod["spec"]["containers"][0]["name"]}


def _running(world: World) -> str:
    return world.pick([one.name for one in world.style.parts if world.pods(one.name)])


def little_throttling(world: World) -> None:
    """One period in twenty."""
    meter(world, "container_cpu_throttled_ratio", level(world, 0.05), **whose(world, _running(world)))


def habitual_throttling(world: World) -> None:
    """A tight limit that was always tight, and answers come in time."""
    held = level(world, world.rng.choice((0.3, 0.45, 0.7)))
    meter(world, "container_cpu_throttled_ratio", held, **whose(world, _running(world)))


def burst_of_throttling(world: World) -> None:
    """Two minutes of work, a while ago or just now."""
    place = world.rng.choice((8, 30, POINTS - 4))
    values = [0.9 if place <= at < place + 4 else -1.0 for at in range(POINTS)]
    meter(world, "container_cpu_throttled_ratio", values, **whose(world, _running(world)))


def memory_in_use(world: World) -> None:
    """Four fifths of the limit, or nearly all of it for a page cache, without change."""
    held = level(world, world.rng.choice((0.8, 0.88, 0.96)), 0.01)
    meter(world, "container_memory_limit_ratio", held, **whose(world, _running(world)))


def memory_saw(world: World) -> None:
    """A collector's saw."""
    teeth = [0.62 + 0.3 * (at % 15) / 15 for at in range(POINTS)]
    meter(world, "container_memory_limit_ratio", teeth, **whose(world, _running(world)))


def few_errors(world: World) -> None:
    """One request in a hundred, with a worse minute."""
    values = level(world, 0.012, 0.01)
    values[20:23] = [0.2, 0.3, 0.1]
    meter(world, "service_error_ratio", values, service=_running(world))


def habitual_errors(world: World) -> None:
    """A client that always asks for what it may not have."""
    meter(world, "service_error_ratio", level(world, 0.09), service=_running(world))


def calm_latency(world: World) -> None:
    """Answers within the usual, a worse minute among them."""
    values = level(world, 0.12, 0.05)
    values[30:32] = [0.9, 1.4]
    meter(world, "service_latency_p95_seconds", values, service=_running(world))


def disks(world: World) -> None:
    """Volumes at 70 % and at 91 %, as they were last week, and a full one that was written once."""
    for claim, held in (("data-a", 0.7), ("data-b", 0.91), ("archive", 0.98)):
        meter(world, "volume_used_ratio", [held] * POINTS, persistentvolumeclaim=claim)


def slowly_filling(world: World) -> None:
    """A volume that will be full next month."""
    meter(world, "volume_used_ratio", ramp(world, 0.901, 0.9012), persistentvolumeclaim="data-slow")


def scaled_to_its_maximum(world: World) -> None:
    """An autoscaler at its maximum whose replicas suffice."""
    name = world.choose()
    number = len(world.pods(name))
    world.add(
        "horizontalpodautoscalers", f"{name}-at-most",
        spec={"minReplicas": 1, "maxReplicas": number, "scaleTargetRef": {"kind": "Deployment", "name": name},
              "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}}]},
        status={"currentReplicas": number, "desiredReplicas": number, "conditions": [
            {"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
            {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
            {"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}],
            "currentMetrics": [{"type": "Resource", "resource": {"name": "cpu", "current": {"averageUtilization": 66}}}]},
    )  # fmt: skip
    meter(world, "autoscaler_at_maximum", [float(number)] * POINTS, horizontalpodautoscaler=f"{name}-at-most")


def network_noise(world: World) -> None:
    """A few packets sent again."""
    for node in world.workers():
        meter(world, "node_tcp_retransmits_per_second", level(world, 0.3, 0.3), node=node)


def busy_pool(world: World) -> None:
    """A pool that is well used, and nobody waits."""
    values = level(world, 0.82, 0.1)
    meter(world, "connection_pool_used_ratio", values, pod=whose(world, _running(world))["pod"])


MEASURED: tuple[Noise, ...] = (
    little_throttling, habitual_throttling, burst_of_throttling, memory_in_use, memory_saw, few_errors, habitual_errors,
    calm_latency, disks, slowly_filling, scaled_to_its_maximum, network_noise, busy_pool,
)  # fmt: skip
