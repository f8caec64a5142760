"""An iCalendar as a rota: each event is a shift of the person that its attendee or its summary names.

Fetched anew each time. What is wrong in one event refuses the whole: half a rota names the wrong person at night. The
working out (`occurrences`) is bounded and goes on in a thread, beside the loop.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from bot.adapters.feeds.events import Event
from bot.adapters.feeds.get import Get
from bot.adapters.rota.known import People
from bot.adapters.rota.occurrences import occurrences
from bot.domain.errors import PermanentError, TransientError
from bot.domain.rota import Shift

_WHAT = "the calendar"


class Calendar:
    """The `Rota` port over the calendar at `url`, or at the address that stands in the file `url_file`."""

    def __init__(
        self,
        name: str,
        services: Sequence[str],
        *,
        url: str = "",
        url_file: Path | None = None,
        zone: tzinfo,
        people: People,
        within: float,
    ) -> None:
        self.name = name
        self.services = tuple(services)
        self._url = url
        self._url_file = url_file
        self._zone = zone
        self._people = people
        self._within = within
        self._get = Get(_WHAT, within=within)
        self._working: asyncio.Future[tuple[tuple[Event, datetime, datetime], ...]] | None = None

    async def close(self) -> None:
        """End the connections."""
        await self._get.close()

    async def shifts(self, begin: datetime, end: datetime) -> Sequence[Shift]:
        """Who is on call from `begin` to `end`, in the order of beginning.

        Raises:
            OutsideError: it could not be read or understood, or takes too long to work through.
        """
        text = await self._get(await self._address())
        found = await self._worked(text, begin, end)
        shifts = [self._shift(event, first, last) for event, first, last in found]
        return sorted(shifts, key=lambda one: (one.starts_at or begin, one.name))

    async def _address(self) -> str:
        if self._url_file is None:
            return self._url
        try:
            return (await asyncio.to_thread(self._url_file.read_text, encoding="utf-8")).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PermanentError("the file with the calendar's address cannot be read") from error

    async def _worked(
        self, text: bytes, begin: datetime, end: datetime
    ) -> tuple[tuple[Event, datetime, datetime], ...]:
        """A thread cannot be ended: while one that took too long goes on, no other is begun."""
        if self._working is not None and not self._working.done():
            raise TransientError("the calendar takes too long to work through")
        work = asyncio.to_thread(occurrences, text, self._zone, begin, end)
        self._working = asyncio.ensure_future(work)
        try:
            async with asyncio.timeout(self._within):
                return await asyncio.shield(self._working)
        except TimeoutError as error:
            raise TransientError(
                f"the calendar takes more than {self._within:g} s to work through"
            ) from error

    def _shift(self, event: Event, first: datetime, last: datetime) -> Shift:
        account = self._people.by_email(event.attendees) or self._people.within(event.summary)
        times = {"starts_at": first.astimezone(UTC), "ends_at": last.astimezone(UTC)}
        return self._people.shift(account, event.summary).model_copy(update=times)
