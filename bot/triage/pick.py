"""Pick: from the subject of a hypothesis to the one object that a step is about, as it is now.

Where there is more than one candidate for a node, or none, nothing is picked: a reason is a better answer than a guess.
"""

from typing import Any, NamedTuple

from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.change import owned_by
from bot.facts.live import pods_of
from bot.facts.manager import controller_of
from bot.facts.pod import Pod
from bot.facts.raw import dig, name_of, text
from bot.triage.ports.cluster import Cluster
from bot.triage.target_now import WORKLOADS, read_object, read_workload


class Picked(NamedTuple):
    """An object that a tool may be applied to, and the raw object."""

    subject: Subject
    raw: dict[str, Any]


REACH: dict[str, frozenset[str]] = {
    "Pod": WORKLOADS,
    "Node": WORKLOADS | {"Pod"},
    "CronJob": frozenset({"Job"}),
}
"""From which other kinds of subject an object of a kind can be found."""


def reaches(tool: str, kind: str) -> bool:
    """Whether a tool can be applied to a subject of a kind, or to an object that is found from it."""
    kinds = TOOLS[tool].kinds
    return kind in kinds or any(kind in REACH.get(one, ()) for one in kinds)


async def pick(cluster: Cluster, tool: str, subject: Subject) -> Picked | str:
    """The object, or why there is none, as a sentence.

    From a workload to its pod that is longest not ready, from pods to the node that all those not ready are on (where
    they wait for one, to the only cordoned node), from a Job to its CronJob.

    Raises:
        OutsideError: something could not be read.
    """
    kinds = TOOLS[tool].kinds
    if not reaches(tool, subject.kind):
        return f"{tool} is no remedy for {subject}."
    if subject.kind in kinds:
        return await _found(cluster, subject)
    match kinds[0]:
        case "Pod":
            return await _pod(cluster, subject)
        case "Node":
            return await _node(cluster, tool, subject)
        case _:
            return await _cronjob(cluster, subject)


async def _found(cluster: Cluster, subject: Subject) -> Picked | str:
    raw = await read_object(cluster, subject)
    return Picked(subject, raw) if raw is not None else f"{subject} does not exist any more."


async def _pod(cluster: Cluster, workload: Subject) -> Picked | str:
    ill = await _not_ready(cluster, workload)
    if not ill:
        return f"No pod of {workload} is there that is not ready."
    first = min(ill, key=lambda pod: (text(pod.raw, "metadata", "creationTimestamp"), pod.name))
    return Picked(first.subject, first.raw)


async def _node(cluster: Cluster, tool: str, subject: Subject) -> Picked | str:
    """The node that its pods are on; for pods that wait for a node, the one that is cordoned."""
    if subject.kind == "Pod":
        raw = await read_object(cluster, subject)
        ill = [Pod(raw)] if raw else []
    else:
        ill = await _not_ready(cluster, subject)
    nodes = sorted({pod.node for pod in ill if pod.node})
    if ill and not nodes and tool == "uncordon":
        return await _cordoned(cluster)
    if len(nodes) != 1:
        where = f"are on {len(nodes)} nodes" if nodes else "are on no node"
        return f"Its pods that are not ready {where}, so no single node is in question."
    return await _found(cluster, Subject(kind="Node", name=nodes[0]))


async def _cordoned(cluster: Cluster) -> Picked | str:
    closed = [one for one in (await cluster.list("nodes", "")).items if dig(one, "spec", "unschedulable")]
    if len(closed) != 1:
        return f"{len(closed)} nodes are cordoned, so no single one is in question."
    return Picked(Subject(kind="Node", name=name_of(closed[0])), closed[0])


async def _cronjob(cluster: Cluster, job: Subject) -> Picked | str:
    owner = controller_of(await read_object(cluster, job) or {})
    if text(owner, "kind") != "CronJob":
        return f"{job} was not made by a CronJob."
    return await _found(cluster, Subject(kind="CronJob", namespace=job.namespace, name=text(owner, "name")))


async def _not_ready(cluster: Cluster, subject: Subject) -> list[Pod]:
    now = await read_workload(cluster, subject)
    if now is None:
        return []
    own = pods_of(now.workload, owned_by(now.workload, now.replicasets), now.pods)
    return [one for one in (Pod(dict(raw)) for raw in own) if one.live and not one.ready]
