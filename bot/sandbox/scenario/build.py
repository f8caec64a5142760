"""Playing a scenario: its history, from the oldest thing in it to now, on a world of its own.

Nothing of the result is written by hand: ReplicaSets, pods, events, restarts and conditions come about as they would
in a cluster, at their times. So what the objects say always fits together.
"""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.sandbox.cluster import nodes as fleet
from bot.sandbox.cluster import ownership
from bot.sandbox.cluster.controller import Controller
from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import Obj, digest
from bot.sandbox.cluster.physics import Physics
from bot.sandbox.cluster.resources import BY_KIND, DEPLOYMENTS, PODS, SERVICES
from bot.sandbox.cluster.state import ClusterState
from bot.sandbox.cluster.workloads import replicasets
from bot.sandbox.cluster.world import World
from bot.sandbox.scenario import machines, workloads
from bot.sandbox.scenario.schema import (
    Change,
    Cron,
    Job,
    Mishap,
    Noise,
    Place,
    Script,
    Surroundings,
    Workload,
)

_BEFORE = timedelta(days=1)


def play(script: Script, surroundings: Surroundings, now: datetime) -> ClusterState:
    """The state of the cluster at `now`."""
    own = dict(script.place.labels)
    if script.mitigations:
        own["lookout.dev/mitigations"] = script.mitigations
    places = surroundings.places | {script.namespace: script.place.model_copy(update={"labels": own})}
    nodes = surroundings.machines | script.machines
    oldest = max([machine.age for machine in nodes.values()] + [_oldest(place) for place in places.values()])
    player = _Player(World(now - oldest - _BEFORE, seed=safe_seed(script.name)), now)
    player.world.physics = _physics(script, places)
    for name, machine in nodes.items():
        player.on(machine.age, partial(machines.join, player.world, name, machine))
        if machine.lost is not None:
            player.on(machine.lost, partial(fleet.lose, player.world, name))
    for name, place in places.items():
        player.furnish(name, place)
    player.world.advance(now)
    player.controller.heartbeat()
    objects = tuple(copy.deepcopy(item) for item in player.world.store.everything())
    return ClusterState(
        objects=objects, physics=player.world.physics, built_at=now, shared=tuple(surroundings.places)
    )


def safe_seed(name: str) -> int:
    """A number for a name, so that each scenario throws dice of its own, always the same."""
    return int(digest(name)[:8], 16)


def _oldest(place: Place) -> timedelta:
    ages = [item.age for item in place.workloads.values()]
    ages += [item.age for item in (place.jobs | place.cronjobs).values()]
    return max(ages, default=timedelta())


def _physics(script: Script, places: dict[str, Place]) -> Physics:
    apps = {
        f"{namespace}/{name}": workloads.physics_of(name, workload)
        for namespace, place in places.items()
        for name, workload in place.workloads.items()
    }
    apps |= {
        f"{namespace}/{name}": workloads.physics_of_job(job)
        for namespace, place in places.items()
        for name, job in (place.jobs | place.cronjobs).items()
    }
    return Physics(apps=apps, registries=script.registries, missing_images=script.missing_images)


