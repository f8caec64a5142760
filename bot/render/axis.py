"""A time axis: times to places on a line of a given length, with long stretches in which nothing happened cut out.

An incident of fifty minutes that was closed two days later would else be a dot at the left: what is cut is marked, and
everywhere between two cuts a minute has one length.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.domain.noun import Noun
from bot.render.words import utc

LONGEST, SHARE, CUTS = timedelta(hours=1), 0.25, 4
SHORTEST = timedelta(minutes=1)
_MINUTE, _DAY = 60, 86_400
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)),
)


class Cut(Noun):
    """A stretch that is left out: between which places of the line, and how long it was."""

    begins: float
    ends: float
    left_out: timedelta


class Tick(Noun):
    """A mark on the axis: its place, its time, and the date where that is another than the tick's before."""

    place: float
    label: str
    date: str = ""


class Axis:
    """A line of `length` units over these times (at least one).

    `gap` units stand for each stretch that is cut, `pad` units stay free at both ends.
    """

    def __init__(self, times: Sequence[datetime], length: float, *, gap: float, pad: float = 0.0) -> None:
        points = sorted({utc(one) for one in times})
        self._gap = gap
        self._stretches = list(_stretches([*points, max(points[-1], points[0] + SHORTEST)]))
        shown = sum(((end - begin) for begin, end in self._stretches), timedelta())
        self._unit = (length - 2 * pad - gap * (len(self._stretches) - 1)) / shown.total_seconds()
        self._begins = [begin for begin, _ in self._stretches]
        self._places: list[float] = []
        place = pad
        for begin, end in self._stretches:
            self._places.append(place)
            place += (end - begin).total_seconds() * self._unit + gap

    def place(self, at: datetime) -> float:
        """Where a time stands; what lies outside of the axis stands at its end, what was cut in the cut."""
        index = max(0, bisect_right(self._begins, utc(at)) - 1)
        begin, end = self._stretches[index]
        inside = min(max((utc(at) - begin).total_seconds(), 0.0), (end - begin).total_seconds())
        beyond = self._gap / 2 if utc(at) > end and index + 1 < len(self._stretches) else 0.0
        return self._places[index] + inside * self._unit + beyond

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """What is left out, from left to right."""
        found = zip(pairwise(self._stretches), self._places[1:], strict=True)
        return tuple(
            Cut(begins=place - self._gap, ends=place, left_out=after[0] - before[1])
            for (before, after), place in found
        )

    def ticks(self, apart: float) -> tuple[Tick, ...]:
        """Marks at round times of UTC, at least `apart` units from each other."""
        step = next((one for one in _STEPS if one * self._unit >= apart), _DAY)
        while step * self._unit < apart:
            step *= 2
        made: list[Tick] = []
        day, last = "", -apart
        for at in self._round(step):
            place = self.place(at)
            if place - last < apart:
                continue
            date = at.strftime("%d %b %Y").lstrip("0")
            label = at.strftime("%H:%M:%S" if step < _MINUTE else "%H:%M")
            made.append(Tick(place=place, label=label, date=date if date != day else ""))
            day, last = date, place
        return tuple(made)

    def _round(self, step: int) -> Iterator[datetime]:
        for begin, end in self._stretches:
            seconds = int(-(-begin.timestamp() // step) * step)
            if (
                seconds > end.timestamp()
            ):  # too short for a round time: what stands between two cuts has one anyway
                yield end.astimezone(UTC)
            while seconds <= end.timestamp():
                yield datetime.fromtimestamp(seconds, tz=UTC)
                seconds += step


def _stretches(points: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """What is shown: all but the gaps that are longer than `LONGEST` and a `SHARE` of what would else be shown."""
    gaps = sorted(pairwise(points), key=lambda pair: pair[1] - pair[0], reverse=True)
    shown, cut = points[-1] - points[0], set[tuple[datetime, datetime]]()
    for begin, end in gaps[:CUTS]:
        if end - begin > LONGEST and end - begin > shown * SHARE:
            cut.add((begin, end))
            shown -= end - begin
    begins = points[0]
    for begin, end in sorted(cut):
        margin = min((end - begin) * 0.1, timedelta(minutes=2))
        yield begins, begin + margin
        begins = end - margin
    yield begins, points[-1]
