"""View: a snapshot with its indexes, built once and asked by every detector.

Everything it hands out is in an order of its own (namespace and name, or time), so the order in which the
cluster listed things changes nothing. Whether a kind was read at all is asked with `was_read`: absent is not
empty.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from bot.domain.snapshot import LogKey, Snapshot
from bot.domain.target import Subject
from bot.facts.capacity import Node, count_nodes
from bot.facts.container import Container
from bot.facts.event import Event, event_order, object_order, read_event
from bot.facts.pod import Pod
from bot.facts.raw import dig, labels, mapping, name_of, namespace_of, text
from bot.facts.revision import Rollout, difference, revision_of
from bot.facts.scheduling import Unscheduled, reasons_in
from bot.facts.selector import equal_labels
from bot.facts.when import instant, newest
from bot.facts.workload import KINDS, Workload, controller

Key = tuple[str, str, str]
Made = TypeVar("Made")
_CHAIN = 8  # a chain of owners is three long; a loop in broken data must end


class View:
    """Typed, indexed access to one snapshot. Cheap to make; each index is built when first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.now = snapshot.taken_at
        self.namespace = snapshot.scope.namespace
        self._kept: dict[object, Any] = {}
        self._listed: dict[tuple[str, str | None], tuple[dict[str, Any], ...]] = {}

    def once(self, make: Callable[["View"], Made]) -> Made:
        """What the function makes of this view, made when first asked for: an index that a few detectors share."""
        if make not in self._kept:
            self._kept[make] = make(self)
        made: Made = self._kept[make]
        return made

    def was_read(self, plural: str, namespace: str) -> bool:
        """Whether that kind was read there in full; an empty list was read, an absent one was not."""
        here = namespace in self.snapshot.objects.get(plural, {})
        return here and (plural, namespace) not in self.snapshot.incomplete

    def objects(self, plural: str, namespace: str | None = None) -> tuple[dict[str, Any], ...]:
        """Raw objects of a kind, in one namespace or (None) in all, by namespace and name."""
        if (plural, namespace) not in self._listed:
            by_namespace = self.snapshot.objects.get(plural, {})
            chosen = by_namespace if namespace is None else {namespace: by_namespace.get(namespace, ())}
            found = (one for listed in chosen.values() for one in listed)
            self._listed[plural, namespace] = tuple(sorted(found, key=object_order))
        return self._listed[plural, namespace]

    @cached_property
    def pods(self) -> tuple[Pod, ...]:
        """All pods."""
        return tuple(Pod(raw) for raw in self.objects("pods"))

    @cached_property
    def live_pods(self) -> tuple[Pod, ...]:
        """The pods whose state matters now: neither done nor being deleted, status known."""
        return tuple(pod for pod in self.pods if pod.live)

    @cached_property
    def workloads(self) -> dict[Subject, Workload]:
        """All workloads that were read, ReplicaSets among them."""
        found = (Workload(kind, raw) for plural, kind in KINDS.items() for raw in self.objects(plural))
        return {workload.subject: workload for workload in found}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, with what the known pods on them request."""
        return count_nodes(self.objects("nodes"), self.pods)

    @cached_property
    def services(self) -> tuple[dict[str, Any], ...]:
        """All Services."""
        return self.objects("services")

    def owner_of(self, pod: Pod) -> Subject:
        """What a person would change: the top of the owner chain, or the pod if nothing controls it."""
        return self._owners[pod.namespace, pod.name]

    @cached_property
    def _owners(self) -> dict[tuple[str, str], Subject]:
        return {(pod.namespace, pod.name): self._top(pod) for pod in self.pods}

    def top_of(self, workload: Workload) -> Subject:
        """What a person would change to change this workload: the top of its owner chain, or itself."""
        owner = workload.owner
        return (
            Subject(kind=text(owner, "kind"), namespace=workload.namespace, name=text(owner, "name"))
            if owner
            else workload.subject
        )

    def made_by(self, workload: Workload) -> tuple[Pod, ...]:
        """The live pods that this very workload (a ReplicaSet, say) controls."""
        return self._made.get((workload.namespace, workload.kind, workload.name), ())

    @cached_property
    def _made(self) -> dict[Key, tuple[Pod, ...]]:
        found: dict[Key, list[Pod]] = defaultdict(list)
        for pod in self.live_pods:
            reference = controller(pod.raw)
            found[pod.namespace, text(reference, "kind"), text(reference, "name")].append(pod)
        return {key: tuple(pods) for key, pods in found.items()}

    def _top(self, pod: Pod) -> Subject:
        reference, above, seen = controller(pod.raw), pod.subject, 0
        while reference and seen < _CHAIN:
            above = Subject(
                kind=text(reference, "kind"), namespace=pod.namespace, name=text(reference, "name")
            )
            owner, seen = self._by_reference(reference, above), seen + 1
            reference = owner.owner if owner else {}
        suffix = "-" + pod.labels.get("pod-template-hash", "\0")
        if above.kind == "ReplicaSet" and above not in self.workloads and above.name.endswith(suffix):
            # The ReplicaSet was not read or is gone; its name still tells the Deployment's.
            return Subject(kind="Deployment", namespace=pod.namespace, name=above.name.removesuffix(suffix))
        return above

    def _by_reference(self, reference: dict[str, Any], subject: Subject) -> Workload | None:
        by_uid = self._by_uid.get(text(reference, "uid"))
        if by_uid:
            return by_uid
        named = self.workloads.get(subject)
        return None if named and named.uid and text(reference, "uid") else named

    @cached_property
    def _by_uid(self) -> dict[str, Workload]:
        return {workload.uid: workload for workload in self.workloads.values() if workload.uid}

    @cached_property
    def pods_by_owner(self) -> dict[Subject, tuple[Pod, ...]]:
        """Live pods by what controls them."""
        return self.grouped(self.live_pods)

    def grouped(self, pods: Iterable[Pod]) -> dict[Subject, tuple[Pod, ...]]:
        """Pods by what controls them, in the order given."""
        found: dict[Subject, list[Pod]] = defaultdict(list)
        for pod in pods:
            found[self.owner_of(pod)].append(pod)
        return {subject: tuple(members) for subject, members in found.items()}

    @cached_property
    def _events(self) -> dict[Key, tuple[Event, ...]]:
        found: dict[Key, list[Event]] = defaultdict(list)
        for event in sorted((read_event(raw) for raw in self.objects("events")), key=event_order):
            found[event.kind, event.namespace, event.name].append(event)
        return {key: tuple(events) for key, events in found.items()}

    def events_of(self, subject: Subject, uid: str = "") -> tuple[Event, ...]:
        """Events about exactly this object (kind, namespace, name; uid where both know it), oldest first."""
        found = self._events.get((subject.kind, subject.namespace, subject.name), ())
        if not uid or subject.kind == "Node":  # kubelets give a node's name for its uid
            return found
        return tuple(event for event in found if not event.uid or event.uid == uid)

    def pod_events(self, pod: Pod, *reasons: str) -> tuple[Event, ...]:
        """A pod's events, of these reasons if any are given, oldest first."""
        found = self.events_of(pod.subject, pod.uid)
        return tuple(event for event in found if event.reason in reasons) if reasons else found

    def log(self, pod: Pod, container: Container, *, previous: bool = False) -> str:
        """A container's log, "" if it was not read or is empty."""
        key = LogKey(namespace=pod.namespace, pod=pod.name, container=container.name, previous=previous)
        return self.snapshot.logs.get(key, "")

    def selected_by(self, service: dict[str, Any]) -> tuple[Pod, ...]:
        """The live pods that a Service's selector selects; none without a selector."""
        return self.labelled(namespace_of(service), labels(service, "spec", "selector"))

    def labelled(self, namespace: str, wanted: Mapping[str, str]) -> tuple[Pod, ...]:
        """The live pods of a namespace that have all these labels; none if none are given."""
        candidates = [self._pods_by_label.get((namespace, *pair), ()) for pair in wanted.items()]
        return tuple(pod for pod in min(candidates, key=len, default=()) if equal_labels(wanted, pod.labels))

    @cached_property
    def _pods_by_label(self) -> dict[Key, list[Pod]]:
        found: dict[Key, list[Pod]] = defaultdict(list)
        for pod in self.live_pods:
            for pair in pod.labels.items():
                found[(pod.namespace, *pair)].append(pod)
        return dict(found)

    def rollout(self, subject: Subject) -> Rollout | None:
        """The newest revision of a Deployment against the one before; None without two of them."""
        return self._rollouts.get(subject)

    @cached_property
    def _rollouts(self) -> dict[Subject, Rollout]:
        revisions: dict[Subject, list[Workload]] = defaultdict(list)
        for workload in self.workloads.values():
            deployment = text(workload.owner, "name") if workload.kind == "ReplicaSet" else ""
            if deployment and revision_of(workload):
                revisions[Subject(kind="Deployment", namespace=workload.namespace, name=deployment)].append(
                    workload
                )
        return {
            subject: self._compared(subject, *sorted(found, key=revision_of)[-2:])
            for subject, found in revisions.items()
            if len(found) > 1
        }

    def _compared(self, subject: Subject, previous: Workload, newest_one: Workload) -> Rollout:
        scaled = (
            event.at
            for event in self.events_of(subject)
            if event.reason == "ScalingReplicaSet" and f"up replica set {newest_one.name} " in event.message
        )
        made = instant(text(newest_one.raw, "metadata", "creationTimestamp"))
        return Rollout(
            newest=newest_one,
            previous=previous,
            number=revision_of(newest_one),
            previous_number=revision_of(previous),
            changes=difference(
                mapping(previous.raw, "spec", "template"), mapping(newest_one.raw, "spec", "template")
            ),
            since=newest(made, *scaled),
        )

    def unscheduled(self, pod: Pod) -> Unscheduled | None:
        """Why a pending pod has no node, in the scheduler's newest words; None if it has not looked at it.

        Without words (events expire) the reasons are empty: then the objects themselves must tell.
        """
        if pod.node or pod.phase != "Pending" or dig(pod.raw, "spec", "schedulingGates"):
            return None
        events = self.pod_events(pod, "FailedScheduling")
        if events:
            return Unscheduled(
                events[-1].message, reasons_in(events[-1].message), events[-1].cited(), events[-1].at
            )
        condition = pod.condition("PodScheduled")
        said = text(condition, "message")
        if condition.get("status") != "False":
            return None
        cited = pod.cited(f"PodScheduled=False: {said or 'no reason is told'}")
        return Unscheduled(said, reasons_in(said), cited, None)

    def recent(self, at: datetime | None, seconds: float) -> bool:
        """Whether a time lies at most so long before the snapshot; an unknown time does not."""
        return at is not None and (self.now - at).total_seconds() <= seconds

    def has(self, plural: str, namespace: str, name: str) -> bool | None:
        """Whether such an object exists; None if that kind was not read there."""
        if not self.was_read(plural, namespace):
            return None
        return any(name_of(one) == name for one in self.snapshot.objects[plural][namespace])
