"""Services: the Endpoints and EndpointSlice that follow from a selector and the pods that are ready."""

from bot.sandbox.cluster.objects import (
    Obj,
    dig,
    is_finished,
    is_ready,
    name_of,
    namespace_of,
    owner_ref,
    safe_word,
)
from bot.sandbox.cluster.resources import ENDPOINTS, ENDPOINTSLICES, PODS
from bot.sandbox.cluster.selectors import selector_labels
from bot.sandbox.cluster.world import World

_NAME = "kubernetes.io/service-name"


def sync(world: World, service: Obj) -> None:
    """Write the endpoints of one Service; one without a selector is left alone."""
    selector = service["spec"].get("selector")
    if not selector:
        return
    matches = selector_labels(selector)
    pods = [
        pod
        for pod in world.store.all(PODS, namespace_of(service))
        if matches(pod) and dig(pod, "status", "podIP") and not is_finished(pod)
    ]
    _endpoints(world, service, pods)
    _slice(world, service, pods)


def _endpoints(world: World, service: Obj, pods: list[Obj]) -> None:
    ready = [_address(pod) for pod in pods if is_ready(pod)]
    unready = [_address(pod) for pod in pods if not is_ready(pod)]
    ports = _ports(service, pods)
    subset: Obj = {}
    if ready:
        subset["addresses"] = ready
    if unready:
        subset["notReadyAddresses"] = unready
    subsets = [subset | {"ports": ports}] if subset else []
    found = world.store.get(ENDPOINTS, namespace_of(service), name_of(service))
    if found is None:
        labels = dict(service["metadata"].get("labels") or {})
        fresh = {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {"name": name_of(service), "namespace": namespace_of(service), "labels": labels},
        }
        world.store.add(fresh | ({"subsets": subsets} if subsets else {}), world.now)
    elif found.get("subsets", []) != subsets:
        found["subsets"] = subsets
        world.store.touch(found)


def _address(pod: Obj) -> Obj:
    target = {
        "kind": "Pod",
        "namespace": namespace_of(pod),
        "name": name_of(pod),
        "uid": pod["metadata"].get("uid", ""),
    }
    return {"ip": pod["status"]["podIP"], "nodeName": pod["spec"].get("nodeName", ""), "targetRef": target}


def _ports(service: Obj, pods: list[Obj]) -> list[Obj]:
    ports = []
    for port in service["spec"].get("ports") or []:
        number = _target(port.get("targetPort", port["port"]), pods)
        item = {"port": number, "protocol": port.get("protocol", "TCP")}
        ports.append(({"name": port["name"]} if port.get("name") else {}) | item)
    return ports


def _target(wanted: int | str, pods: list[Obj]) -> int:
    if isinstance(wanted, int):
        return wanted
    for pod in pods:
        for container in pod["spec"]["containers"]:
            for port in container.get("ports") or []:
                if port.get("name") == wanted:
                    return int(port["containerPort"])
    return 0


def _slice(world: World, service: Obj, pods: list[Obj]) -> None:
    endpoints = [
        {
            "addresses": [pod["status"]["podIP"]],
            "conditions": {
                "ready": is_ready(pod),
                "serving": is_ready(pod),
                "terminating": "deletionTimestamp" in pod["metadata"],
            },
            "nodeName": pod["spec"].get("nodeName", ""),
            "targetRef": {"kind": "Pod", "namespace": namespace_of(pod), "name": name_of(pod)},
        }
        for pod in pods
    ]
    ports = _ports(service, pods)
    name = f"{name_of(service)}-{safe_word(namespace_of(service) + name_of(service), 5)}"
    found = world.store.get(ENDPOINTSLICES, namespace_of(service), name)
    if found is None:
        world.store.add(
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {
                    "name": name,
                    "namespace": namespace_of(service),
                    "labels": {_NAME: name_of(service)},
                    "ownerReferences": [owner_ref(service)],
                },
                "addressType": "IPv4",
                "endpoints": endpoints,
                "ports": ports,
            },
            world.now,
        )
    elif (found["endpoints"], found["ports"]) != (endpoints, ports):
        found["endpoints"], found["ports"] = endpoints, ports
        world.store.touch(found)
