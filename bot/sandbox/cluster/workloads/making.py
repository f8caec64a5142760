"""A controller's next pod: made if admission lets it in, else refused with the controller's event, and tried later."""

from datetime import timedelta
from functools import partial

from bot.sandbox.cluster import quota
from bot.sandbox.cluster.kubelet.pods import new_pod
from bot.sandbox.cluster.objects import Obj, name_of, namespace_of, uid_of
from bot.sandbox.cluster.world import World

_AGAIN = timedelta(seconds=30)


def make(world: World, owner: Obj, name: str) -> Obj | None:
    """The pod, stored and told of; None if it is refused or its controller still waits after a refusal.

    The caller begins its life.
    """
    if world.retries.get(uid_of(owner), world.now) > world.now:
        return None
    why = quota.refusal(world, namespace_of(owner), owner["spec"]["template"]["spec"])
    world.refusals.pop(uid_of(owner), None)
    if why:
        _refused(world, owner, name, f'pods "{name}" is forbidden: {why}')
        return None
    pod = new_pod(world, owner, owner["spec"]["template"], name, f"{name_of(owner)}-")
    stateful = owner["kind"] == "StatefulSet"
    message = (
        f"create Pod {name} in StatefulSet {name_of(owner)} successful"
        if stateful
        else f"Created pod: {name}"
    )
    world.event(owner, "SuccessfulCreate", message, _component(owner))
    return pod


def _refused(world: World, owner: Obj, name: str, problem: str) -> None:
    """Say so, remember it, and have the namespace looked at again in a while."""
    stateful = owner["kind"] == "StatefulSet"
    message = (
        f"create Pod {name} in StatefulSet {name_of(owner)} failed error: {problem}"
        if stateful
        else f"Error creating: {problem}"
    )
    world.event(owner, "FailedCreate", message, _component(owner), warning=True)
    world.refusals[uid_of(owner)] = problem
    world.retries[uid_of(owner)] = world.now + _AGAIN
    world.after(_AGAIN.total_seconds(), partial(world.look_at, namespace_of(owner)))


def _component(owner: Obj) -> str:
    return f"{owner['kind'].lower()}-controller"
