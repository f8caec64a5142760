"""The composition root: it alone names every concrete class, and joins them to a running Lookout."""

import asyncio
import os
import secrets
import socket
from contextlib import AsyncExitStack
from functools import partial
from importlib.metadata import version
from pathlib import Path

import aiohttp
import structlog

from bot.adapters.folder import GOLDEN, read_cases
from bot.adapters.heads import HeadsFolder
from bot.adapters.runbooks import load
from bot.adapters.slack.client import make_client
from bot.adapters.slack.directory import SlackDirectory
from bot.adapters.slack.egress import Egress, Note
from bot.adapters.slack.history import SlackHistory
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.replies import SlackReplies
from bot.adapters.stopfile import StopFile
from bot.adapters.store.archive.folder import BackupFolder
from bot.adapters.store.store import SqlStore
from bot.app.clusters import connected
from bot.app.drills import restoring, scratch, warn_of_drills
from bot.app.freezes import board_of
from bot.app.levers import levers_of
from bot.app.model import model_of
from bot.app.notices import warn_of_no_pair
from bot.app.oncall import heartbeat_of, pulse_of
from bot.app.paging import pagers_of
from bot.app.preflight import instruments
from bot.app.releases import releases_of
from bot.app.signals import listening
from bot.app.ways import Ways
from bot.app.workspace import identity, mentioned, roles, rooms
from bot.detectors.catalogue import CAUSES
from bot.domain.runbook import Runbook
from bot.jobs.loops import Loops, Round
from bot.listeners.bolt import build
from bot.listeners.catchup import CatchUp
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.policy import policy_of
from bot.settings.production import must_be_answered_for
from bot.settings.way import way_in
from bot.triage.circuit import Circuit
from bot.triage.deliver import Deliverer
from bot.triage.drills.catalogue import DRILLS
from bot.triage.drills.chapter import Weekly
from bot.triage.freezes import look
from bot.triage.model.missing import look_at_start
from bot.triage.oncall.alarm import Alarm
from bot.triage.oncall.vitals import START
from bot.triage.ports.clock import Clock
from bot.triage.preflight.chapter import at_start
from bot.triage.regular import Regular, every_of
from bot.triage.remote import Remote, listen
from bot.triage.story import PAGING, QUICK, SLOW, THINKING
from bot.triage.sweep import sweep
from bot.triage.watch import SwitchWatch
from bot.triage.withheld import note_withheld
from bot.triage.work import Worker
from bot.triage.world import World
from bot.voice.payload import Screened, screen

log = structlog.get_logger()

SLOW_WORKERS, ANY_WORKERS, QUICK_WORKERS, THINKING_WORKERS, PAGING_WORKERS, DELIVERERS = 3, 1, 3, 2, 2, 4
MOST_SLOW_WORKERS = 27
GROUPS = ("responders", "commanders")
RUNBOOKS = Path(__file__).parent.parent.parent / "runbooks"
VERSION = version("lookout")


class Lookout:
    """A running Lookout; made by `start`, ended by `stop`. `url` is where it listens, "" if it does not."""

    def __init__(self, world: World, store: SqlStore, url: str, opened: AsyncExitStack) -> None:
        self.world = world
        self.store = store
        self.url = url
        self._opened = opened

    async def stop(self) -> None:
        """Let what is under way end, then close everything; what was cut is taken up at the next start."""
        await self._opened.aclose()


