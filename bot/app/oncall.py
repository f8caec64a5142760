"""What a running Lookout is watched by: its vitals, and the heartbeat that stops when one of them is not well."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

from bot.adapters.heartbeat import HttpHeartbeat
from bot.adapters.store.store import SqlStore
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.triage.oncall.pulse import Pulse
from bot.triage.oncall.vitals import LOOPS, RECORD, START, TASKS, in_time, not_begun
from bot.triage.ports.oncall import Heartbeat
from bot.triage.story import LENGTHY, PAGING, QUICK, SLOW
from bot.triage.world import World


def heartbeat_of(environment: Environment, opened: AsyncExitStack) -> Heartbeat | None:
    """The heartbeat of the environment, closed with `opened`; None if it names none."""
    url = environment.heartbeat_url.get_secret_value()
    if not url:
        return None
    heartbeat = HttpHeartbeat(url)
    opened.push_async_callback(heartbeat.close)
    return heartbeat


def pulse_of(
    config: Config,
    world: World,
    store: SqlStore,
    heartbeat: Heartbeat | None,
    loops: Callable[[], Awaitable[str]],
) -> Pulse:
    """The round that watches this process; `loops` says why its loops stand still, "" if they do not."""

    async def written() -> str:
        await store.try_write()
        return ""

    world.vitals.watch(START, not_begun)
    world.vitals.watch(RECORD, written)
    world.vitals.watch(LOOPS, loops)
    world.vitals.watch(TASKS, in_time(store, (QUICK | SLOW | PAGING) - LENGTHY))
    every = timedelta(seconds=config.bot_oncall.heartbeat_seconds)
    return Pulse(world.vitals, world.clock, heartbeat, every, world.beats)
