"""Faults that a Prometheus tells, and nothing or little else."""

from tests.worlds.ills import end, loops, probe_fails, restarted
from tests.worlds.measured import POINTS, level, meter, ramp, rise, whose
from tests.worlds.truth import Truth, truth
from tests.worlds.world import UnfitError, World


def _slow(world: World, *names: str) -> None:
    for name in names:
        values = [value / 1000 for value in rise(world, 60.0, 2400.0)]
        meter(world, "service_latency_p95_seconds", values, service=name)


def throttled_and_slow(world: World) -> Truth:
    name = world.choose()
    values = [value if value > 0.1 else -1.0 for value in rise(world, 0.03, 0.74)]
    meter(world, "container_cpu_throttled_ratio", values, **whose(world, name))
    _slow(world, name, *world.callers(name)[:1])
    return truth(name, "cpu-saturated")


def throttled_of_late(world: World) -> Truth:
    """Nothing else is measured: that it began is what tells."""
    name = world.choose()
    values = [value if value > 0.1 else -1.0 for value in rise(world, 0.02, 0.85)]
    meter(world, "container_cpu_throttled_ratio", values, **whose(world, name))
    return truth(name, "cpu-saturated")


def throttled_probe(world: World) -> Truth:
    """Too little processor time to answer the probe in time."""
    name = world.choose(port=True)
    pod = world.pods(name)[0]
    has = {"pod": pod["metadata"]["name"], "container": pod["spec"]["containers"][0]["name"]}
    meter(world, "container_cpu_throttled_ratio", rise(world, 0.1, 0.9), **has)
    said = f'Get "http://{pod["status"]["podIP"]}:{world.part(name).port}/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
    probe_fails(world, pod, "Liveness", said, count=6)
    killed = f"Container {has['container']} failed liveness probe, will be restarted"
    world.event(pod, "Pod", "Killing", killed, normal=True)
    restarted(world, pod, end(world, 137, ago=80, lasted=900), since=78)
    return truth(name, "cpu-saturated")


def memory_grows(world: World) -> Truth:
    name = world.choose()
    values = [min(0.985, value) for value in ramp(world, 0.4, 0.96)]
    meter(
        world,
        "container_memory_limit_ratio",
        [one if one > 0.7 else -1.0 for one in values],
        **whose(world, name),
    )
    return truth(name, "memory-near-limit")


def killed_near_its_limit(world: World) -> Truth:
    """The runtime did not say for what it was killed; the measurement does."""
    name = world.choose()
    for pod in world.redeploy(name, lambda spec: None):
        loops(world, pod, end(world, 137, "Error", lasted=300))
        has = {"pod": pod["metadata"]["name"], "container": pod["spec"]["containers"][0]["name"]}
        meter(world, "container_memory_limit_ratio", [0.8, 0.9, 0.99, -1.0, 0.75, 0.85, 0.95, 0.99], **has)
    return truth(name, "oom-killed")


def volume_full(world: World) -> Truth:
    """The store's volume is full and the store says so."""
    claims = world.all("persistentvolumeclaims")
    claim = world.pick([one["metadata"]["name"] for one in claims])
    store = claim.removeprefix("data-").removesuffix("-0")
    meter(world, "volume_used_ratio", rise(world, 0.96, 1.0, 20), persistentvolumeclaim=claim)
    for pod in world.pods(store):
        for _ in range(3):
            world.log(pod, "ERROR: could not write to file: No space left on device")
    return truth(claim, "volume-full")


def volume_fills(world: World) -> Truth:
    claim = world.pick([one["metadata"]["name"] for one in world.all("persistentvolumeclaims")])
    meter(world, "volume_used_ratio", ramp(world, 0.83, 0.95), persistentvolumeclaim=claim)
    return truth(claim, "volume-filling")


def errors_of_a_dependency(world: World) -> Truth:
    """A called part fails its requests, and so do its callers a little later."""
    if world.style.address in {"secret", "discovery"}:
        raise UnfitError
    found = [one.name for one in world.style.parts if not one.store and world.callers(one.name)]
    name = world.pick(found)
    meter(world, "service_error_ratio", rise(world, 0.003, 0.4), service=name)
    for caller in world.callers(name):
        meter(world, "service_error_ratio", rise(world, 0.002, 0.25, 10), service=caller)
    return truth(name, "errors-origin")


def errors_that_began_earlier(world: World) -> Truth:
    """Who calls whom is told nowhere: the first to fail is the origin."""
    found = [one.name for one in world.style.parts if not one.store and world.callers(one.name)]
    name = world.pick(found)
    meter(world, "service_error_ratio", rise(world, 0.0, 0.5, 14), service=name)
    for caller in world.callers(name):
        meter(world, "service_error_ratio", rise(world, 0.0, 0.3, 8), service=caller)
    return truth(name, "errors-origin")


def pool_used_up(world: World) -> Truth:
    name = world.choose()
    pod = whose(world, name)["pod"]
    meter(world, "connection_pool_used_ratio", rise(world, 0.75, 1.0), pod=pod)
    meter(world, "connection_pool_waiting", [-1.0] * (POINTS - 20) + [14.0] * 20, pod=pod)
    return truth(name, "connection-pool-exhausted")


def autoscaler_does_not_suffice(world: World) -> Truth:
    """At its maximum, throttled and slow."""
    name = world.choose()
    number = world.part(name).replicas
    world.add(
        "horizontalpodautoscalers", name,
        spec={"minReplicas": 1, "maxReplicas": number, "scaleTargetRef": {"kind": "Deployment", "name": name}},
        status={"currentReplicas": number, "conditions": [
            {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas",
             "message": "the desired replica count is more than the maximum replica count"}]},
    )  # fmt: skip
    meter(world, "autoscaler_at_maximum", level(world, number, 0.0), horizontalpodautoscaler=name)
    meter(world, "container_cpu_throttled_ratio", rise(world, 0.1, 0.6), **whose(world, name))
    _slow(world, name)
    return truth(name, "autoscaler-at-maximum")


FAULTS = (
    throttled_and_slow, throttled_of_late, throttled_probe, memory_grows, killed_near_its_limit, volume_full,
    volume_fills, errors_of_a_dependency, errors_that_began_earlier, pool_used_up, autoscaler_does_not_suffice,
)  # fmt: skip
