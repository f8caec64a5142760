"""What a pod mounts: its claims, and which volume a path in a container lies in."""

from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import items, text

_OWN = "/var/run/secrets/"


def claims_of(pod: Pod) -> tuple[str, ...]:
    """The names of the claims that a pod mounts; an ephemeral volume's claim is named after pod and volume."""
    volumes = items(pod.raw, "spec", "volumes")
    names = [text(one, "persistentVolumeClaim", "claimName") for one in volumes]
    names += [f"{pod.name}-{text(one, 'name')}" for one in volumes if "ephemeral" in one]
    return tuple(dict.fromkeys(name for name in names if name))


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
