"""A calendar as a source of freezes: fetched anew each time, worked through anew only when it changed.

Which targets an event freezes stands in its summary or categories (`service:checkout`, `namespace:shop`,
`cluster:prod`, the category `all`), else it is the scope that the configuration gives the calendar. A name that the
configuration does not know may be misspelt: the event counts for the calendar's own scope too, and says so.
"""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from bot.adapters.feeds.events import Event, events_of
from bot.adapters.feeds.fetch import Fetch
from bot.adapters.feeds.recurrence import Occurrence, occurrences
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.freeze import ALL, Freeze, Names

BEHIND, AHEAD = timedelta(hours=1), timedelta(hours=48)
"""What is worked out at once, around the moment of the reading."""
SHOWN = timedelta(hours=24)
_NEVER, _EVER = datetime.fromtimestamp(0, UTC), datetime.max.replace(tzinfo=UTC)
_NAMED = 80
_SCOPE = re.compile(
    r"\b(cluster|namespace|service):([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", re.IGNORECASE
)


class _Worked:
    """What one content of the calendar came to, from `begin` to `end`: what takes place, or why that is not known."""

    def __init__(self, digest: str) -> None:
        self.digest = digest
        self.events: tuple[Event, ...] | None = None
        self.begin = self.end = _NEVER
        self.found: tuple[Occurrence, ...] = ()
        self.problem: OutsideError | None = None


class Calendar:
    """The `FreezeSource` port over one iCalendar.

    `scope` is that of events which name none, or none that `names` has; `within` is the deadline of fetching and
    working, in seconds.
    """

    def __init__(
        self, name: str, fetch: Fetch, *, scope: str, names: Names, zone: tzinfo | None, within: float
    ) -> None:
        self.name = f"calendar:{name}"
        self.scopes: tuple[str, ...] = (ALL,)
        self._fetch = fetch
        self._scope = scope
        self._names = names
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
            raise self._worked.problem.with_traceback(None)
        return [
            freeze
            for one in self._worked.found
            if one.ends_at > now and one.starts_at < now + SHOWN
            for freeze in self._freezes(one)
        ]

    def _covers(self, now: datetime) -> bool:
        return self._worked.begin <= now and now + SHOWN <= self._worked.end

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

    def _freezes(self, one: Occurrence) -> Iterator[Freeze]:
        scopes, why = _said(one.event) or [self._scope], one.event.summary
        if unknown := [scope for scope in scopes if self._names.lacks(scope)]:
            named = ", ".join(unknown)[:_NAMED]
            why = f"{named}: not in the configuration, so it counts for {self._scope} too: {why}"
            scopes = [*scopes, self._scope]
        for scope in dict.fromkeys(scopes):
            yield Freeze(
                scope=scope,
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                why=why,
                source=self.name,
                key=f"{one.event.uid}@{one.starts_at.isoformat()}",
            )


def _said(event: Event) -> list[str]:
    """The scopes that an event names."""
    text = " ".join((event.summary, *event.categories))
    said = [f"{kind.lower()}:{name}" for kind, name in _SCOPE.findall(text)]
    return [*said, ALL] if any(one.strip().lower() == ALL for one in event.categories) else said


def _work_out(
    digest: str, text: bytes, now: datetime, zone: tzinfo | None, events: tuple[Event, ...] | None
) -> _Worked:
    """A problem is kept as long as it is one: of the text for good, of a stretch of time for that, of a delay not."""
    worked = _Worked(digest)
    try:
        worked.begin, worked.end = _NEVER, _EVER
        worked.events = events_of(text, zone) if events is None else events
        worked.begin, worked.end = now - BEHIND, now + AHEAD
        worked.found = occurrences(worked.events, worked.begin, worked.end)
    except PermanentError as problem:
        worked.problem = problem
    except TransientError as problem:
        worked.problem, worked.end = problem, _NEVER
    return worked
