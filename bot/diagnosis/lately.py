"""Lately: what was changed around a hypothesis's subject shortly before its trouble began.

A time and a name, cited beside the hypothesis and never counted: that something was changed before is no proof.
Looked at are the newest revision, the ConfigMaps that its pods refer to, and the nodes under them.
"""

import re
from collections.abc import Container, Iterable, Iterator
from datetime import datetime, timedelta

from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.mounts import references_of
from bot.facts.pod import Pod
from bot.facts.raw import items, name_of, namespace_of, text
from bot.facts.revision import Rollout
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.written import written_at

Change = tuple[datetime, str, str]
"""When, of what, and in words."""
WITHIN = timedelta(hours=1)
MOST = 2
_OF_NODES = frozenset({"Rebooted", "NodeNotReady", "NodeNotSchedulable", "Starting"})


def lately(view: View, finding: Finding) -> tuple[Observation, ...]:
    """The changes of the hour before the first sign of trouble, newest first; none that the finding cites itself."""
    pods = view.pods_by_owner.get(finding.subject, ())
    began = _began(view, finding, pods)
    if began is None:
        return ()
    cited = {(one.ref, one.at) for one in finding.cites}
    found = {
        (at, ref, what): Observation(source="change", ref=ref, quote=f"{what}, {_ago(at, began)}", at=at)
        for at, ref, what in (
            *_revision(view, finding),
            *config_map_writes(view, pods),
            *node_changes(view, _nodes(finding, pods)),
        )
        if timedelta(0) <= began - at <= WITHIN and (ref, at) not in cited
    }
    return tuple(found[key] for key in sorted(found, reverse=True)[:MOST])


def _began(view: View, finding: Finding, pods: tuple[Pod, ...]) -> datetime | None:
    """The first warning about the subject or its pods; None if there is none: what else is cited may be of any age."""
    events = [*view.events_of(finding.subject), *(one for pod in pods for one in view.pod_events(pod))]
    return min((one.since for one in events if one.warning and one.since), default=None)


def _revision(view: View, finding: Finding) -> Iterator[Change]:
    rollout = view.rollout(finding.subject)
    # What the finding says of the revision in words of its own is not said twice.
    if rollout and rollout.since and rollout.changes and not _says(finding, rollout.number):
        yield (rollout.since, *_told(finding.subject, rollout))


def _says(finding: Finding, number: int) -> bool:
    words = " ".join((finding.statement, finding.mechanism, *(one.quote for one in finding.cites)))
    return re.search(rf"revision (?:\d+ -> )?{number}\b", words) is not None


def revisions(view: View) -> Iterator[Change]:
    """The newest revision of every Deployment of the incident's namespace, with what it changed."""
    for subject in dict.fromkeys(view.top_of(workload) for workload in view.workloads.values()):
        rollout = view.rollout(subject) if subject.namespace == view.namespace else None
        if rollout and rollout.since and rollout.changes:
            yield (rollout.since, *_told(subject, rollout))


def config_map_writes(view: View, pods: Iterable[Pod]) -> Iterator[Change]:
    """When each ConfigMap that these pods refer to was written last."""
    wanted = {
        (pod.namespace, name) for pod in pods for kind, name in references_of(pod) if kind == "configmap"
    }
    for raw in view.objects("configmaps") if wanted else ():
        at = written_at(raw)
        if at and (namespace_of(raw), name_of(raw)) in wanted:
            yield at, f"{namespace_of(raw)}/configmap/{name_of(raw)}", "this ConfigMap was written"


def node_changes(view: View, names: Container[str]) -> Iterator[Change]:
    """Taints that were added to the nodes of these names, and what their events tell of them."""
    for node in view.nodes:
        if node.name not in names:
            continue
        for taint in items(node.raw, "spec", "taints"):
            added = instant(text(taint, "timeAdded"))
            if added:
                words = f"taint {text(taint, 'key')}:{text(taint, 'effect')} was added"
                yield added, f"node/{node.name}", words
        for event in view.events_of(Subject(kind="Node", name=node.name)):
            if event.reason in _OF_NODES and event.since:
                yield event.since, f"node/{node.name}", f"event {event.reason}"


def _told(subject: Subject, rollout: Rollout) -> tuple[str, str]:
    return f"{subject.namespace}/deployment/{subject.name}", rollout.told(rollout.changes)


def _nodes(finding: Finding, pods: tuple[Pod, ...]) -> set[str]:
    return {pod.node for pod in pods} | ({finding.subject.name} if finding.subject.kind == "Node" else set())


def _ago(at: datetime, began: datetime) -> str:
    minutes = int((began - at).total_seconds() // 60)
    before = f"{minutes} min" if minutes else "less than a minute"
    return f"{before} before the first sign of trouble"
