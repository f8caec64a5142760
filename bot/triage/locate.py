"""Locate: a place that a person named and the service map does not have is looked for in the cluster.

It is there: an incident for it. It is not: the asker gets near names. The cluster does not say: an incident all the
same, since its diagnosis says what could not be read. This chapter is a slow one, for it waits for a cluster.
"""

import asyncio
from collections.abc import Collection

from bot.domain.errors import OutsideError
from bot.domain.target import Target
from bot.render.asked import unknown_place
from bot.render.rendered import Rendered
from bot.triage.inbox import Search
from bot.triage.mentions import open_asked, tell
from bot.triage.names import near
from bot.triage.ports.cluster import Cluster
from bot.triage.ports.store import Task
from bot.triage.world import World

PLURALS = ("services", "deployments", "statefulsets", "daemonsets")
OF_KIND = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}


async def locate(world: World, task: Task) -> None:
    """Open the incident for a place that is there, or answer with near names."""
    search = Search.model_validate(task.payload)
    missing = await _missing(
        world.clusters[search.wanted.cluster], search.wanted, world.policy.budget.per_call
    )
    if missing is not None:
        await tell(world, task, search, (missing, ()))
        return
    async with world.last_step(task) as tx:
        await open_asked(world, tx, search, search.wanted, asked_at=task.added_at)


async def _missing(cluster: Cluster, wanted: Target, seconds: float) -> Rendered | None:
    """Why there is no such place, None if there is or the cluster does not say."""
    try:
        async with asyncio.timeout(seconds):
            namespaces = await _names(cluster, ("namespaces",), "")
            if wanted.namespace not in namespaces:
                alike = near(wanted.namespace, namespaces)
                return unknown_place("namespace", wanted.namespace, cluster.name, alike)
            plurals = (OF_KIND[wanted.workload.kind],) if wanted.workload is not None else PLURALS
            names = await _names(cluster, plurals, wanted.namespace)
    except (OutsideError, TimeoutError):
        return None
    if wanted.service in names:
        return None
    kind = wanted.workload.kind if wanted.workload is not None else "service or workload"
    inside = f"{cluster.name}/{wanted.namespace}"
    return unknown_place(kind, wanted.service, inside, near(wanted.service, names))


async def _names(cluster: Cluster, plurals: Collection[str], namespace: str) -> set[str]:
    lists = [await cluster.list(plural, namespace) for plural in plurals]
    return {str(item["metadata"]["name"]) for listing in lists for item in listing.items}
