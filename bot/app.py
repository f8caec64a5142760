"""The composition root: the one file that names every concrete class and joins them to a running Lookout."""

import asyncio
import os
import socket
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

import aiohttp
import structlog

from bot.adapters.kubernetes.connect import InCluster, Kubeconfig, Server, Way, close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.adapters.kubernetes.writer import Writer
from bot.adapters.runbooks import load
from bot.adapters.slack.client import make_client
from bot.adapters.slack.directory import Membership, SlackDirectory
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.replies import SlackReplies
from bot.adapters.slack.rooms import ids_of
from bot.adapters.slack.socket import SocketMode
from bot.adapters.stopfile import StopFile
from bot.adapters.store.store import SqlStore
from bot.detectors.catalogue import DETECTORS
from bot.domain.people import Role
from bot.domain.runbook import Runbook
from bot.jobs.loops import Loops
from bot.listeners.bolt import Identity, build
from bot.settings.config import Access, Cluster, Config, Group
from bot.settings.environment import Environment
from bot.settings.policy import policy_of
from bot.triage.deliver import deliver_next
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster as ReadPort
from bot.triage.ports.cluster import Remediator
from bot.triage.withheld import note_withheld
from bot.triage.work import run_next
from bot.triage.world import World
from bot.voice.payload import Screened

log = structlog.get_logger()

WORKERS, DELIVERERS = 6, 4
GROUPS = ("responders", "commanders")
RUNBOOKS = Path(__file__).parent.parent / "runbooks"
VERSION = version("lookout")


class Lookout:
    """A running Lookout; made by `start`, ended by `stop`."""

    def __init__(self, world: World, store: SqlStore, loops: Loops, socket_mode: SocketMode) -> None:
        self.world = world
        self.store = store
        self._loops = loops
        self._socket = socket_mode
        self.cleanup = AsyncExitStack()

    async def stop(self) -> None:
        """Let what is under way end, then close everything; what was cut is taken up at the next start."""
        await self._socket.stop()
        await self._loops.stop()
        await self.cleanup.aclose()


async def start(config: Config, environment: Environment, clock: Clock, *, tick: float = 1.0) -> Lookout:
    """Connect everything and begin.

    Raises:
        SettingsError: a secret is missing.
        OutsideError: Slack or the database refuse; the sentence says what to do.
    """
    environment.require("slack_bot_token", "slack_app_token", "redaction_key")
    async with AsyncExitStack() as opened:
        session = await opened.enter_async_context(aiohttp.ClientSession())
        token = environment.slack_bot_token.get_secret_value()
        web = make_client(environment.slack_api_url, token, session, timeout=config.limits.slack_seconds)
        keep = timedelta(days=config.limits.keep_snapshots_days)
        store = await SqlStore.open(environment.database_url, clock, retention=keep)
        opened.push_async_callback(store.close)

        async def note(method: str, judged: Screened) -> None:
            await note_withheld(store, method, judged)

        egress = Egress(web, session, note)
        me = await _identity(egress)
        key = environment.redaction_key.get_secret_value().encode()
        readers, writers = await _clusters(config, clock, key, opened)
        loops: Loops
        world = World(
            store=store,
            clusters=readers,
            remediators=writers,
            messenger=SlackMessenger(egress),
            directory=SlackDirectory(egress, me.team_id, _roles(config)),
            clock=clock,
            policy=policy_of(config, await ids_of(egress, _names(config)), VERSION),
            runbooks=_runbooks(config),
            key=key,
            worker=f"{socket.gethostname()}:{os.getpid()}",
            wake=lambda: loops.wake(),  # noqa: PLW0108 - the loops are made from the world, so they come after it
            lever=StopFile(environment.stop_file),
        )
        loops = Loops(
            [partial(run_next, world)] * WORKERS + [partial(deliver_next, world)] * DELIVERERS, tick=tick
        )
        bolt = build(world, SlackReplies(egress), me, make_client(environment.slack_api_url, None))
        app_token = environment.slack_app_token.get_secret_value()
        socket_mode = SocketMode(bolt, app_token, make_client(environment.slack_api_url, None), egress)
        loops.start()
        await socket_mode.start()
        running = Lookout(world, store, loops, socket_mode)
        running.cleanup = opened.pop_all()
        log.info("Lookout runs", version=VERSION, team=me.team_id, clusters=sorted(readers))
        return running


async def _identity(egress: Egress) -> Identity:
    answer = await egress.read("auth.test")
    return Identity(team_id=answer["team_id"], bot_id=answer.get("bot_id", ""), user_id=answer["user_id"])


async def _clusters(
    config: Config, clock: Clock, key: bytes, opened: AsyncExitStack
) -> tuple[dict[str, ReadPort], dict[str, Remediator]]:
    """A reader for every cluster and a writer for those with an actor: two clients, two identities."""
    readers: dict[str, ReadPort] = {}
    writers: dict[str, Remediator] = {}
    turn = asyncio.Lock()
    for name, cluster in config.clusters.items():
        client = await connect(_way(cluster.reader))
        opened.push_async_callback(close, client)
        readers[name] = Reader(name, client, per_call=config.limits.read_seconds, page=cluster.page)
        if cluster.actor is not None:
            writers[name] = await _writer(cluster, readers[name], config, clock, key, turn, opened)
    return readers, writers


async def _writer(
    cluster: Cluster,
    reader: ReadPort,
    config: Config,
    clock: Clock,
    key: bytes,
    turn: asyncio.Lock,
    opened: AsyncExitStack,
) -> Remediator:
    actor = await connect(_way(cluster.actor or cluster.reader))
    opened.push_async_callback(close, actor)
    return Writer(actor, reader, clock=clock, key=key, turn=turn, timeout=config.limits.write_seconds)


def _way(access: Access) -> Way:
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


def _roles(config: Config) -> dict[Role, Membership]:
    groups = {Role.RESPONDER: config.roles.responders, Role.COMMANDER: config.roles.commanders}
    return {role: _membership(group) for role, group in groups.items()}


def _membership(group: Group) -> Membership:
    return Membership(users=frozenset(group.users), group=group.group or "")


def _names(config: Config) -> list[str]:
    return [channel.name for channel in config.channels if channel.name]


def _runbooks(config: Config) -> tuple[Runbook, ...]:
    """Those that load; each problem of the others is a line in the log."""
    causes = {cause for detector in DETECTORS for cause in detector.causes}
    library = load(config.runbooks or RUNBOOKS, causes=causes, groups=GROUPS)
    for problem in library.problems:
        log.warning("a runbook was not loaded", file=problem.file, line=problem.line, why=problem.text)
    return library.runbooks
