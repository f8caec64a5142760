"""A calendar as a source of freezes: fetched anew each time, worked through anew only when it changed.

Which targets an event freezes stands in its summary or categories (`service:checkout`, `namespace:shop`,
`cluster:prod`, the category `all`), else it is the scope that the configuration gives the calendar.
"""

import asyncio
import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.adapters.freezes.events import Event, events_of
from bot.adapters.freezes.fetch import Fetch
from bot.adapters.freezes.recurrence import Occurrence, occurrences
from bot.domain.errors import OutsideError, TransientError
from bot.domain.freeze import ALL, Freeze

BEHIND, AHEAD = timedelta(hours=1), timedelta(hours=48)
"""What is worked out at once, around the moment of the reading."""
SHOWN = timedelta(hours=24)
_NEVER = datetime.fromtimestamp(0, UTC)
_SCOPE = re.compile(
    r"\b(cluster|namespace|service):([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", re.IGNORECASE
)


class _Worked:
    """What one content of the calendar came to: its events, those around a moment, or why there are none."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        self.events: tuple[Event, ...] | None = None
        self.begin = self.end = _NEVER
        self.found: tuple[Occurrence, ...] = ()
        self.problem: OutsideError | None = None


class Calendar:
    """The `FreezeSource` port over one iCalendar; `within` is the deadline of fetching and working, in seconds."""

    def __init__(self, name: str, fetch: Fetch, *, scope: str, zone: tzinfo | None, within: float) -> None:
        self.name = f"calendar:{name}"
        self.scopes: tuple[str, ...] = (ALL,)
        self._fetch = fetch
        self._scope = scope
        self._zone = zone
        self._within = within
        self._worked = _Worked("")
        self._working: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """End the connection."""
        await self._fetch.close()

    async def read(self, now: datetime) -> Sequence[Freeze]:
        """Every freeze that stands now or begins within a day, as the calendar is at this moment.

        Raises:
            OutsideError: it could not be read or understood in time.
        """
        text = await self._fetch()
        digest = hashlib.sha256(text).hexdigest()
        if digest != self._worked.digest or not self._covers(now):
            await self._work(digest, text, now)
        if self._worked.problem is not None:
            raise self._worked.problem
        return [
            self._freeze(one, scope)
            for one in self._worked.found
            if one.ends_at > now and one.starts_at < now + SHOWN
            for scope in self._scopes_of(one.event)
        ]

    def _covers(self, now: datetime) -> bool:
        worked = self._worked
        return worked.problem is not None or (
            worked.events is not None and worked.begin <= now and now + SHOWN <= worked.end
        )

    async def _work(self, digest: str, text: bytes, now: datetime) -> None:
        """In a thread, which cannot be ended: what takes too long goes on there, and the next reading waits for it."""
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._worked_out(digest, text, now))
        try:
            async with asyncio.timeout(self._within):
                await asyncio.shield(self._working)
        except TimeoutError as error:
            raise TransientError(f"it takes more than {self._within:g} s to work through") from error
        if self._worked.digest != digest:
            raise TransientError("it changed while it was worked through")

    async def _worked_out(self, digest: str, text: bytes, now: datetime) -> None:
        old = self._worked.events if self._worked.digest == digest else None
        self._worked = await asyncio.to_thread(_work_out, digest, text, now, self._zone, old)

    def _scopes_of(self, event: Event) -> list[str]:
        said = [
            f"{kind.lower()}:{name}"
            for kind, name in _SCOPE.findall(" ".join((event.summary, *event.categories)))
        ]
        if any(one.strip().lower() == ALL for one in event.categories):
            said.append(ALL)
        return said or [self._scope]

    def _freeze(self, one: Occurrence, scope: str) -> Freeze:
        return Freeze(
            scope=scope,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            why=one.event.summary,
            source=self.name,
            key=f"{one.event.uid}@{one.starts_at.isoformat()}",
        )


def _work_out(
    digest: str, text: bytes, now: datetime, zone: tzinfo | None, events: tuple[Event, ...] | None
) -> _Worked:
    worked = _Worked(digest)
    try:
        worked.events = events_of(text, zone) if events is None else events
        worked.begin, worked.end = now - BEHIND, now + AHEAD
        worked.found = occurrences(worked.events, worked.begin, worked.end)
    except OutsideError as problem:
        worked.problem = problem
    return worked
