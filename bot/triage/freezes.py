"""Freezes: read anew for every decision, from the record and from outside; what cannot be read counts as frozen.

What a source said last is kept to be shown to people, with its time; it never lets a change pass. What comes next is
the gate (`bot.gates.freeze`), which judges what is gathered here.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.domain.errors import OutsideError
from bot.domain.freeze import Freeze, Freezes, Place, Unread, other_sev1s, place_of
from bot.domain.incident import Incident
from bot.domain.proposal import Proposal
from bot.triage.policy import Policy
from bot.triage.ports.clock import Clock
from bot.triage.ports.freezes import FreezeSource
from bot.triage.ports.store import Transaction

log = structlog.get_logger()

WITHIN = 3.0
"""Seconds for all sources together; each has a shorter deadline of its own."""
EVERY, SOON = timedelta(minutes=1), timedelta(days=1)


class Frozen(Protocol):
    """What the world has of freezes."""

    @property
    def policy(self) -> Policy:
        """With the configured windows."""
        ...

    @property
    def wake(self) -> Callable[[], None]:
        """Tells the loops that there is something new."""
        ...

    @property
    def clock(self) -> Clock:
        """Whose minutes count."""
        ...

    @property
    def board(self) -> "Board":
        """With the sources outside."""
        ...


@dataclass
class Reading:
    """The last answer of a source that was one, and what is wrong with it since ("" if nothing is)."""

    windows: tuple[Freeze, ...] = ()
    at: datetime | None = None
    problem: str = ""


@dataclass
class Board:
    """The sources outside, and what each said last. `within` is in seconds."""

    sources: Sequence[FreezeSource] = ()
    within: float = WITHIN
    last: dict[str, Reading] = field(default_factory=dict)
    looked_at: datetime | None = None

    async def read(self, now: datetime, place: Place | None = None) -> Freezes:
        """What every source says now that may freeze the place (any, if None)."""
        asked = [one for one in self.sources if place is None or any(map(place.within, one.scopes))]
        found = await asyncio.gather(*(self._read(one, now) for one in asked))
        freezes = Freezes()
        for one in found:
            freezes = freezes.beside(one)
        return freezes

    async def look(self, now: datetime) -> bool:
        """Read all for people to see, at most once a minute; whether what they see changed."""
        if not self.sources or (self.looked_at is not None and now - self.looked_at < EVERY):
            return False
        before = self.shown()
        self.looked_at = now
        await self.read(now)
        return self.shown() != before

    def shown(self) -> Freezes:
        """What each source said last, and which say nothing now: information, never a permission."""
        windows = [window for one in self.sources for window in self._last(one).windows]
        unread = [
            Unread(source=one.name, why=self._last(one).problem, scopes=tuple(one.scopes))
            for one in self.sources
            if self._last(one).problem
        ]
        return Freezes(windows=tuple(windows), unread=tuple(unread))

    def _last(self, source: FreezeSource) -> Reading:
        return self.last.setdefault(source.name, Reading())

    async def _read(self, source: FreezeSource, now: datetime) -> Freezes:
        try:
            async with asyncio.timeout(self.within):
                windows = tuple(await source.read(now))
        except (OutsideError, TimeoutError) as problem:
            why = str(problem) or f"no answer within {self.within:g} s"
            if not self._last(source).problem:
                log.warning(
                    "a source of freezes cannot be read; it counts as frozen", source=source.name, why=why
                )
            self._last(source).problem = why
            return Freezes(unread=(Unread(source=source.name, why=why, scopes=tuple(source.scopes)),))
        self.last[source.name] = Reading(windows=windows, at=now)
        return Freezes(windows=windows)


async def look(world: Frozen) -> bool:
    """A round: reads the sources outside for people to see, at most once a minute; nothing is decided by it."""
    if await world.board.look(world.clock.now()):
        world.wake()
    return False


async def known(
    world: "Frozen", tx: Transaction, mine: str, place: Place, sev1s: Sequence[Incident] | None = None
) -> Freezes:
    """What stands now for a place, as far as it can be told without asking outside: for people to see.

    `sev1s` are the open incidents of critical severity, if whoever asks has read them a moment ago.
    """
    found = (await recorded(world.policy, tx, mine, place, sev1s)).beside(world.board.shown())
    return Freezes(windows=found.standing(place, tx.now), unread=found.silent(place))


async def objection(policy: Policy, tx: Transaction, proposal: Proposal) -> str:
    """Why a freeze of the record lets a proposal not be sent, "" if none does; asked once more before the attempt."""
    found = await recorded(policy, tx, proposal.incident_id, proposal.place)
    override = proposal.override.freeze if proposal.override else ""
    standing = [one for one in found.standing(proposal.place, tx.now) if one.id != override]
    return f"a freeze by {standing[0].source} came into force" if standing else ""


async def recorded(
    policy: Policy, tx: Transaction, mine: str, place: Place, sev1s: Sequence[Incident] | None = None
) -> Freezes:
    """What the configuration, commands and other open incidents of critical severity freeze; `mine` is no other.

    Those incidents are read now, unless `sev1s` has them: which no decision may rest on.
    """
    others = other_sev1s(await tx.incidents.critical() if sev1s is None else sev1s, mine, place)
    return Freezes(windows=(*policy.freezes, *await tx.freezes.standing(), *others))


def begun_since(freezes: Iterable[Freeze], proposal: Proposal) -> Sequence[Freeze]:
    """Those that a proposal was not opened under, so that nobody saw them on its card; none that it overrides."""
    override = proposal.override.freeze if proposal.override else ""
    return [one for one in freezes if one.starts_at > proposal.opened_at and one.id != override]


def place_of_incident(incident: Incident) -> Place | None:
    """What a change for the incident would touch, None while no target is mapped."""
    return None if incident.target is None else place_of(incident.target)
