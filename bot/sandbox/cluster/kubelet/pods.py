"""Pods as objects: made from a template, and their status kept in one shape."""

import copy
from typing import Any

from bot.sandbox.cluster.objects import (
    Obj,
    canonical,
    dig,
    digest,
    labels_of,
    name_of,
    namespace_of,
    owner_ref,
    stamp,
    uid_of,
)
from bot.sandbox.cluster.resources import JOBS, REPLICASETS
from bot.sandbox.cluster.world import World

_BETWEEN = {"ReplicaSet": REPLICASETS, "Job": JOBS}
_TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105 - a mount path, no secret


def new_pod(world: World, owner: Obj, template: Obj, name: str, generate: str) -> Obj:
    """A pod of a controller's template, stored as Pending; the caller begins its life."""
    spec = copy.deepcopy(template["spec"])
    account = spec.setdefault("serviceAccountName", "default")
    spec["serviceAccount"] = account
    for container in spec["containers"]:
        container_defaults(container)
        mounts = container.setdefault("volumeMounts", [])
        mounts.append({"name": "kube-api-access", "readOnly": True, "mountPath": _TOKEN_MOUNT})
    spec.setdefault("volumes", []).append(_token_volume())
    pod: Obj = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "generateName": generate,
            "namespace": namespace_of(owner),
            "labels": dict(labels_of(template) if template.get("metadata") else {}),
            "ownerReferences": [owner_ref(owner)],
        },
        "spec": {
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            "dnsPolicy": "ClusterFirst",
            "schedulerName": "default-scheduler",
            "enableServiceLinks": True,
            "securityContext": {},
            "priority": 0,
            "preemptionPolicy": "PreemptLowerPriority",
            "tolerations": [
                {
                    "key": f"node.kubernetes.io/{key}",
                    "operator": "Exists",
                    "effect": "NoExecute",
                    "tolerationSeconds": 300,
                }
                for key in ("not-ready", "unreachable")
            ],
        }
        | spec,
        "status": {"phase": "Pending", "qosClass": _quality(spec)},
    }
    notes = dig(template, "metadata", "annotations")
    if notes:
        pod["metadata"]["annotations"] = dict(notes)
    return world.store.add(pod, world.now)


def _token_volume() -> Obj:
    sources = [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
    ]
    return {"name": "kube-api-access", "projected": {"sources": sources, "defaultMode": 420}}


def container_defaults(container: Obj) -> None:
    """The fields that the API server fills in."""
    container.setdefault("resources", {})
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    container.setdefault("imagePullPolicy", "IfNotPresent")
    for port in container.get("ports") or []:
        port.setdefault("protocol", "TCP")
    for kind in ("readinessProbe", "livenessProbe", "startupProbe"):
        probe = container.get(kind)
        if probe is not None:
            for key, value in (
                ("timeoutSeconds", 1),
                ("periodSeconds", 10),
                ("successThreshold", 1),
                ("failureThreshold", 3),
            ):
                probe.setdefault(key, value)
            if "httpGet" in probe:
                probe["httpGet"].setdefault("scheme", "HTTP")
                probe["httpGet"].setdefault("path", "/")


def _quality(spec: Obj) -> str:
    resources = [container.get("resources") or {} for container in spec["containers"]]
    if not any(item.get("requests") or item.get("limits") for item in resources):
        return "BestEffort"
    same = all(item.get("limits") and item.get("requests") == item.get("limits") for item in resources)
    return "Guaranteed" if same else "Burstable"


def workload_of(world: World, pod: Obj) -> str:
    """The name of the workload behind a pod: its controller, or the controller's (a Deployment behind a ReplicaSet)."""
    for ref in pod["metadata"].get("ownerReferences") or []:
        if ref["kind"] not in _BETWEEN:
            return str(ref["name"])
        owner = world.store.get(_BETWEEN[ref["kind"]], namespace_of(pod), ref["name"])
        if owner is None:
            return str(ref["name"]).rpartition("-")[0]
        owners = owner["metadata"].get("ownerReferences") or []
        return str(owners[0]["name"]) if owners else name_of(owner)
    return name_of(pod)


def pod_ip(pod: Obj) -> str:
    """A pod's address, the same for the same uid."""
    number = int(digest(uid_of(pod), name_of(pod))[:8], 16)
    return f"10.244.{number % 250 + 1}.{number // 250 % 250 + 2}"


def container_status(pod: Obj, container: Obj) -> Obj:
    """The status of one container, made if it is not there yet."""
    statuses: list[Obj] = pod["status"].setdefault("containerStatuses", [])
    for status in statuses:
        if status["name"] == container["name"]:
            return status
    fresh: Obj = {
        "name": container["name"],
        "image": container["image"],
        "imageID": "",
        "ready": False,
        "started": False,
        "restartCount": 0,
        "state": {"waiting": {"reason": "ContainerCreating"}},
        "lastState": {},
    }
    statuses.append(fresh)
    return fresh


def wait(status: Obj, reason: str, message: str = "") -> None:
    """Put a container into `waiting`."""
    status["state"] = {"waiting": {"reason": reason} | ({"message": message} if message else {})}
    status["ready"] = status["started"] = False


def refresh(world: World, pod: Obj) -> None:
    """Phase and conditions from the container statuses; a new version of the pod if its status is another."""
    statuses: list[Obj] = pod["status"].get("containerStatuses", [])
    ran = any(
        "running" in item["state"] or item["lastState"] or "terminated" in item["state"] for item in statuses
    )
    codes = [dig(item, "state", "terminated", "exitCode") for item in statuses]
    over = bool(codes) and None not in codes and pod["spec"].get("restartPolicy", "Always") != "Always"
    if pod["status"].get("phase") not in {"Succeeded", "Failed"}:
        ended = "Failed" if any(codes) else "Succeeded"
        pod["status"]["phase"] = ended if over else "Running" if ran else "Pending"
    ready = bool(statuses) and all(item["ready"] for item in statuses)
    unready = [item["name"] for item in statuses if not item["ready"]]
    message = f"containers with unready status: [{' '.join(unready)}]"
    why = {} if ready else {"reason": "ContainersNotReady", "message": message}
    if pod["status"]["phase"] in {"Succeeded", "Failed"}:
        why = {"reason": f"Pod{'Completed' if pod['status']['phase'] == 'Succeeded' else 'Failed'}"}
    if "nodeName" in pod["spec"]:
        set_condition(world, pod, "PodReadyToStartContainers", holds=bool(pod["status"].get("podIP")))
        set_condition(world, pod, "Initialized", holds=True)
        set_condition(world, pod, "Ready", holds=ready, why=why)
        set_condition(world, pod, "ContainersReady", holds=ready, why=why)
        set_condition(world, pod, "PodScheduled", holds=True)
    seen = canonical(pod["status"])
    if world.seen.get(uid_of(pod)) != seen:
        world.seen[uid_of(pod)] = seen
        world.changed(pod)


def set_condition(
    world: World, obj: Obj, kind: str, *, holds: bool, why: dict[str, Any] | None = None
) -> None:
    """Set a condition; the transition time moves only when the answer does."""
    conditions: list[Obj] = obj["status"].setdefault("conditions", [])
    answer = "True" if holds else "False"
    found = next((item for item in conditions if item["type"] == kind), None)
    moved = stamp(world.now) if found is None or found["status"] != answer else found["lastTransitionTime"]
    fresh = {"type": kind, "status": answer, "lastProbeTime": None, "lastTransitionTime": moved} | (why or {})
    if found is None:
        conditions.append(fresh)
    else:
        conditions[conditions.index(found)] = fresh
