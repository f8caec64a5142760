"""The doctor's questions to one cluster: is it there, what may reader and actor do, does the service map fit."""

import asyncio
from contextlib import AsyncExitStack

from kubernetes.aio.client import ApiClient

from bot.adapters.kubernetes.checks import identities, targets
from bot.adapters.kubernetes.checks.reach import Answered, reach
from bot.adapters.kubernetes.checks.reviews import Reviews
from bot.adapters.kubernetes.connect import close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.app.clusters import way_of
from bot.app.doctor.clocks import compared
from bot.app.doctor.questions import Questions, passed_over
from bot.domain.check import Check, ok
from bot.domain.target import Target
from bot.settings.config import Access, Cluster, Config
from bot.triage.ports.clock import Clock

SILENT = "the cluster does not answer the reader"


async def cluster(
    questions: Questions, name: str, configured: Cluster, config: Config, clock: Clock
) -> list[Check]:
    """Every line about one cluster."""
    seconds = min(config.limits.read_seconds, questions.seconds)
    async with AsyncExitStack() as opened:
        reached: list[tuple[ApiClient, Answered]] = []

        async def answers() -> Check:
            client = await _client(configured.reader, opened)
            reached.append((client, await reach(client, within=seconds)))
            return ok("cluster", f"answers; Kubernetes {reached[0][1].version}", name)

        first = await questions.ask("cluster", answers(), name, vital=True)
        if not reached:
            return [*first, *(passed_over(one, SILENT, name) for one in ("reader", "actor", "service"))]
        client, said = reached[0]
        time = compared("cluster clock", "the cluster's", said.date, clock.now(), name)
        reader, spaces = Reader(name, client, per_call=seconds), _namespaces(name, config)
        reviews, mapped = Reviews(client), _targets(name, config)
        asked = [
            questions.ask("reader", identities.reader_reads(reviews, name, spaces), name),
            questions.ask("reader limits", identities.reader_excess(reviews, name, spaces), name),
            _actor(questions, name, configured, reader, spaces, seconds, opened),
            questions.ask("service", targets.services(reader, mapped), name),
        ]
        if config.identities:
            asked.insert(
                2, questions.ask("preflight", identities.reader_asks_for_others(reviews, name, spaces), name)
            )
        lines = await asyncio.gather(*asked)
        return [*first, time, *(line for each in lines for line in each)]


async def _actor(
    questions: Questions,
    name: str,
    configured: Cluster,
    reader: Reader,
    spaces: list[str],
    seconds: float,
    opened: AsyncExitStack,
) -> list[Check]:
    if configured.actor is None:
        return [ok("actor", "none is configured, so nothing is proposed on this cluster", name)]
    access, reached = configured.actor, list[ApiClient]()

    async def answers() -> Check:
        client = await _client(access, opened)
        await reach(client, within=seconds)
        reached.append(client)
        return ok("actor", "its identity is accepted", name)

    first = await questions.ask("actor", answers(), name)
    if not reached:
        return list(first)
    reviews = Reviews(reached[0])

    async def opt_in(space: str) -> Check:
        opted_in = await targets.opted_in(reader, space)
        return await identities.actor(reviews, f"{name}/{space}", space, opted_in=opted_in)

    async def nodes() -> Check:
        return await identities.actor_of_nodes(reviews, name, opted_in=await targets.nodes_opted_in(reader))

    lines = await asyncio.gather(
        questions.ask("nodes", nodes(), name),
        questions.ask("actor limits", identities.actor_excess(reviews, name, spaces), name),
        *(questions.ask("opt-in", opt_in(space), f"{name}/{space}") for space in spaces),
    )
    return [*first, *(line for each in lines for line in each)]


async def _client(access: Access, opened: AsyncExitStack) -> ApiClient:
    client = await connect(way_of(access))
    opened.push_async_callback(close, client)
    return client


def _targets(name: str, config: Config) -> list[Target]:
    found = (config.target(service) for service in sorted(config.services))
    return [one for one in found if one is not None and one.cluster == name]


def _namespaces(name: str, config: Config) -> list[str]:
    """The namespaces of this cluster that the configuration names, by a service or by a channel."""
    only = len(config.clusters) == 1
    rooms = [one for one in config.channels if one.cluster == name or (only and not one.cluster)]
    named = {one.namespace for one in _targets(name, config)} | {one.namespace for one in rooms}
    return sorted(named - {""})
