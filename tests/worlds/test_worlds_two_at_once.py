"""Two faults at once: independent ones are both told, with evidence of their own; else the cause is first."""

import random
from collections.abc import Callable

import pytest

from bot.diagnosis import diagnose
from bot.domain.diagnosis import Diagnosis, Hypothesis
from tests.worlds.cases import FAULTS, Case, doubly_faulty
from tests.worlds.faults import (
    admission,
    cluster,
    dependency,
    measured,
    routing,
    runtime,
    scheduling,
    startup,
)
from tests.worlds.ills import end, loops, runs_unready, unready
from tests.worlds.measured import meter, rise, whose
from tests.worlds.styles import STYLES
from tests.worlds.truth import Fault, Truth
from tests.worlds.world import World

INDEPENDENT: tuple[tuple[Fault, Fault], ...] = (
    (runtime.oom_loops, routing.selector),
    (startup.image_tag, runtime.liveness_port),
    (startup.secret_missing, scheduling.cpu_oversized),
    (runtime.readiness_port, startup.image_auth),
    (runtime.scaled_to_zero, runtime.oom_loops),
    (measured.volume_full, startup.image_dns),
    (measured.throttled_and_slow, runtime.crashes),
    (cluster.hpa_no_metrics, runtime.port_conflict),
    (dependency.credentials_of_one, scheduling.taint),
    (admission.missing_service_account, routing.ingress_backend),
)


def case_of(first: Fault, second: Fault) -> tuple[Case, Truth]:
    """The two in the first style and seed that can have both."""
    found = (doubly_faulty(first, second, style, seed) for seed in range(3) for style in range(len(STYLES)))
    return next(case for case in found if case)


def told_of(told: Diagnosis, wrong: Truth) -> Hypothesis | None:
    """The hypothesis that names it rightly."""
    right = (one for one in told.hypotheses if one.subject.name == wrong.name and one.cause in wrong.causes)
    return next(right, None)


@pytest.mark.parametrize("pair", INDEPENDENT, ids=lambda one: " and ".join(fault.__name__ for fault in one))
def test_two_independent_faults_are_both_told_each_with_its_own_evidence(pair: tuple[Fault, Fault]) -> None:
    case, second = case_of(*pair)
    told = diagnose(case.snapshot, version="test")
    assert case.truth
    one, other = told_of(told, case.truth), told_of(told, second)
    assert one, [said.statement for said in told.hypotheses]
    assert other, [said.statement for said in told.hypotheses]
    assert set(one.evidence)
    assert set(other.evidence)
    assert not set(one.evidence) & set(other.evidence)
    assert min(one.confidence, other.confidence) >= 0.5


def test_nearly_all_pairs_of_faults_are_told_within_three_and_none_is_surer_than_the_one_above_it() -> None:
    rng = random.Random(7)
    both = pairs = 0
    for number in range(60):
        first, second = rng.sample(FAULTS, 2)
        found = doubly_faulty(first, second, number, number)
        if found and found[0].truth:
            told = diagnose(found[0].snapshot, version="test")
            pairs += 1
            both += bool(told_of(told, found[0].truth) and told_of(told, found[1]))
            sure = [one.confidence for one in told.hypotheses]
            assert sure == sorted(sure, reverse=True)
    assert pairs >= 40
    assert both >= 0.95 * pairs


def _store_out_of_memory(world: World) -> tuple[str, str]:
    """A store is killed for memory and its callers, which need it to start, crash."""
    caller = next(one for one in world.style.parts if any(world.part(called).store for called in one.calls))
    store = next(called for called in caller.calls if world.part(called).store)
    for pod in world.pods(store):
        loops(world, pod, end(world, 137, "OOMKilled"))
    for pod in world.pods(caller.name):
        loops(world, pod, end(world, 1))
        port = world.part(store).port
        world.log(pod, f"FATAL dial tcp {store}:{port}: connect: connection refused", previous=True)
    return store, "oom-killed"


def _no_such_image(world: World) -> tuple[str, str]:
    """A part cannot be pulled, and those that call it are not ready for want of it."""
    name = next(one.name for one in world.style.parts if not one.store and world.callers(one.name))
    wrong = f"registry.example.net/{world.style.name}/{name}:none"
    for pod in world.redeploy(name, lambda spec: spec["containers"][0].update(image=wrong), keep_old=False):
        state = pod["status"]["containerStatuses"][0]
        state |= {
            "ready": False,
            "state": {"waiting": {"reason": "ImagePullBackOff", "message": "manifest unknown"}},
        }
        pod["status"]["phase"] = "Pending"
        unready(pod)
    for caller in world.callers(name):
        for pod in world.pods(caller):
            runs_unready(world, pod)
            said = "Readiness probe failed: HTTP probe failed with statuscode: 503"
            world.event(pod, "Pod", "Unhealthy", said, count=9, age=9)
    return name, "image-not-found"


def _too_little_processor_time(world: World) -> tuple[str, str]:
    """A part is throttled, so its requests fail, and with them those of its callers."""
    name = next(one.name for one in world.style.parts if not one.store and world.callers(one.name))
    meter(world, "container_cpu_throttled_ratio", rise(world, 0.02, 0.8), **whose(world, name))
    for failing in (name, *world.callers(name)):
        meter(world, "service_error_ratio", rise(world, 0.001, 0.4), service=failing)
    return name, "cpu-saturated"


@pytest.mark.parametrize("style", [0, 2, 5], ids=lambda one: STYLES[one].name)
@pytest.mark.parametrize("make", [_store_out_of_memory, _no_such_image, _too_little_processor_time])
def test_of_two_troubles_that_hang_together_the_cause_is_first_and_surer(
    make: Callable[[World], tuple[str, str]], style: int
) -> None:
    world = World(STYLES[style], 3)
    name, cause = make(world)
    world.recount()
    told = diagnose(world.snapshot(), version="test").hypotheses
    assert (told[0].subject.name, told[0].cause) == (name, cause), [one.statement for one in told]
    assert len(told) > 1
    assert all(one.confidence < told[0].confidence for one in told[1:])
