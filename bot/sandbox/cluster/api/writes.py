"""Writing: patch, update, create, delete, and the `scale` subresource, with preconditions and dry run."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.cluster import nodes, ownership, quota
from bot.sandbox.cluster.api.calls import Call
from bot.sandbox.cluster.api.reads import get_object, number, scale_of
from bot.sandbox.cluster.collector import collect
from bot.sandbox.cluster.controller import Controller
from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import Obj, dig, name_of, namespace_of, new_uid, stamp, uid_of
from bot.sandbox.cluster.patches import apply_patch
from bot.sandbox.cluster.resources import JOBS, NAMESPACES, NODES, PODS, Resource
from bot.sandbox.cluster.status import already_exists, bad_request, conflict, not_admitted, not_found
from bot.sandbox.cluster.validation import check_update, check_workload, prune_unknown, strict_error
from bot.sandbox.cluster.workloads.jobs import complete
from bot.sandbox.cluster.world import World

_WITH_GENERATION = {
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "PodDisruptionBudget",
}
_WITH_PODS = {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}
_MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
_MANAGER_LIMIT = 128


@dataclass
class Write:
    """One write request, read: how it is to be checked, by whom it is signed, and what it warns of."""

    manager: str
    dry_run: bool
    strict: bool
    warnings: list[str]
    grace: int | None = None
    propagation: str = ""


def read_write(query: Mapping[str, str], agent: str) -> Write:
    """The parameters that every write has. Without `fieldManager` the client's name signs, as on the real server.

    Raises:
        ApiError: 400 for a value that does not exist.
    """
    dry = query.get("dryRun", "")
    if dry not in {"", "All"}:
        raise bad_request(f'invalid dry-run option: Unsupported value: "{dry}": supported values: "All"')
    manager = query.get("fieldManager", "") or agent.partition("/")[0] or "unknown"
    if len(manager) > _MANAGER_LIMIT:
        raise bad_request(f"fieldManager: Too long: may not be more than {_MANAGER_LIMIT} bytes")
    strict = query.get("fieldValidation") == "Strict"
    grace = number(query, "gracePeriodSeconds")
    return Write(manager, dry == "All", strict, [], grace, query.get("propagationPolicy", ""))


class Writes:
    """The writing half of the server."""

    def __init__(self, world: World, controller: Controller) -> None:
        self._world = world
        self._controller = controller

    def patch(self, call: Call, write: Write, content_type: str, patch: Any) -> Obj:
        """Patch an object or its scale; the object as it is (or, in a dry run, would be) afterwards."""
        current = get_object(self._world, call)
        if call.subresource == "scale":
            wanted = apply_patch(content_type, scale_of(current), patch)
            return self._scale(call, write, current, wanted)
        wanted = apply_patch(content_type, current, patch)
        unknown = prune_unknown(call.resource, wanted)
        if unknown and write.strict:
            raise strict_error(unknown, patch)
        write.warnings += [f'unknown field "{field}"' for field in unknown]
        return self._store(call, write, current, wanted)

    def update(self, call: Call, write: Write, body: Any) -> Obj:
        """Replace an object or its scale by the body."""
        current = get_object(self._world, call)
        if not isinstance(body, dict) or dig(body, "metadata", "name") not in {None, call.name}:
            raise bad_request("the name of the object does not match the name on the URL")
        if call.subresource == "scale":
            return self._scale(call, write, current, body)
        wanted = copy.deepcopy(body)
        for key in ("uid", "creationTimestamp", "namespace", "name", "managedFields", "ownerReferences"):
            if key in current["metadata"]:
                wanted.setdefault("metadata", {}).setdefault(key, copy.deepcopy(current["metadata"][key]))
        self._check_fields(call.resource, write, wanted)
        return self._store(call, write, current, wanted)

    def create(self, call: Call, write: Write, body: Any) -> Obj:
        """Store a new object.

        Raises:
            ApiError: 400 without a name, 404 without its namespace, 409 if it is there, 422 if it breaks a rule.
        """
        if not isinstance(body, dict) or not dig(body, "metadata", "name"):
            raise bad_request("metadata.name is required")
        resource = call.resource
        fresh: Obj = {"apiVersion": resource.api_version, "kind": resource.kind} | copy.deepcopy(body)
        name = name_of(fresh)
        if resource.namespaced:
            fresh["metadata"]["namespace"] = call.namespace
            if self._world.store.get(NAMESPACES, "", call.namespace) is None:
                raise not_found(NAMESPACES, call.namespace)
        if self._world.store.get(resource, call.namespace, name) is not None:
            raise already_exists(resource, name)
        self._check_fields(resource, write, fresh)
        self._admit(resource, fresh)
        ownership.record({}, fresh, write.manager, self._world.now)
        if write.dry_run:
            fresh["metadata"].setdefault("uid", new_uid(self._world.store.dice))
            fresh["metadata"].setdefault("creationTimestamp", stamp(self._world.now))
            return fresh
        self._world.store.add(fresh, self._world.now)
        self._world.dirty.add(namespace_of(fresh))
        if resource is PODS:
            lifecycle.begin(self._world, fresh)
        return fresh

    def _admit(self, resource: Resource, fresh: Obj) -> None:
        """Check a new object by the rules of its kind, and fill in what the server fills in."""
        if resource.kind in _WITH_PODS:
            check_workload(resource, fresh)
        if resource.kind in _WITH_GENERATION:
            fresh["metadata"]["generation"] = 1
        if resource is JOBS:
            complete(fresh)
        why = quota.refusal(self._world, namespace_of(fresh), fresh["spec"]) if resource is PODS else ""
        if why:
            raise not_admitted(resource, name_of(fresh), why)

    def delete(self, call: Call, write: Write, options: Any) -> Obj:
        """Delete an object; a pod leaves gracefully. Where the request has a body, no option of its query counts."""
        current = get_object(self._world, call)
        wanted = options if isinstance(options, dict) else {}
        self._check_preconditions(call.resource, current, dig(wanted, "preconditions") or {})
        if wanted.get("dryRun") == ["All"] if wanted else write.dry_run:
            return current
        if call.resource is PODS:
            self._end_pod(current, write, wanted)
            return current
        self._world.store.remove(current)
        if wanted.get("propagationPolicy", write.propagation) != "Orphan" and call.resource.namespaced:
            collect(self._world, current)
        if call.resource is NODES:
            nodes.gone(self._world, call.name)
        self._world.dirty.add(namespace_of(current))
        details = {
            "name": call.name,
            "group": call.resource.group,
            "kind": call.resource.plural,
            "uid": uid_of(current),
        }
        return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}

    def _end_pod(self, pod: Obj, write: Write, options: Obj) -> None:
        """Let a pod leave, or, without grace, forget it at once: nobody asks its node then."""
        grace = options.get("gracePeriodSeconds", write.grace)
        if grace == 0:
            lifecycle.vanish(self._world, pod)
        else:
            lifecycle.leave(self._world, pod)

    def _check_fields(self, resource: Resource, write: Write, obj: Obj) -> None:
        unknown = prune_unknown(resource, obj)
        listed = ", ".join(f'unknown field "{field}"' for field in unknown)
        if unknown and write.strict:
            kind, version = resource.kind, resource.version
            raise bad_request(
                f'{kind} in version "{version}" cannot be handled as a {kind}: strict decoding error: {listed}'
            )
        write.warnings += [f'unknown field "{field}"' for field in unknown]

    def _check_preconditions(self, resource: Resource, current: Obj, wanted: Obj) -> None:
        uid, version = wanted.get("uid"), wanted.get("resourceVersion")
        if uid and uid != uid_of(current):
            why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {uid_of(current)}"
            raise conflict(resource, name_of(current), why)
        if version and version != current["metadata"].get("resourceVersion"):
            raise conflict(resource, name_of(current), _MODIFIED)

    def _scale(self, call: Call, write: Write, current: Obj, wanted: Obj) -> Obj:
        wanted_after = copy.deepcopy(current)
        for key in ("uid", "resourceVersion"):
            if dig(wanted, "metadata", key):
                wanted_after["metadata"][key] = wanted["metadata"][key]
        wanted_after["spec"]["replicas"] = dig(wanted, "spec", "replicas") or 0
        return scale_of(self._store(call, write, current, wanted_after))

    def _store(self, call: Call, write: Write, current: Obj, wanted: Obj) -> Obj:
        resource = call.resource
        self._check_preconditions(resource, current, wanted["metadata"])
        for key in ("creationTimestamp", "generation", "uid", "resourceVersion"):
            if key in current["metadata"]:
                wanted["metadata"][key] = current["metadata"][key]
        if "status" in current:
            wanted["status"] = copy.deepcopy(current["status"])
        check_update(resource, current, wanted)
        if wanted == current:
            return current
        if resource.kind in _WITH_GENERATION and wanted.get("spec") != current.get("spec"):
            wanted["metadata"]["generation"] = current["metadata"].get("generation", 1) + 1
        ownership.record(current, wanted, write.manager, self._world.now, subresource=call.subresource)
        if write.dry_run:
            return wanted
        # In place, because pods' plans and controllers hold on to the live object.
        current.clear()
        current.update(wanted)
        self._controller.release(current)
        self._world.changed(current)
        return current
