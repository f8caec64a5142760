"""A crowd: thousands of ordinary pods over many namespaces and nodes, around the incident that a triage is about.

One namespace is played as every scenario is, then copied under other names; nodes carry what nodes of a real cluster
carry (fifty images each), since that is what makes lists of them large.
"""

import json
from datetime import datetime, timedelta
from itertools import cycle
from typing import Any

from bot.sandbox.cluster import ClusterState
from bot.sandbox.cluster.objects import new_uid
from bot.sandbox.cluster.physics import Physics
from bot.sandbox.cluster.world import World
from bot.sandbox.scenario import machines
from bot.sandbox.scenario.build import play
from bot.sandbox.scenario.schema import AlertSpec, Expectation, Machine, Place, Script, Surroundings, Workload

PODS_EACH = 20
PODS_A_NODE = 50
IMAGES = 50
_HOME, _PLACE = "crowd", "crowd-node"


def crowd(pods: int, now: datetime, *, already: int = 0) -> ClusterState:
    """The namespaces that bring a crowd from `already` to `pods` pods, on nodes of their own."""
    world = World(now - timedelta(days=40))
    first, last = already // PODS_A_NODE, pods // PODS_A_NODE
    nodes = [f"{_PLACE}-{number:03}" for number in range(first, last)]
    for name in nodes:
        machines.join(world, name, Machine(cpu="32", memory="128Gi"))
    objects: list[dict[str, Any]] = [_laden(item) for item in world.store.everything()]
    text = json.dumps(_neighbourhood(now))
    places = cycle(nodes)
    for number in range(already // PODS_EACH, pods // PODS_EACH):
        objects += _copied(text, f"team-{number:04}", places, world)
    return ClusterState(objects=tuple(objects), physics=Physics(), built_at=now)


def _neighbourhood(now: datetime) -> list[dict[str, Any]]:
    """The objects of one namespace with five workloads of four pods, played on one large node."""
    app = Workload(image="registry.sandbox.example/crowd/app:1.0.0", replicas=4, config=("settings",))
    place = Place(
        configmaps={"settings": {"MODE": "production"}},
        workloads={f"service-{number}": app for number in range(PODS_EACH // app.replicas)},
    )
    script = Script(
        name=_HOME,
        title="",
        summary="",
        namespace=_HOME,
        service=_HOME,
        alert=AlertSpec(source="grafana", name="None", summary=""),
        expect=Expectation(verdict="healthy"),
        place=place,
    )
    around = Surroundings(machines={_PLACE: Machine(cpu="64", memory="256Gi")}, places={})
    state = play(script, around, now)
    return [item for item in state.objects if item["kind"] not in {"Node", "Lease"}]


def _copied(text: str, namespace: str, nodes: Any, world: World) -> list[dict[str, Any]]:
    copies: list[dict[str, Any]] = json.loads(text.replace(f'"{_HOME}"', f'"{namespace}"'))
    fresh = {item["metadata"]["uid"]: new_uid(world.store.dice) for item in copies}
    for item in copies:
        item["metadata"]["uid"] = fresh[item["metadata"]["uid"]]
        for owner in item["metadata"].get("ownerReferences") or []:
            owner["uid"] = fresh[owner["uid"]]
        if item["kind"] == "Pod":
            item["spec"]["nodeName"] = next(nodes)
    return copies


def _laden(item: dict[str, Any]) -> dict[str, Any]:
    if item["kind"] == "Node":
        name = "registry.sandbox.example/crowd/some-service"
        item["status"]["images"] = [
            {"names": [f"{name}-{number}@sha256:{number:064}"], "sizeBytes": 90_000_000 + number}
            for number in range(IMAGES)
        ]
    return item
