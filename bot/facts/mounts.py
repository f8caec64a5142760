"""What a pod mounts: its claims, and which volume a path in a container lies in."""

from typing import Any

from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import dig, items, mapping, text

_OWN = "/var/run/secrets/"


def claims_of(pod: Pod) -> tuple[str, ...]:
    """The names of the claims that a pod mounts; an ephemeral volume's claim is named after pod and volume."""
    volumes = items(pod.raw, "spec", "volumes")
    names = [text(one, "persistentVolumeClaim", "claimName") for one in volumes]
    names += [f"{pod.name}-{text(one, 'name')}" for one in volumes if "ephemeral" in one]
    return tuple(dict.fromkeys(name for name in names if name))


def references_of(pod: Pod) -> tuple[tuple[str, str], ...]:
    """("configmap" or "secret", name) of all that must be there before the containers are created."""
    found: list[tuple[str, str]] = []
    for volume in items(pod.raw, "spec", "volumes"):
        parts = [volume, *items(volume, "projected", "sources")]
        found += [("configmap", text(one, "configMap", "name")) for one in parts if _needed(one, "configMap")]
        found += [("secret", text(one, "secret", "secretName")) for one in parts if _needed(one, "secret")]
        found += [("secret", text(one, "secret", "name")) for one in parts if _needed(one, "secret")]
    for container in pod.containers:
        for one in items(container.spec, "envFrom"):
            found += (
                [("configmap", text(one, "configMapRef", "name"))] if _needed(one, "configMapRef") else []
            )
            found += [("secret", text(one, "secretRef", "name"))] if _needed(one, "secretRef") else []
        for one in (mapping(variable, "valueFrom") for variable in items(container.spec, "env")):
            needed = _needed(one, "configMapKeyRef")
            found += [("configmap", text(one, "configMapKeyRef", "name"))] if needed else []
            found += [("secret", text(one, "secretKeyRef", "name"))] if _needed(one, "secretKeyRef") else []
    return tuple(dict.fromkeys(one for one in found if one[1]))


def _needed(raw: dict[str, Any], field: str) -> bool:
    return field in raw and dig(raw, field, "optional") is not True


def mount_paths(pod: Pod, container: Container) -> dict[str, str]:
    """Path to volume, for volumes that hold data: not the pod's own credentials, ConfigMaps and Secrets."""
    told = {text(one, "name"): one for one in items(pod.raw, "spec", "volumes")}
    data = {
        name
        for name, one in told.items()
        if not {"projected", "configMap", "secret", "downwardAPI"} & one.keys()
    }
    mounts = items(container.spec, "volumeMounts")
    paths = {text(one, "mountPath"): text(one, "name") for one in mounts}
    return {path: name for path, name in paths.items() if name in data and not path.startswith(_OWN)}
