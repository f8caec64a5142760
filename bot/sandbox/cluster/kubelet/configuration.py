"""What a container needs before it can start: the ConfigMaps and Secrets that it refers to."""

from collections.abc import Iterator

from bot.sandbox.cluster.objects import Obj, dig, namespace_of
from bot.sandbox.cluster.resources import CONFIGMAPS, SECRETS, Resource
from bot.sandbox.cluster.world import World

_SOURCES: tuple[tuple[str, str, Resource, str], ...] = (
    ("configMapRef", "configMapKeyRef", CONFIGMAPS, "ConfigMap"),
    ("secretRef", "secretKeyRef", SECRETS, "Secret"),
)


def environment_problem(world: World, pod: Obj, container: Obj) -> str:
    """Why the container's environment cannot be made, in the kubelet's words; "" if it can."""
    namespace = namespace_of(pod)
    for resource, kind, ref in _references(container):
        if ref.get("optional"):
            continue
        found = world.store.get(resource, namespace, ref["name"])
        if found is None:
            return f'{kind.lower()} "{ref["name"]}" not found'
        if "key" in ref and ref["key"] not in (found.get("data") or {}):
            return f"couldn't find key {ref['key']} in {kind} {namespace}/{ref['name']}"
    return ""


def _references(container: Obj) -> Iterator[tuple[Resource, str, Obj]]:
    for whole, single, resource, kind in _SOURCES:
        for item in container.get("envFrom") or []:
            if whole in item:
                yield resource, kind, item[whole]
        for item in container.get("env") or []:
            ref = dig(item, "valueFrom", single)
            if ref:
                yield resource, kind, ref


def volume_problem(world: World, pod: Obj) -> str:
    """Why the pod's volumes cannot be mounted, in the kubelet's words; "" if they can."""
    namespace = namespace_of(pod)
    for volume in pod["spec"].get("volumes") or []:
        for field, key, resource, kind in (
            ("configMap", "name", CONFIGMAPS, "configmap"),
            ("secret", "secretName", SECRETS, "secret"),
        ):
            ref = volume.get(field)
            if ref and not ref.get("optional") and world.store.get(resource, namespace, ref[key]) is None:
                return (
                    f'MountVolume.SetUp failed for volume "{volume["name"]}" : {kind} "{ref[key]}" not found'
                )
    return ""
