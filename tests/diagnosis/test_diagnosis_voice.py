"""What the rules say may be said: no sentence of theirs reads like a person's."""

import pytest

from bot.diagnosis import diagnose
from bot.domain.snapshot import Snapshot
from bot.voice.judge import judge
from tests.detectors.shop import (
    container,
    deployment,
    ended,
    event,
    history,
    http,
    node,
    pod,
    replicaset,
    running,
    service,
    snapshot,
    waiting,
)

LIMITED = container(resources={"limits": {"memory": "128Mi"}, "requests": {"cpu": "9"}})
OLD, NEW = container(readinessProbe=http(8080)), container(readinessProbe=http(8081), livenessProbe=http(9))
SHORT = "0/1 nodes are available: 1 Insufficient cpu."
SEEN = {
    "probes": snapshot(
        pods=[pod(spec=[NEW], status=[running(ready=False, restarts=3, last=ended(137))])],
        events=[
            event("Unhealthy", "Readiness probe failed: dial tcp 10.0.0.7:8081: connection refused"),
            event("Unhealthy", "Liveness probe failed: dial tcp 10.0.0.7:9: connection refused"),
        ],
        replicasets=history([OLD], [NEW]),
    ),
    "memory": snapshot(
        pods=[pod(spec=[LIMITED], status=[waiting("CrashLoopBackOff", last=ended(137, "OOMKilled"))])],
        deployments=[deployment()],
    ),
    "image": snapshot(pods=[pod(status=[waiting("ErrImagePull", "401 Unauthorized")], phase="Pending")]),
    "config": snapshot(pods=[pod(status=[waiting("CreateContainerConfigError", 'secret "s" not found')])]),
    "capacity": snapshot(
        pods=[pod(spec=[LIMITED], phase="Pending", node="", status=[])],
        events=[event("FailedScheduling", SHORT)],
    ),
    "killed": snapshot(
        pods=[
            pod(spec=[LIMITED], status=[running(restarts=1, last=ended(137))]),
            pod("x", of="y", status=[]),
        ],
    ),
    "tight": snapshot(
        pods=[
            pod(
                spec=[container(livenessProbe=http(8080))],
                status=[running(restarts=2, last=ended(137))],
                ready=True,
            )
        ],
        events=[event("Unhealthy", "Liveness probe failed: dial tcp 10.0.0.7:8080: connection refused")],
    ),
    "looping": snapshot(
        {"cart-b-1/app": "FATAL: no"},
        pods=[pod(status=[waiting("CrashLoopBackOff", restarts=3, last=ended(1))])],
    ),
    "quota": snapshot(
        events=[
            event(
                "FailedCreate", "exceeded quota: q, requested: pods=1, x", about="cart-b", kind="ReplicaSet"
            )
        ],
        replicasets=[replicaset("cart-b", 2)],
    ),
    "refused": snapshot(
        events=[event("FailedCreate", 'serviceaccount "cart" not found', about="cart-b", kind="ReplicaSet")],
        replicasets=[replicaset("cart-b", 2)],
    ),
    "tainted": snapshot(
        pods=[pod(phase="Pending", node="", status=[])],
        events=[
            event("FailedScheduling", "0/1 nodes are available: 1 node(s) had untolerated taint {a: b}.")
        ],
        nodes=[node(taint={"key": "a", "value": "b", "effect": "NoSchedule"})],
    ),
    "lost": snapshot(pods=[pod()], nodes=[node(ready="Unknown")]),
    "selector": snapshot(
        services=[service("cart", {"app": "x"})], deployments=[deployment()], pods=[pod(ready=True)]
    ),
}


@pytest.mark.parametrize("seen", SEEN.values(), ids=SEEN)
def test_every_sentence_may_be_said(seen: Snapshot) -> None:
    diagnosis = diagnose(seen, version="1")
    assert diagnosis.hypotheses
    for one in diagnosis.hypotheses:
        for sentence in (one.statement, one.mechanism, one.refuted_by):
            assert judge(sentence).passed, sentence
    for gap in diagnosis.gaps:
        assert judge(f"{gap.what}: {gap.why}").passed, gap
