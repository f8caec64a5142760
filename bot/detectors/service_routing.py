"""A node from which Services cannot be reached although the same Services are well: its kube-proxy, or its network.

Logs tell who fails to reach what. If the Services have ready pods, and callers on one node fail while callers on
other nodes do not, then the way from that node is at fault. If all fail towards pods of one node, it is that node.
"""

from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.aimed import aimed_at
from bot.facts.calls import callers_of, calls_of
from bot.facts.cite import counted, first
from bot.facts.command import kubectl
from bot.facts.dials import Dial, Way, dials_of
from bot.facts.raw import items, name_of, namespace_of
from bot.facts.service import Service
from bot.facts.symptoms import fresh
from bot.facts.view import View

_OFTEN = 3


def detect(view: View) -> Iterator[Finding]:
    """At most one finding: the node whose callers fail."""
    failed: dict[str, list[tuple[Dial, Service]]] = defaultdict(list)
    for dial in view.once(dials_of):
        service = _aimed(view, dial)
        if service and _counts(view, dial) and _possible(dial, service) and _well(view, service):
            failed[dial.pod.node].append((dial, service))
    weights = {node: sum(dial.times for dial, _ in found) for node, found in failed.items()}
    if not weights:
        return
    node = max(weights, key=lambda name: (len({one.name for _, one in failed[name]}), weights[name], name))
    if weights[node] >= _OFTEN and _others_reach(view, node, failed):
        yield _finding(view, node, failed[node])


def _counts(view: View, dial: Dial) -> bool:
    """Whether it still fails, from a known node; whoever has just begun may try before all is up."""
    begins = fresh(view, dial.pod) and not any(one.restarts for one in dial.pod.containers)
    return dial.lately and bool(dial.pod.node) and not begins


def _possible(dial: Dial, service: Service) -> bool:
    """Whether the call could have worked: not to a port that the Service does not have."""
    ports = {one.number for one in service.ports}
    return dial.way is Way.NAME or not ports or dial.port in {0, *ports}


def _aimed(view: View, dial: Dial) -> Service | None:
    """The Service that the failed call was for: by its IP, by its name, else the only one that the caller calls."""
    if dial.host:
        return aimed_at(view, dial)
    owner = view.owner_of(dial.pod)
    mine = {
        one.service.subject: one.service for one in view.once(calls_of) if one.caller == owner and one.service
    }
    return next(iter(mine.values())) if len(mine) == 1 and dial.way is Way.TIMEOUT else None


def _well(view: View, service: Service) -> bool:
    """Whether nothing is wrong with the Service itself: ready pods without restarts, and addresses published."""
    published = view.once(_published).get((service.namespace, service.name), True)
    restarted = any(one.restarts for pod in service.pods for one in pod.containers)
    return published and bool(service.pods) and all(pod.ready for pod in service.pods) and not restarted


def _published(view: View) -> dict[tuple[str, str], bool]:
    """Whether the Endpoints that were read hold addresses."""
    return {
        (namespace_of(raw), name_of(raw)): any(items(one, "addresses") for one in items(raw, "subsets"))
        for raw in view.objects("endpoints")
    }


def _others_reach(view: View, node: str, failed: dict[str, list[tuple[Dial, Service]]]) -> bool:
    """Whether callers on other nodes, to the same or other Services, tell of no failure of their own."""
    silent = set()
    for calls in view.once(callers_of).values():
        silent |= {call.pod.node for call in calls}
    elsewhere = {name for name in failed if name != node}
    return bool(silent - {node} - elsewhere) or (bool(elsewhere) and _second_hand(node, failed))


def _second_hand(node: str, failed: dict[str, list[tuple[Dial, Service]]]) -> bool:
    """Whether what fails elsewhere is fewer kinds of calls, all of them to what runs on this node."""
    others = [service for name, found in failed.items() if name != node for _, service in found]
    return all(any(pod.node == node for pod in service.pods) for service in others)


def _reached_elsewhere(view: View, node: str, found: list[tuple[Dial, Service]]) -> bool:
    """Whether callers on other nodes are told to call the same Services, and tell of no failure."""
    failed = {service.subject for _, service in found}
    calls = view.once(callers_of)
    return any(call.pod.node not in {node, ""} for subject in failed for call in calls.get(subject, ()))


def _finding(view: View, node: str, found: list[tuple[Dial, Service]]) -> Finding:
    subject = Subject(kind="Node", name=node)
    services = sorted({service.name for _, service in found})
    times = sum(dial.times for dial, _ in found)
    logs = [dial.cited() for dial, _ in found[:2]]
    started = [
        one for one in view.events_of(subject) if one.reason == "Starting" and view.recent(one.at, 3600)
    ]
    return Finding(
        detector=DETECTOR.code,
        cause="node-service-routing",
        subject=subject,
        statement=(
            f"{subject}: pods on it fail to reach {', '.join(services[:4])} ({counted(times, 'log line')}), "
            "whose pods are all ready, while pods on other nodes tell of no such failure."
        ),
        mechanism="kube-proxy keeps each node's rules for Services: where it stops, new pods are not reached.",
        cites=first(
            [*logs, *(one.cited() for one in started[-1:]), found[0][1].cited("all selected pods are ready")]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(
            "kube-system", "get", "pods", "-o", "wide", "--field-selector", f"spec.nodeName={node}"
        ),
        strength=0.78 if len(services) > 1 else 0.7 if _reached_elsewhere(view, node, found) else 0.62,
        explains=tuple(dict.fromkeys(view.owner_of(dial.pod) for dial, _ in found)),
    )


DETECTOR = Detector(
    code="service-routing",
    family="infrastructure",
    refuted_by="From this node the Services' cluster IPs answer, or pods on other nodes fail to reach them too.",
    causes=("node-service-routing",),
    needs=("pods", "services"),
    detect=detect,
)
