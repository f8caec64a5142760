"""ResourceQuotas: what a namespace uses of them, and whether another pod still has room, in the server's words."""

from bot.sandbox.cluster.objects import Obj, dig, is_finished, name_of
from bot.sandbox.cluster.physics import quantity
from bot.sandbox.cluster.resources import BY_PLURAL, PODS, RESOURCEQUOTAS
from bot.sandbox.cluster.world import World

_OF_PODS = {"pods", "count/pods", "cpu", "memory"}
_COMPUTE = ("requests.", "limits.")
_KIB = 1024


def refusal(world: World, namespace: str, pod_spec: Obj) -> str:
    """Why quotas leave no room for a pod of this spec: "exceeded quota: ..."; "" if they do."""
    for quota in world.store.all(RESOURCEQUOTAS, namespace):
        hard = dig(quota, "spec", "hard") or {}
        bounded = sorted(resource for resource in hard if _counts(resource))
        asked = {resource: _amount(resource, pod_spec) for resource in bounded}
        used = {resource: _used(world, namespace, resource) for resource in bounded}
        over = [one for one in bounded if asked[one] and used[one] + asked[one] > quantity(hard[one])]
        if over:
            told = (
                ("requested", {one: shown(one, asked[one]) for one in over}),
                ("used", {one: shown(one, used[one]) for one in over}),
                ("limited", {one: hard[one] for one in over}),
            )
            parts = (
                f"{word}: {','.join(f'{key}={value}' for key, value in said.items())}" for word, said in told
            )
            return f"exceeded quota: {name_of(quota)}, {', '.join(parts)}"
    return ""


def sync(world: World, quota: Obj) -> None:
    """Write what is used into the status."""
    namespace, hard = quota["metadata"]["namespace"], dig(quota, "spec", "hard") or {}
    used = {one: shown(one, _used(world, namespace, one)) for one in sorted(hard)}
    status = {"hard": dict(hard), "used": used}
    if quota.get("status") != status:
        quota["status"] = status
        world.store.touch(quota)


def shown(resource: str, amount: float) -> str:
    """An amount as the quota controller writes it: `1800m`, `2`, `1536Mi`."""
    if resource.endswith("cpu"):
        milli = round(amount * 1000)
        return str(milli // 1000) if milli % 1000 == 0 else f"{milli}m"
    number = round(amount)
    if not resource.endswith("memory"):
        return str(number)
    for unit in ("", "Ki", "Mi"):
        if number % _KIB or not number:
            return f"{number}{unit}"
        number //= _KIB
    return f"{number}Gi"


def _counts(resource: str) -> bool:
    return resource in _OF_PODS or resource.startswith(_COMPUTE)


def _used(world: World, namespace: str, resource: str) -> float:
    if _counts(resource):
        pods = [pod for pod in world.store.all(PODS, namespace) if not is_finished(pod)]
        return sum(_amount(resource, pod["spec"]) for pod in pods)
    kind = BY_PLURAL.get(resource.removeprefix("count/").partition(".")[0])
    return float(len(world.store.all(kind, namespace))) if kind is not None else 0.0


def _amount(resource: str, pod_spec: Obj) -> float:
    """What one pod takes of a resource."""
    if resource in {"pods", "count/pods"}:
        return 1.0
    side, _, what = resource.rpartition(".")
    return sum(
        quantity(dig(container, "resources", side or "requests", what) or 0)
        for container in pod_spec["containers"]
    )