class _Player:
    """Puts what a file says on the world's agenda, at its times."""

    def __init__(self, world: World, now: datetime) -> None:
        self.world = world
        self.controller = Controller(world)
        self._now = now
        self._services = 0

    def on(self, age: timedelta, step: Callable[[], None]) -> None:
        """Have a step taken so long before now."""
        self.world.at(self._now - age, step)

    def furnish(self, namespace: str, place: Place) -> None:
        """Put a namespace and everything in it on the agenda."""
        born = max(_oldest(place) + timedelta(hours=1), timedelta(days=30))
        self.on(min(born, self._now - self.world.now), partial(self._namespace, namespace, place))
        for name, workload in place.workloads.items():
            self._workload(namespace, name, workload)
        for name, job in place.jobs.items():
            self.on(job.age, partial(self._job, namespace, name, job))
        for name, cron in place.cronjobs.items():
            self.on(cron.age, partial(self._cron, namespace, name, cron))
        for noise in place.noise:
            for index in range(noise.count):
                age = noise.age - noise.every * index
                self.on(age, partial(self._noise, namespace, noise))

    def _namespace(self, namespace: str, place: Place) -> None:
        labels = {"kubernetes.io/metadata.name": namespace} | place.labels
        self._add("Namespace", "", namespace, {"metadata": {"labels": labels}, "status": {"phase": "Active"}})
        self._add("ServiceAccount", namespace, "default", {})
        self._add(
            "ConfigMap",
            namespace,
            "kube-root-ca.crt",
            {"data": {"ca.crt": "the sandbox has no certificates"}},
        )
        for name, data in place.configmaps.items():
            self._add("ConfigMap", namespace, name, {"data": data})
        for name, kind in place.secrets.items():
            self._add("Secret", namespace, name, {"type": kind})
        for name, hard in place.quotas.items():
            self._add("ResourceQuota", namespace, name, {"spec": {"hard": hard}})

    def _add(self, kind: str, namespace: str, name: str, more: Obj) -> None:
        metadata = {"name": name} | ({"namespace": namespace} if namespace else {}) | more.get("metadata", {})
        obj = {"apiVersion": BY_KIND[kind].api_version, "kind": kind} | more | {"metadata": metadata}
        self.world.store.add(obj, self.world.now)

    def _workload(self, namespace: str, name: str, workload: Workload) -> None:
        self._services += 1
        number = self._services + safe_seed(namespace) % 4000
        self.on(workload.age, partial(self._create, namespace, name, workload, number))
        current = workload
        for change in sorted(workload.changes, key=lambda item: -item.age):
            current = workloads.changed(current, change)
            self.on(change.age, partial(self._change, namespace, name, current, change))
        for mishap in workload.mishaps:
            self.on(mishap.age, partial(self._mishap, namespace, name, mishap))

    def _create(self, namespace: str, name: str, workload: Workload, number: int) -> None:
        obj = workloads.workload_object(namespace, name, workload)
        ownership.record({}, obj, "helm", self.world.now)
        self.world.store.add(obj, self.world.now)
        if workload.has_service:
            self.world.store.add(workloads.service_object(namespace, name, workload, number), self.world.now)
        self.world.dirty.add(namespace)

    def _change(self, namespace: str, name: str, workload: Workload, change: Change) -> None:
        found = self.world.store.get(BY_KIND[workload.kind], namespace, name)
        if found is None:
            return
        self._select(namespace, name, change)
        before = copy.deepcopy(found)
        found["spec"]["template"] = workloads.template(name, workload)
        if workload.kind != "DaemonSet":
            found["spec"]["replicas"] = workload.replicas
        if found["spec"] == before["spec"]:
            return
        found["metadata"]["generation"] += 1
        if change.cause:
            found["metadata"].setdefault("annotations", {})["kubernetes.io/change-cause"] = change.cause
        ownership.record(before, found, "helm", self.world.now)
        self.world.changed(found)

    def _select(self, namespace: str, name: str, change: Change) -> None:
        service = self.world.store.get(SERVICES, namespace, name)
        if service is not None and change.service_selector:
            before = copy.deepcopy(service)
            service["spec"]["selector"] = dict(change.service_selector)
            ownership.record(before, service, "helm", self.world.now)
            self.world.changed(service)

    def _mishap(self, namespace: str, name: str, mishap: Mishap) -> None:
        for pod in self.world.store.all(PODS, namespace):
            container = pod["spec"]["containers"][0]
            statuses = pod["status"].get("containerStatuses") or []
            if container["name"] == name and statuses and "running" in statuses[0]["state"]:
                lifecycle.end_container(self.world, pod, container, mishap.exit_code, mishap.reason)
                return

    def _noise(self, namespace: str, noise: Noise) -> None:
        kind, _, name = noise.about.partition("/")
        about = self._find(kind, namespace, name)
        if about is not None:
            self.world.event(about, noise.reason, noise.message, noise.source, warning=noise.warning)

    def _find(self, kind: str, namespace: str, name: str) -> Obj | None:
        if kind == "ReplicaSet":
            deployment = self.world.store.get(DEPLOYMENTS, namespace, name)
            owned = replicasets.of_deployment(self.world, deployment) if deployment is not None else []
            return owned[-1] if owned else None
        if kind == "Pod":
            pods = self.world.store.all(PODS, namespace)
            return next((pod for pod in pods if pod["spec"]["containers"][0]["name"] == name), None)
        resource = BY_KIND[kind]
        return self.world.store.get(resource, namespace if resource.namespaced else "", name)

    def _job(self, namespace: str, name: str, job: Job) -> None:
        self.world.store.add(workloads.job_object(namespace, name, job), self.world.now)
        self.world.dirty.add(namespace)

    def _cron(self, namespace: str, name: str, cron: Cron) -> None:
        self.world.store.add(workloads.cron_object(namespace, name, cron), self.world.now)
        self.world.dirty.add(namespace)