async def start(config: Config, environment: Environment, clock: Clock, *, tick: float = 1.0) -> Lookout:
    """Connect everything and begin.

    Raises:
        SettingsError: a secret is missing, or in production mode somebody who answers for Lookout.
        OutsideError: Slack or the database refuse; the sentence says what to do.
    """
    way = way_in(config, environment)
    must_be_answered_for(config, environment)
    releases = releases_of(config)
    async with AsyncExitStack() as opened:
        session = await opened.enter_async_context(aiohttp.ClientSession())
        token = environment.slack_bot_token.get_secret_value()
        web = make_client(environment.slack_api_url, token, session, timeout=config.limits.slack_seconds)
        store = await SqlStore.open(environment.database_url, clock, retention=config.retention.noun)
        opened.push_async_callback(store.close)
        clock = store.clock  # the story outside of transactions goes by the same time as within them
        egress = Egress(web, session, _noting(store, config), mentioned(config), clock.elapsed)
        me = await identity(egress)
        directory = SlackDirectory(egress, me.team_id, roles(config))
        await warn_of_no_pair(directory.members)
        key = environment.redaction_key.get_secret_value().encode()
        within = config.limits.read_seconds
        readers, writers = await connected(config, clock, key, opened)
        loops: Loops
        world = World(
            store=store,
            clusters={name: Circuit(one, per_call=within) for name, one in readers.items()},
            remediators=writers,
            messenger=SlackMessenger(egress),
            directory=directory,
            clock=clock,
            policy=policy_of(config, await rooms(egress, config), VERSION, workspace=me.url),
            runbooks=runbooks_of(config),
            key=key,
            worker=_name(),
            wake=lambda: loops.wake(),  # noqa: PLW0108 - the loops are made from the world, so they come after it
            lever=StopFile(environment.stop_file),
            signals=listening(config, opened),
            keep_heads=HeadsFolder(config.ledger_heads),
            keep_backup=backups_of(config, environment, clock),
            board=board_of(config, opened),
            remote=Remote(levers_of(config, readers)),
            instruments=await instruments(config, environment.pagerduty_token, opened),
            golden=partial(read_cases, config.golden or GOLDEN),
            model=model_of(config, environment, clock, opened),
            releases=releases,
            pagers=pagers_of(config, environment, clock, opened),
            drills=DRILLS,
            scratch=scratch,
            restore=restoring(environment.database_url, clock, VERSION),
        )
        await warn_of_drills(store)
        # Heard once before anything is told of the switch, so that a start is no silence.
        await world.remote.ask(clock)
        catch_up = CatchUp(world, SlackHistory(egress), me.user_id, me.bot_id)
        heartbeat = heartbeat_of(environment, opened)
        # The loops are asked whether they turn by one of them.
        pulse = pulse_of(config, world, store, heartbeat, lambda: loops.check())  # noqa: PLW0108 - made below
        loops = Loops(
            [*_rounds(world), pulse, Alarm(world)], at_leisure=[catch_up, *store.bells(world.wake)], tick=tick
        )
        bolt = build(world, SlackReplies(egress), me, make_client(environment.slack_api_url, None))
        # Its rules are compiled at the first word, for a second or more: before anybody waits for an acknowledgement.
        await asyncio.to_thread(screen, "chat.postMessage", {"text": "Nothing is said yet."}, ())
        # Closed in the opposite order: nothing comes in any more, then the work under way ends, then the store goes.
        opened.push_async_callback(loops.stop)
        await at_start(world)
        await look_at_start(world)
        loops.start()
        url = await Ways(config, environment, way, world).open(bolt, egress, loops, catch_up.want, opened)
        world.vitals.forget(START)
        log.info("Lookout runs", version=VERSION, team=me.team_id, clusters=sorted(readers), url=url)
        return Lookout(world, store, url, opened.pop_all())


def _name() -> str:
    """This process in leases. In containers the host's name and the process's number may be another's too."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def _noting(store: SqlStore, config: Config) -> Note:
    """What the egress does with each violation: a row, and a word to Lookout's own on-call when they are many."""

    async def note(method: str, judged: Screened) -> None:
        own = config.bot_oncall
        await note_withheld(store, method, judged, own.users, own.rota or "")

    return note


def _rounds(world: World) -> list[Round]:
    """What is done again and again, each by its own loop; one that stands here twice is done by two at once."""
    return [
        *[Worker(world, SLOW, of_each=SLOW_WORKERS)] * slow_workers(len(world.clusters)),
        # One takes whatever is most overdue, also kinds that another version of Lookout left behind.
        *[Worker(world)] * ANY_WORKERS,
        *[Worker(world, QUICK)] * QUICK_WORKERS,
        *[Worker(world, THINKING)] * THINKING_WORKERS,
        *[Worker(world, PAGING)] * PAGING_WORKERS,
        *[Deliverer(world)] * DELIVERERS,
        SwitchWatch(world),
        partial(look, world),
        partial(listen, world),
        Weekly(world),
        partial(sweep, world),
        Regular(world, every_of(world.policy)),
    ]


def slow_workers(clusters: int) -> int:
    """How many loops the slow lane has: as many for each cluster and for what is about none, so that none waits."""
    return min(SLOW_WORKERS * (clusters + 1), MOST_SLOW_WORKERS) if clusters > 1 else SLOW_WORKERS


def backups_of(config: Config, environment: Environment, clock: Clock) -> BackupFolder:
    """Where regular backups go; nowhere if the configuration names no folder."""
    folder, keep = (config.backup.folder, config.backup.keep) if config.backup else (None, 1)
    return BackupFolder(environment.database_url, folder, keep, clock, VERSION)


def people_of(config: Config) -> frozenset[str]:
    """The Slack ids of the people that the configuration names: a runbook may name them too."""
    groups = (config.roles.responders, config.roles.commanders, config.bot_oncall)
    return frozenset(user for group in groups for user in group.users)


def runbooks_of(config: Config) -> tuple[Runbook, ...]:
    """Those that load; each problem of the others is a line in the log."""
    folder, people = config.runbooks or RUNBOOKS, people_of(config)
    library = load(folder, causes=CAUSES, groups=GROUPS, people=people)
    for problem in library.problems:
        log.warning("a runbook was not loaded", file=problem.file, line=problem.line, why=problem.text)
    return library.runbooks
