"""Levers that stand outside this process and the record, as a ConfigMap does: asked again and again, judged by age.

A side effect cannot wait for an answer from elsewhere, so what such a lever said last counts for as long as it is
young. One that has been silent for longer than the budget makes the switch unreadable, which stops writes and model
calls; what it stopped last stays stopped.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.domain.errors import OutsideError
from bot.domain.stop import Stop, Switch
from bot.triage.ports.clock import Clock

log = structlog.get_logger()

BUDGET = timedelta(seconds=5)
EVERY = timedelta(seconds=0.8)
"""A little less than the tick of the loops, so that each tick asks."""
WITHIN = 1.0
"""Seconds for one answer."""


class RemoteLever(Protocol):
    """A lever outside."""

    @property
    def name(self) -> str:
        """As people are told of it: `ConfigMap lookout/lookout-stop of cluster prod`."""
        ...

    async def read(self) -> Sequence[Stop]:
        """What it stops now; nothing if it is not there."""
        ...


@dataclass
class Heard:
    """What a lever said last, when, and what is wrong with it since."""

    stops: tuple[Stop, ...] = ()
    at: datetime | None = None
    problem: str = "it was not read yet"


@dataclass
class Remote:
    """All levers outside, and what was heard of them. `within` is in seconds."""

    levers: Sequence[RemoteLever] = ()
    within: float = WITHIN
    heard: dict[str, Heard] = field(default_factory=dict)
    asked_at: datetime | None = None

    async def ask(self, clock: Clock) -> None:
        """Ask each of them now."""
        self.asked_at = clock.now()
        await asyncio.gather(*(self._ask(one, clock) for one in self.levers))

    async def ask_in_turn(self, clock: Clock) -> bool:
        """Ask unless that was done just now; whether anything is other than it was."""
        if not self.levers or (self.asked_at is not None and clock.now() - self.asked_at < EVERY):
            return False
        before = [self._of(one).stops for one in self.levers]
        await self.ask(clock)
        return before != [self._of(one).stops for one in self.levers]

    def over(self, switch: Switch) -> Switch:
        """The switch with these levers; as old as the oldest of what it is made of."""
        heard = [(one.name, self._of(one)) for one in self.levers]
        silent = [
            f"{name} cannot be read ({one.problem})"
            for name, one in heard
            if one.at is None or switch.read_at - one.at > BUDGET
        ]
        return switch.model_copy(
            update={
                "stops": (*(stop for _, one in heard for stop in one.stops), *switch.stops),
                "read_at": min([switch.read_at, *(one.at for _, one in heard if one.at is not None)]),
                "readable": switch.readable and not silent,
                "unread": (*switch.unread, *silent),
            }
        )

    def _of(self, lever: RemoteLever) -> Heard:
        return self.heard.setdefault(lever.name, Heard())

    async def _ask(self, lever: RemoteLever, clock: Clock) -> None:
        began = clock.now()
        try:
            async with asyncio.timeout(self.within):
                stops = tuple(await lever.read())
        except (OutsideError, TimeoutError) as problem:
            why = str(problem) or f"no answer within {self.within:g} s"
            if self._of(lever).problem != why:
                log.warning("a lever of the kill switch cannot be read", lever=lever.name, why=why)
            self._of(lever).problem = why
        else:
            self.heard[lever.name] = Heard(stops=stops, at=began, problem="")


class Listening(Protocol):
    """What the world has of levers outside."""

    @property
    def remote(self) -> Remote:
        """The levers."""
        ...

    @property
    def clock(self) -> Clock:
        """Whose seconds count."""
        ...


async def listen(world: Listening) -> bool:
    """A round: asks the levers outside about once a second; True if one was moved."""
    return await world.remote.ask_in_turn(world.clock)
