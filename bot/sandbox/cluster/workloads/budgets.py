"""PodDisruptionBudgets: how many pods are healthy, how many must be, and so how many may be evicted now."""

import math

from bot.sandbox.cluster.objects import Obj, dig, is_finished, is_ready, namespace_of
from bot.sandbox.cluster.resources import BUDGETS, PODS
from bot.sandbox.cluster.selectors import selector_labels
from bot.sandbox.cluster.world import World


def sync(world: World, budget: Obj) -> None:
    """Write the budget's status from the pods as they are."""
    pods = [
        pod
        for pod in world.store.all(PODS, namespace_of(budget))
        if selects(budget, pod) and not is_finished(pod)
    ]
    expected = len(pods)
    healthy = sum(1 for pod in pods if is_ready(pod))
    desired = _desired(budget, expected)
    allowed = max(0, healthy - desired)
    status: Obj = {
        "observedGeneration": budget["metadata"].get("generation", 1),
        "disruptionsAllowed": allowed,
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "expectedPods": expected,
    }
    if status != budget.get("status"):
        budget["status"] = status
        world.store.touch(budget)


def selects(budget: Obj, pod: Obj) -> bool:
    """Whether the budget counts this pod."""
    selector = dig(budget, "spec", "selector")
    return selector is not None and selector_labels(selector)(pod)


def budgets_of(world: World, pod: Obj) -> list[Obj]:
    """The budgets that count this pod."""
    return [one for one in world.store.all(BUDGETS, namespace_of(pod)) if selects(one, pod)]


def _desired(budget: Obj, expected: int) -> int:
    """How many must stay healthy; a share of the expected pods is rounded up."""
    least, most = dig(budget, "spec", "minAvailable"), dig(budget, "spec", "maxUnavailable")
    if least is not None:
        return _of(least, expected)
    return expected - _of(most, expected) if most is not None else expected


def _of(value: int | str, expected: int) -> int:
    text = str(value)
    return math.ceil(int(text.removesuffix("%")) * expected / 100) if text.endswith("%") else int(text)
