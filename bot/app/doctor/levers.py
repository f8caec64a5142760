"""The doctor's questions to what stands outside and stops or freezes: each calendar, each vendor, the ConfigMap."""

import asyncio
from contextlib import AsyncExitStack

from bot.adapters.kubernetes.connect import close, connect
from bot.adapters.kubernetes.lever import ConfigMapLever
from bot.adapters.kubernetes.reader import Reader
from bot.app.clusters import way_of
from bot.app.doctor.questions import Questions
from bot.app.freezes import board_of, names_of
from bot.domain.check import Check, fail, ok, warn
from bot.domain.errors import OutsideError
from bot.domain.freeze import Names
from bot.settings.config import Config
from bot.triage.ports.clock import Clock
from bot.triage.ports.freezes import FreezeSource

FROZEN = "mend it or take it out of the configuration; until then what it may freeze is frozen"

MISSPELT = "mend the name where it stands, or name that service or namespace in the configuration"
_NAMED = 80


async def outside(questions: Questions, config: Config | None, clock: Clock) -> list[Check]:
    """A line for each source of freezes and for the ConfigMap lever; none without a configuration."""
    if config is None:
        return []
    async with AsyncExitStack() as opened:
        board = board_of(config, opened)
        asked = [
            questions.ask("freezes", _source(one, names_of(config), clock), one.name) for one in board.sources
        ]
        if config.stop.configmap is not None:
            asked.append(questions.ask("stop ConfigMap", _configmap(config, opened)))
        return [line for lines in await asyncio.gather(*asked) for line in lines]


async def _source(source: FreezeSource, names: Names, clock: Clock) -> Check:
    now = clock.now()
    try:
        windows = await source.read(now)
    except OutsideError as problem:
        return fail("freezes", f"cannot be read, which counts as frozen: {problem}", FROZEN, source.name)
    standing = sum(one.stands(now) for one in windows)
    if unknown := sorted({one.scope for one in windows if names.lacks(one.scope)}):
        named = ", ".join(unknown)[:_NAMED]
        said = f"{named}: not in the configuration, so the calendar's own scope is frozen too"
        return warn("freezes", f"{standing} in force now; {said}", MISSPELT, source.name)
    if standing:
        mend = "nothing, if that is meant; it ends where it comes from"
        return warn("freezes", f"{standing} in force now", mend, source.name)
    return ok("freezes", "read; nothing is frozen by it now", source.name)


async def _configmap(config: Config, opened: AsyncExitStack) -> Check:
    place = config.stop.configmap
    assert place is not None  # noqa: S101 # narrows the type: asked for only if there is one
    client = await connect(way_of(config.clusters[place.cluster].reader))
    opened.push_async_callback(close, client)
    reader = Reader(place.cluster, client, per_call=config.limits.read_seconds)
    lever = ConfigMapLever(reader, place.namespace, place.name)
    try:
        stops = await lever.read()
    except OutsideError as problem:
        mend = (
            "give the reader the right to list ConfigMaps there, or take the lever out of the configuration"
        )
        return fail("stop ConfigMap", f"{problem}: while it cannot be read no change is made", mend)
    if stops:
        said = f"it is there and stops {', '.join(one.scope for one in stops)}: {stops[0].why}"
        return warn("stop ConfigMap", said, "delete it to lift the stop", f"{place.namespace}/{place.name}")
    return ok("stop ConfigMap", "not there, so it stops nothing", f"{place.namespace}/{place.name}")
