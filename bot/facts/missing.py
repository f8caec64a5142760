"""Services and claims that others refer to and that are not there, although their kind was read."""

from collections import defaultdict
from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.calls import Call, calls_of
from bot.facts.dials import dials_of
from bot.facts.mounts import claims_of
from bot.facts.raw import name_of
from bot.facts.view import View

_FEW = 3


@dataclass(frozen=True)
class Missing:
    """A missing object, who refers to it, and how it was seen.

    `needed`: more than a name in a configuration speaks for it (a workload of its name, several callers, logs).
    """

    namespace: str
    name: str
    wanted_by: tuple[Subject, ...]
    cited: Observation
    needed: bool = True


def missing_services(view: View) -> tuple[Missing, ...]:
    """Services that configuration names and that do not exist; ask with `view.once`."""
    wanted: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in view.once(calls_of):
        if call.service is None:
            wanted[call.namespace, call.name].append(call)
    return tuple(
        _service(view, namespace, name, calls) for (namespace, name), calls in sorted(wanted.items())
    )


def _service(view: View, namespace: str, name: str, calls: list[Call]) -> Missing:
    workload = (namespace, name) in view.once(_workloads)
    dialled = any(dial.host.partition(".")[0] == name for dial in view.once(dials_of) if dial.lately)
    first = calls[0]
    callers = tuple(dict.fromkeys(call.caller for call in calls))
    quote = f"{first.address.variable}={first.address.value}; no Service {name} in namespace {namespace}"
    return Missing(namespace, name, callers, first.pod.cited(quote), workload or dialled)


def _workloads(view: View) -> frozenset[tuple[str, str]]:
    return frozenset((one.namespace, one.name) for one in view.workloads)


def missing_claims(view: View) -> tuple[Missing, ...]:
    """Claims that waiting pods mount and that do not exist; ask with `view.once`."""
    found: dict[tuple[str, str], Missing] = {}
    for pod in view.live_pods:
        if pod.phase != "Pending" or not view.was_read("persistentvolumeclaims", pod.namespace):
            continue
        there = {name_of(one) for one in view.objects("persistentvolumeclaims", pod.namespace)}
        for name in claims_of(pod):
            if name not in there:
                quote = f"mounts claim {name}, which is not in namespace {pod.namespace}"
                gone = Missing(pod.namespace, name, (view.owner_of(pod),), pod.cited(quote))
                found.setdefault((pod.namespace, name), gone)
    return tuple(found[key] for key in sorted(found))


def unserved(view: View, namespace: str) -> Missing | None:
    """The only workload that takes connections and that no Service selects; None if several or few do."""
    served = {
        view.owner_of(pod) for raw in view.objects("services", namespace) for pod in view.selected_by(raw)
    }
    taking = {
        owner: pods[0]
        for owner, pods in view.pods_by_owner.items()
        if owner.namespace == namespace
        and owner.kind == "Deployment"
        and any(one.ports for one in pods[0].containers)
    }
    alone = [owner for owner in taking if owner not in served]
    if len(alone) != 1 or len(taking) <= _FEW:
        return None
    owner = alone[0]
    quote = "declares ports, and no Service selects it, while all others of the namespace have one"
    return Missing(namespace, owner.name, (owner,), taking[owner].cited(quote))
