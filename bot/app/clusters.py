"""The configured clusters, connected: a reader for each and a writer where an actor is allowed.

The one file that makes a cluster writer; the import contracts let nobody else know it.
"""

import asyncio
from contextlib import AsyncExitStack

from bot.adapters.kubernetes.connect import InCluster, Kubeconfig, Server, Way, close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.adapters.kubernetes.writer import Writer
from bot.settings.config import Access, Cluster, Config
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster as ReadPort
from bot.triage.ports.cluster import Remediator


async def connected(
    config: Config, clock: Clock, key: bytes, opened: AsyncExitStack
) -> tuple[dict[str, ReadPort], dict[str, Remediator]]:
    """A reader for every cluster and a writer for those with an actor: two clients, two identities."""
    readers: dict[str, ReadPort] = {}
    writers: dict[str, Remediator] = {}
    turn = asyncio.Lock()
    for name, cluster in config.clusters.items():
        readers[name] = await _reader(name, cluster, config, opened)
        if cluster.actor is not None:
            writers[name] = await _writer(cluster, readers[name], config, clock, key, turn, opened)
    return readers, writers


async def where_stops_are(config: Config, opened: AsyncExitStack) -> dict[str, ReadPort]:
    """A reader of the one cluster that has the kill switch's ConfigMap, none where none is configured."""
    place = config.stop.configmap
    if place is None:
        return {}
    return {place.cluster: await _reader(place.cluster, config.clusters[place.cluster], config, opened)}


async def _reader(name: str, cluster: Cluster, config: Config, opened: AsyncExitStack) -> Reader:
    client = await connect(way_of(cluster.reader))
    opened.push_async_callback(close, client)
    return Reader(name, client, per_call=config.limits.read_seconds, page=cluster.page)


async def _writer(
    cluster: Cluster,
    reader: ReadPort,
    config: Config,
    clock: Clock,
    key: bytes,
    turn: asyncio.Lock,
    opened: AsyncExitStack,
) -> Remediator:
    actor = await connect(way_of(cluster.actor or cluster.reader))
    opened.push_async_callback(close, actor)
    return Writer(actor, reader, clock=clock, key=key, turn=turn, timeout=config.limits.write_seconds)


def way_of(access: Access) -> Way:
    """The way to a cluster that an identity of the configuration has."""
    if access.in_cluster:
        return InCluster(impersonate=access.impersonate)
    if access.kubeconfig is not None:
        return Kubeconfig(path=access.kubeconfig, context=access.context, impersonate=access.impersonate)
    return Server(
        url=access.server,
        token_file=access.token_file,
        ca_file=access.ca_file,
        impersonate=access.impersonate,
    )
