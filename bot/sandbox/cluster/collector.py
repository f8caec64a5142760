"""The garbage collector: what belonged to an object that was deleted goes too."""

from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import Obj, is_owned_by, name_of, namespace_of
from bot.sandbox.cluster.resources import ENDPOINTS
from bot.sandbox.cluster.world import World


def collect(world: World, owner: Obj) -> None:
    """Remove everything that the owner controls, and what that controls; pods leave with their grace."""
    namespace = namespace_of(owner)
    for item in world.store.everything():
        if namespace_of(item) != namespace or not is_owned_by(item, owner):
            continue
        if item["kind"] == "Pod":
            lifecycle.leave(world, item)
            continue
        world.store.remove(item)
        collect(world, item)
    points = world.store.get(ENDPOINTS, namespace, name_of(owner)) if owner["kind"] == "Service" else None
    if points is not None:
        world.store.remove(points)
