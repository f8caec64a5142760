"""Measure: all that `/metrics` tells, in one look: the record's tally, and what waits, is open and is in force now."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pydantic import Field

from bot.domain.alert import Severity
from bot.domain.noun import Noun
from bot.domain.stop import SCOPES, Switch
from bot.reports.forecast import spent
from bot.triage.freeze import everywhere
from bot.triage.ports.measures import Now
from bot.triage.story import CHAPTERS
from bot.triage.world import World

SEVERITIES = frozenset(Severity)
UNREADABLE = "unreadable"
"""In place of the source of a freeze, for those that count as frozen because they could not be read."""


class Open(NamedTuple):
    """Open incidents of one severity, those without an owner, and for how many seconds the first of these has none."""

    many: int = 0
    unowned: int = 0
    longest: float = 0.0


class Gauges(Noun):
    """What is so now: `now` as the store sees it, and of each severity what is open.

    `given_up` are tasks by kind, a nought for those of which none was. `stops` in force by kind of scope, `freezes` in
    force by kind of source. `levers_unread` counts levers of the kill switch that cannot be read; `switch_age` is how
    many seconds ago this process read it last, before this look. `today` and `month` are micro-dollars the model cost.
    """

    now: Now
    given_up: Mapping[str, int] = Field(default_factory=dict)
    open: Mapping[str, Open] = Field(default_factory=dict)
    stops: Mapping[str, int] = Field(default_factory=dict)
    freezes: Mapping[str, int] = Field(default_factory=dict)
    levers_unread: int = 0
    switch_age: float = 0.0
    today: int = 0
    month: int = 0


async def measure(world: World) -> Gauges:
    """Bring the world's tally up to date, and read the rest.

    Raises:
        OutsideError: the record cannot be read.
    """
    age = world.glance.age(world.clock)
    await world.tally.read(world.store)
    async with world.store.read() as tx:
        now = await tx.measures.look()
        switch = await world.switch(tx)
        freezes = await everywhere(world, tx)
    today, month = spent(world.tally.hours, now.at)
    kinds = Counter(one.source.partition(":")[0] for one in freezes.windows if one.stands(now.at))
    return Gauges(
        now=now,
        given_up={**dict.fromkeys(CHAPTERS, 0), **now.given_up},
        open=_open(world, now),
        stops=_stops(switch),
        freezes={**kinds, UNREADABLE: len(freezes.unread)},
        levers_unread=len(switch.unread),
        switch_age=max(age, (now.at - switch.read_at).total_seconds()),
        today=today,
        month=month,
    )


def _open(world: World, now: Now) -> dict[str, Open]:
    """Every severity, those of which nothing is open too: an absent number is not a nought."""
    found: dict[str, Open] = {one.value: Open() for one in Severity}
    for one in now.incidents:
        severity = one.severity if one.severity in SEVERITIES else Severity.HIGH.value
        so_far = found[severity]
        ages = [so_far.longest]
        if not one.owned:
            ages.append((now.at - world.tally.levels.unowned_since(one.id, one.opened_at)).total_seconds())
        found[severity] = Open(so_far.many + 1, so_far.unowned + (not one.owned), max(ages))
    return found


def _stops(switch: Switch) -> dict[str, int]:
    """By kind of scope; a drill's lever stops nothing of anybody's."""
    kinds = Counter(one.scope.partition(":")[0] for one in switch.stops if not one.is_drill)
    return {**dict.fromkeys(SCOPES, 0), **kinds}


def begun(now: Now, since: datetime | None) -> float:
    """Seconds from then, none if nothing began."""
    return max(0.0, (now.at - since).total_seconds()) if since is not None else 0.0
