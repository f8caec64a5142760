"""Snapshots changed in ways that change no cause: what a rule loses by them, it knew from habit and not from evidence.

Each mutation takes a snapshot and a name to judge by and gives both back; only a renaming changes the name.
"""

import json
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.domain.snapshot import Scope, Snapshot

Mutation = Callable[[Snapshot, str], tuple[Snapshot, str]]
_WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "iris", "juniper", "kelp", "lagoon",
    "maple", "onyx", "poplar", "quartz", "raven", "sable", "tundra", "umber", "violet", "willow", "yarrow", "zephyr",
)  # fmt: skip
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_ZONE = timezone(timedelta(hours=-3, minutes=-30))


def untouched(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """As it is."""
    return snapshot, name


def shuffled(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """All lists of objects in another order."""
    rng = random.Random(7)
    objects = {
        plural: {home: tuple(rng.sample(found, len(found))) for home, found in at.items()}
        for plural, at in snapshot.objects.items()
    }
    return snapshot.model_copy(update={"objects": objects}), name


def renamed(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Workloads, Services, the namespace, the nodes and the registry have other names."""
    home = snapshot.scope.namespace
    found = {
        raw["metadata"]["name"]
        for plural in ("deployments", "statefulsets", "services")
        for raw in snapshot.objects.get(plural, {}).get(home, ())
    }
    names = {
        old: f"{word}-{place}" for place, (old, word) in enumerate(zip(sorted(found), _WORDS, strict=False))
    }
    nodes = [raw["metadata"]["name"] for raw in snapshot.objects.get("nodes", {}).get("", ())]
    names |= {node: f"ip-10-0-{place}-17.internal" for place, node in enumerate(sorted(nodes))}
    names[home] = "team-blue"
    whole = re.compile("|".join(re.escape(one) for one in sorted(names, key=len, reverse=True)))
    again = _rewritten(snapshot, lambda content: whole.sub(lambda hit: names[hit[0]], content))
    return again, names.get(name, name)


def relabelled(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Pods are labelled by the recommended key."""
    return _rewritten(
        snapshot, lambda content: content.replace('"app": ', '"app.kubernetes.io/name": ')
    ), name


def in_another_zone(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """All times are written with an offset."""
    return _rewritten(snapshot, lambda content: _TIME.sub(_moved, content)), name


def without_events(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Events have expired: the kinds were read and are empty."""
    gone: dict[str, tuple[Any, ...]] = dict.fromkeys(snapshot.objects.get("events", {}), ())
    return snapshot.model_copy(update={"objects": {**snapshot.objects, "events": gone}}), name


def without_logs(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """No log was read."""
    return snapshot.model_copy(update={"logs": {}}), name


def without_signals(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Neither alerts nor metrics."""
    return snapshot.model_copy(update={"alerts": (), "metrics": {}}), name


def without_metrics(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Alerts, but no metrics."""
    return snapshot.model_copy(update={"metrics": {}}), name


def with_sidecars(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Every pod of the namespace has a second, healthy container that stands first."""
    home = snapshot.scope.namespace
    pods = tuple(_accompanied(raw) for raw in snapshot.objects.get("pods", {}).get(home, ()))
    return _with(snapshot, "pods", home, pods), name


def with_noise(snapshot: Snapshot, name: str) -> tuple[Snapshot, str]:
    """Finished and evicted pods of days ago, a suspended CronJob, a spare node."""
    home = snapshot.scope.namespace
    long_ago = (snapshot.taken_at - timedelta(days=4)).isoformat()
    done = _old_pod("report-1", home, long_ago, {"phase": "Succeeded"})
    evicted = _old_pod(
        "report-2", home, long_ago, {"phase": "Failed", "reason": "Evicted", "message": "low on resource"}
    )
    cron = {
        "metadata": {"name": "yearly", "namespace": home},
        "spec": {"suspend": True, "schedule": "0 0 1 1 *"},
    }
    spare = {
        "metadata": {"name": "spare-1", "labels": {"spare": "yes"}, "creationTimestamp": long_ago},
        "spec": {"unschedulable": True, "taints": [{"key": "spare", "effect": "NoSchedule"}]},
        "status": {
            "allocatable": {"cpu": "1", "memory": "1Gi"},
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }
    again = _with(snapshot, "pods", home, (*snapshot.objects.get("pods", {}).get(home, ()), done, evicted))
    again = _with(again, "cronjobs", home, (cron,))
    return _with(again, "nodes", "", (*snapshot.objects.get("nodes", {}).get("", ()), spare)), name


MUTATIONS: tuple[Mutation, ...] = (
    untouched, shuffled, renamed, relabelled, in_another_zone, with_noise, with_sidecars, without_metrics,
    without_signals, without_logs, without_events,
)  # fmt: skip


def _moved(match: re.Match[str]) -> str:
    return datetime.fromisoformat(match[0]).astimezone(_ZONE).isoformat()


def _rewritten(snapshot: Snapshot, rewrite: Callable[[str], str]) -> Snapshot:
    """The snapshot with all its texts rewritten."""
    objects = json.loads(rewrite(json.dumps(snapshot.objects)))
    logs = {
        key.model_copy(update={"namespace": rewrite(key.namespace), "pod": rewrite(key.pod)}): rewrite(log)
        for key, log in snapshot.logs.items()
    }
    scope = Scope(
        cluster=snapshot.scope.cluster,
        namespace=rewrite(snapshot.scope.namespace),
        service=rewrite(snapshot.scope.service),
    )
    return snapshot.model_copy(
        update={
            "scope": scope,
            "objects": {plural: {home: tuple(found) for home, found in at.items()} for plural, at in objects.items()},
            "logs": logs,
            "alerts": tuple(json.loads(rewrite(json.dumps(snapshot.alerts)))),
            "metrics": json.loads(rewrite(json.dumps(snapshot.metrics))),
        }
    )  # fmt: skip


def _with(snapshot: Snapshot, plural: str, home: str, found: tuple[Any, ...]) -> Snapshot:
    objects = {**snapshot.objects, plural: {**snapshot.objects.get(plural, {}), home: found}}
    return snapshot.model_copy(update={"objects": objects})


def _accompanied(raw: dict[str, Any]) -> dict[str, Any]:
    spec, status = raw.get("spec", {}), raw.get("status", {})
    beside = {"name": "log-shipper", "image": "registry.example.net/shipper:3"}
    told = status.get("containerStatuses")
    state = {"name": "log-shipper", "ready": True, "restartCount": 0, "state": {"running": {}}}
    return {
        **raw,
        "spec": {**spec, "containers": [beside, *spec.get("containers", ())]},
        "status": {**status, **({"containerStatuses": [state, *told]} if told else {})},
    }


def _old_pod(name: str, home: str, at: str, status: dict[str, Any]) -> dict[str, Any]:
    meta = {"name": name, "namespace": home, "creationTimestamp": at, "labels": {"batch": "yes"}}
    return {"metadata": meta, "spec": {"containers": [{"name": "run", "image": "x:1"}]}, "status": status}
