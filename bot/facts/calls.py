"""Who is configured to call which Service: the edges between workloads, and the addresses that lead nowhere.

A host is held against the Services that were read: a short name means the pod's own namespace, `name.namespace`
and the `.svc` forms name another. A name of another kind (a domain, a pod of a StatefulSet, a host alias) is no
Service and says nothing.
"""

from collections import defaultdict
from dataclasses import dataclass

from bot.domain.target import Subject
from bot.facts.address import Address, addresses, environment
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.raw import items, name_of
from bot.facts.service import Service, services_of
from bot.facts.view import View

_SVC = 2


@dataclass(frozen=True)
class Call:
    """A workload told to call an address. `service` is None if there is no such Service in the namespace named."""

    caller: Subject
    pod: Pod
    container: Container
    address: Address
    namespace: str
    name: str
    service: Service | None


def calls_of(view: View) -> tuple[Call, ...]:
    """All calls told by configuration, one pod speaking for its workload; ask with `view.once`."""
    found = []
    for owner, pods in _speakers(view).items():
        for container in pods.containers:
            for address in addresses(environment(view, pods, container)):
                call = _call(view, owner, pods, container, address)
                if call:
                    found.append(call)
    return tuple(found)


def callers_of(view: View) -> dict[Subject, tuple[Call, ...]]:
    """The calls by the Service that they reach; ask with `view.once`."""
    found: dict[Subject, list[Call]] = defaultdict(list)
    for call in view.once(calls_of):
        if call.service:
            found[call.service.subject].append(call)
    return {subject: tuple(calls) for subject, calls in found.items()}


def _speakers(view: View) -> dict[Subject, Pod]:
    """One pod of each workload: the youngest, whose template is the newest."""
    return {
        owner: max(pods, key=lambda pod: (pod.created.timestamp() if pod.created else 0.0, pod.name))
        for owner, pods in view.pods_by_owner.items()
    }


def _call(view: View, owner: Subject, pod: Pod, container: Container, address: Address) -> Call | None:
    name, _, rest = address.host.partition(".")
    parts = rest.split(".") if rest else []
    namespace = parts[0] if parts else pod.namespace
    known = view.once(_namespaces)
    if parts and not (namespace in known and (len(parts) < _SVC or parts[1] == "svc")):
        return None
    aliases = {host for one in items(pod.raw, "spec", "hostAliases") for host in one.get("hostnames") or ()}
    if address.host in aliases or not view.was_read("services", namespace):
        return None
    service = view.once(services_of).get((namespace, name))
    return Call(owner, pod, container, address, namespace, name, service)


def _namespaces(view: View) -> frozenset[str]:
    """Namespaces that are known to exist."""
    listed = {name_of(raw) for raw in view.objects("namespaces")}
    return frozenset(listed | {pod.namespace for pod in view.pods} | {view.namespace})
