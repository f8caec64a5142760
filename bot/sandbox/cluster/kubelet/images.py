"""Pulling images: whether a registry gives one, and the words of containerd when it does not."""

from bot.sandbox.cluster.objects import Obj, namespace_of
from bot.sandbox.cluster.resources import SECRETS, SERVICEACCOUNTS
from bot.sandbox.cluster.world import World

_KIND = "kubernetes.io/dockerconfigjson"


def pull_problem(world: World, pod: Obj, image: str) -> str:
    """Why the image cannot be pulled, as the container runtime says it; "" if it can."""
    registry = world.physics.registry(image)
    repository, _, tag = image.rpartition(":")
    path = repository.partition("/")[2] if "/" in repository else f"library/{repository}"
    start = f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": '
    if registry.access == "no-such-host":
        return (
            f"rpc error: code = Unknown desc = {start}failed to do request: Head "
            f'"https://{registry.host}/v2/{path}/manifests/{tag}": dial tcp: lookup {registry.host} on 10.96.0.10:53: '
            "no such host"
        )
    if registry.access == "private" and not _has_credentials(world, pod):
        scope = path.replace("/", "%2F")
        return (
            f"rpc error: code = Unknown desc = {start}failed to authorize: failed to fetch anonymous token: unexpected "
            f"status from GET request to https://{registry.host}/token?scope=repository%3A{scope}%3Apull"
            f"&service={registry.host}: 401 Unauthorized"
        )
    if image in world.physics.missing_images:
        return f"rpc error: code = NotFound desc = {start}{image}: not found"
    return ""


def pull_secret_names(world: World, pod: Obj) -> list[str]:
    """The pull secrets that the pod and its service account name."""
    account = world.store.get(
        SERVICEACCOUNTS, namespace_of(pod), pod["spec"].get("serviceAccountName", "default")
    )
    refs = [*(pod["spec"].get("imagePullSecrets") or []), *((account or {}).get("imagePullSecrets") or [])]
    return list(dict.fromkeys(ref["name"] for ref in refs))


def missing_pull_secrets(world: World, pod: Obj) -> list[str]:
    """Those of them that do not exist."""
    return [
        name
        for name in pull_secret_names(world, pod)
        if world.store.get(SECRETS, namespace_of(pod), name) is None
    ]


def _has_credentials(world: World, pod: Obj) -> bool:
    for name in pull_secret_names(world, pod):
        secret = world.store.get(SECRETS, namespace_of(pod), name)
        if secret is not None and secret.get("type") == _KIND:
            return True
    return False
