"""The limits of a step: those that no target could ever meet are a fault, since the step could never be used."""

from collections.abc import Iterator

from bot.adapters.runbooks.fault import Found
from bot.adapters.runbooks.tools import change_of
from bot.domain.runbook import Limits, Step

WHOLE = frozenset({"restart", "undo"})
"""Tools that replace every pod of their workload."""
ONE_POD = frozenset({"delete-pod", "evict-pod"})


def limits(step: Step) -> Iterator[Found]:
    """Each reason why no target could satisfy the limits."""
    for field, why in _unsatisfiable(step, step.limits):
        yield ("limits", field), f"no target can satisfy the limits: {why}"


def _unsatisfiable(step: Step, bounds: Limits) -> Iterator[tuple[str, str]]:
    change = change_of(step)
    if bounds.min_replicas > bounds.max_replicas:
        yield (
            "min_replicas",
            f"min_replicas {bounds.min_replicas} is above max_replicas {bounds.max_replicas}",
        )
    elif abs(change) > bounds.max_replicas - bounds.min_replicas:
        span = f"{bounds.min_replicas} to {bounds.max_replicas}"
        yield (
            "max_replicas",
            f"a change by {change:+} leaves the replica bounds {span} from wherever it starts",
        )
    if abs(change) > bounds.max_pods:
        yield "max_pods", f"a change by {change:+} is above max_pods {bounds.max_pods}"
    if step.tool in WHOLE and bounds.max_pods < bounds.min_replicas:
        said = f"{step.tool} replaces all pods, min_replicas {bounds.min_replicas} at the least"
        yield "max_pods", f"{said}, and max_pods is {bounds.max_pods}"
    if step.tool in WHOLE and bounds.max_share < 1:
        yield (
            "max_share",
            f"{step.tool} replaces every ready pod, which is a share of 1, above max_share {bounds.max_share:g}",
        )
    if step.tool in ONE_POD and bounds.max_share * bounds.max_replicas < 1:
        share = f"one pod of {bounds.max_replicas} (max_replicas) is a share of {1 / bounds.max_replicas:.2g}"
        yield "max_share", f"{share}, above max_share {bounds.max_share:g}"
    if step.tool == "cordon" and bounds.min_nodes_share >= 1:
        yield "min_nodes_share", "min_nodes_share 1 leaves every node open, and a cordon closes one"
