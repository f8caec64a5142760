"""A rota as the configuration itself has it: a plain list, shifts that come each week, or turns of a week each.

Times are wall-clock times of the rota's zone, so a shift from Monday 09:00 stays at 09:00 when the clocks change.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.rota import Known, Shift

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MOMENT = rf"^({'|'.join(DAYS)}) ([01][0-9]|2[0-3]):[0-5][0-9]$"
Moment = Annotated[str, Field(pattern=MOMENT)]
"""A moment of the week: `Mon 09:00`."""
WEEK = timedelta(weeks=1)


class Weekly(Noun):
    """A shift of each week; one that ends at the moment when it begins is the whole week."""

    user: str
    starts: Moment
    ends: Moment


class Turns(Noun):
    """People who take turns by the week, at the moment `starts`; the first of them in the week of the date `since`."""

    users: tuple[str, ...] = Field(min_length=1)
    starts: Moment
    since: date


class Configured:
    """The `Rota` port over what the file says; `people` lends the names."""

    def __init__(
        self,
        name: str,
        services: Sequence[str],
        *,
        users: Sequence[str] = (),
        weekly: Sequence[Weekly] = (),
        turns: Turns | None = None,
        zone: tzinfo,
        people: Mapping[str, Known],
    ) -> None:
        self.name = name
        self.services = tuple(services)
        self._users = users
        self._weekly = weekly
        self._turns = turns
        self._zone = zone
        self._people = people

    async def shifts(self, begin: datetime, end: datetime) -> Sequence[Shift]:
        """Who is on call from `begin` to `end`, in the order of beginning."""
        always = [self._shift(one) for one in self._users]
        timed = [one for one in self._timed(begin, end) if one.overlaps(begin, end)]
        return [*always, *sorted(timed, key=lambda one: (one.starts_at or begin, one.ends_at or end))]

    def _timed(self, begin: datetime, end: datetime) -> Iterator[Shift]:
        monday = _monday(begin.astimezone(self._zone).date()) - WEEK
        while monday <= end.astimezone(self._zone).date():
            for one in self._weekly:
                yield self._between(one.user, monday, one.starts, one.ends)
            if self._turns is not None:
                yield self._turn(self._turns, monday)
            monday += WEEK

    def _turn(self, turns: Turns, monday: date) -> Shift:
        weeks = (monday - _monday(turns.since)).days // 7
        return self._between(turns.users[weeks % len(turns.users)], monday, turns.starts, turns.starts)

    def _between(self, user: str, monday: date, starts: str, ends: str) -> Shift:
        first, last = self._at(monday, starts), self._at(monday, ends)
        if last <= first:
            last = self._at(monday + WEEK, ends)
        return self._shift(user, first, last)

    def _at(self, monday: date, moment: str) -> datetime:
        day, _, time = moment.partition(" ")
        hour, _, minute = time.partition(":")
        on = monday + timedelta(days=DAYS.index(day))
        local = datetime(on.year, on.month, on.day, int(hour), int(minute), tzinfo=self._zone)
        return local.astimezone(UTC)

    def _shift(self, user: str, first: datetime | None = None, last: datetime | None = None) -> Shift:
        return Shift(user_id=user, name=self._people.get(user, Known()).name, starts_at=first, ends_at=last)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
