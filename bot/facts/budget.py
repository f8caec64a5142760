"""PodDisruptionBudgets over certain pods: how many of them must stay healthy, how many may go."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.proposal import Budget
from bot.facts.raw import dig, items, labels, name_of, number
from bot.facts.selector import equal_labels, meets

Raw = Mapping[str, Any]


def budgets_over(pods: Sequence[Raw], budgets: Sequence[Raw]) -> tuple[Budget, ...]:
    """The budgets that count at least one of the pods, all of one namespace, in the order of their names."""
    over = [one for one in budgets if any(_counts(one, pod) for pod in pods)]
    return tuple(_read(one) for one in sorted(over, key=name_of))


def _counts(budget: Raw, pod: Raw) -> bool:
    """Whether the budget selects the pod: an empty selector takes every pod, none at all takes none."""
    selector = dig(budget, "spec", "selector")
    if not isinstance(selector, Mapping):
        return False
    has = labels(pod, "metadata", "labels")
    wanted, rules = labels(selector, "matchLabels"), items(selector, "matchExpressions")
    return equal_labels(wanted, has) and all(meets(rule, has) for rule in rules)


def _read(raw: Raw) -> Budget:
    """The budget's own numbers; none may go while its controller has not counted since the budget was changed."""
    seen = number(raw, "status", "observedGeneration") >= number(raw, "metadata", "generation")
    return Budget(
        name=name_of(raw),
        desired=number(raw, "status", "desiredHealthy"),
        healthy=number(raw, "status", "currentHealthy"),
        allowed=number(raw, "status", "disruptionsAllowed") if seen else 0,
    )
