"""Who suffers when something fails: nodes, claims, workloads, Services and those that call them.

Edges point from a cause to what it can harm, derived from scheduling, mounts, selectors and configuration;
so a finding on one end may explain a symptom on the other.
"""

import re
from collections import defaultdict
from functools import cached_property

from bot.domain.target import Subject
from bot.facts.pod import Pod
from bot.facts.raw import items, name_of, namespace_of, text
from bot.facts.view import View

_FAR = 4
_WORD = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


class Graph:
    """The harm graph of one view; edges are found when first asked for."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._harmed: dict[Subject, frozenset[Subject]] = {}

    def harmed_by(self, subject: Subject) -> frozenset[Subject]:
        """Everything within a few steps that this subject's trouble can harm, itself not included."""
        if subject not in self._harmed:
            self._harmed[subject] = self._reach(subject)
        return self._harmed[subject]

    def _reach(self, subject: Subject) -> frozenset[Subject]:
        reached, edge = {subject}, {subject}
        for _ in range(_FAR):
            edge = {one for from_here in edge for one in self._edges.get(from_here, ())} - reached
            reached |= edge
        return frozenset(reached - {subject})

    @cached_property
    def _edges(self) -> dict[Subject, set[Subject]]:
        edges: dict[Subject, set[Subject]] = defaultdict(set)
        services = self._services_by_name
        for pod in self._view.live_pods:
            owner = self._view.owner_of(pod)
            if pod.node:
                edges[Subject(kind="Node", name=pod.node)].add(owner)
            for claim in self._claims(pod):
                edges[claim].add(owner)
            for service in self._called(pod, services):
                edges[service].add(owner)
        for raw in self._view.services:
            service = _service(raw)
            for owner in {self._view.owner_of(pod) for pod in self._view.selected_by(raw)}:
                edges[owner].add(service)
        return edges

    @cached_property
    def _services_by_name(self) -> dict[tuple[str, str], Subject]:
        return {(namespace_of(raw), name_of(raw)): _service(raw) for raw in self._view.services}

    def _claims(self, pod: Pod) -> list[Subject]:
        names = [text(one, "persistentVolumeClaim", "claimName") for one in items(pod.raw, "spec", "volumes")]
        kind = "PersistentVolumeClaim"
        return [Subject(kind=kind, namespace=pod.namespace, name=name) for name in names if name]

    def _called(self, pod: Pod, services: dict[tuple[str, str], Subject]) -> set[Subject]:
        """Services that the pod's environment names as hosts: `cart`, `cart:8080`, `cart.shop.svc...`."""
        values = {value for one in pod.containers for value in one.env.values()}
        hosts = set(_WORD.findall("\n".join(values).lower()))
        selected = {services[pod.namespace, host] for host in hosts if (pod.namespace, host) in services}
        return {one for one in selected if one.name not in pod.labels.values()}


def _service(raw: object) -> Subject:
    return Subject(kind="Service", namespace=namespace_of(raw), name=name_of(raw))
