"""Pulse: asks the vitals, and sends the heartbeat while every one of them is well.

A process that is dead, stopped or stuck sends none, and one that is not well withholds it: either way the far side
pages. No kill switch holds it back, since a stopped Lookout that is well is no reason to wake anybody.
"""

from datetime import datetime, timedelta

import structlog

from bot.domain.errors import OutsideError
from bot.domain.page import Fault
from bot.triage.oncall.vitals import START, Ill, Vitals
from bot.triage.ports.clock import Clock
from bot.triage.ports.oncall import Heartbeat

log = structlog.get_logger()

LOOK = timedelta(seconds=15)
"""How often the vitals are asked, and how soon a heartbeat that was not taken is tried again."""


class Beats:
    """What became of the heartbeats of this process, and the faults that it sees, by name."""

    def __init__(self) -> None:
        self.sent = 0
        self.failed = 0
        self.withheld = 0
        self.last_sent: datetime | None = None
        self.faults: dict[str, Fault] = {}
        self.why = ""
        """Why the last one that was due did not go out, "" if it did."""


class Pulse:
    """A round: asks the vitals every few seconds, and sends what is due. `every` is the heartbeat's interval."""

    def __init__(
        self, vitals: Vitals, clock: Clock, heartbeat: Heartbeat | None, every: timedelta, beats: Beats
    ) -> None:
        self._vitals = vitals
        self._clock = clock
        self._heartbeat = heartbeat
        self._every = every.total_seconds()
        self._beats = beats
        self._look_at = 0.0
        self._beat_at = 0.0

    async def __call__(self) -> bool:
        """Look, if it is time to."""
        now = self._clock.elapsed()
        if now >= self._look_at:
            self._look_at = now + LOOK.total_seconds()
            ill = await self._vitals.ask()
            if self._heartbeat is not None and now >= self._beat_at:
                await self._beat(self._heartbeat, now, ill)
        return False

    async def _beat(self, heartbeat: Heartbeat, now: float, ill: dict[str, Ill]) -> None:
        beats = self._beats
        if START in ill:  # which is no reason to alarm anybody, unless it never ends
            return
        if ill:
            beats.withheld += 1
            self._missed("; ".join(f"{one.name}: {one.why}" for one in ill.values()))
            return
        try:
            await heartbeat.beat()
        except OutsideError as problem:
            beats.failed += 1
            self._missed(str(problem))
            return
        if beats.why:
            log.info("the heartbeat is sent again")
        beats.sent, beats.last_sent, beats.why = beats.sent + 1, self._clock.now(), ""
        self._beat_at = now + self._every

    def _missed(self, why: str) -> None:
        """Said once for each reason: it is looked at every few seconds."""
        if why != self._beats.why:
            log.error("no heartbeat is sent, so whoever watches for it is about to be paged", why=why)
        self._beats.why = why
